"""Whose people soldiers, pilots, policemen and militants are, where their own words do not say: the sentence names the
army, the jet, the police or the one armed group that they serve."""

import re
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.sides import find_side, is_group, sides_in
from tolltrace.knowledge import Knowledge, Language, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Link

if TYPE_CHECKING:
    from tolltrace.parse import Token

CLAUSES = frozenset({"advcl", "conj", "xcomp"})  # clauses whose subject can be that of the clause above
OWN = frozenset({Rule.HARM_SUBJECT, Rule.HARM_DESCRIBES, Rule.HARM_BEHIND})  # the harm comes to a subject


def side_of_service(
    passage: Passage, harmed: Harmed, words: str | None, chain: Sequence[Link], knowledge: Knowledge
) -> str | None:
    """`attacked a Pakistan Army post, killing nine soldiers`; `a Swiss fighter crashed, injuring the pilot`.

    The sentence counts first, then a state that speaks of soldiers, then the sentence before. Nobody's own forces
    do the harm, and of two sides nobody knows which.
    """
    language = passage.language
    services = language.lexicon.people.services
    service = next((each for each in services if serves(passage, harmed, words, each.nouns, each.kept_pattern)), None)
    if service is None:
        return None
    doers = doing_sides(harmed, chain, knowledge, language)
    speaker = speaking_state(chain, knowledge, language)
    for text in (passage.text, paragraph_before(passage)):
        sides = {side for side in keeping_sides(text, service.kept_pattern, knowledge, language) if side not in doers}
        sides = sides - knowledge.forces or sides  # `NATO Canadian soldiers` are Canada's
        if sides:
            return sides.pop() if len(sides) == 1 else None
        is_told = service.told_by_state or keeps_itself(passage, service.kept_pattern)
        if is_told and speaker is not None and speaker not in doers:
            return speaker
    return None


def paragraph_before(passage: Passage) -> str:
    """What the paragraph says before a sentence."""
    before = passage.article.text[: passage.sentence.start]
    return before[before.rfind("\n") + 1 :]


def keeps_itself(passage: Passage, kept_pattern: str) -> bool:
    """`says that its naval ship was hit`: whoever speaks keeps what such people serve in."""
    pattern = passage.language.lexicon.people.own_lead_pattern + kept_pattern
    return compile_pattern(pattern).search(passage.text) is not None


def serves(passage: Passage, harmed: Harmed, words: str | None, nouns: Container[str], kept_pattern: str) -> bool:
    """Whether the words for the victims end in a noun for those who serve so, or make them its members."""
    last = (words or "").lower().split()[-2:]
    if last and (last[-1] in nouns or " ".join(last) in nouns):
        return True
    people, noun = passage.language.lexicon.people, harmed.noun
    if noun is None or noun.lower_ not in people.any_members:
        return False
    members = compile_pattern(people.members_lead_pattern + kept_pattern)
    return members.match(passage.text, noun.idx + len(noun)) is not None


def keeping_sides(text: str, kept_pattern: str, knowledge: Knowledge, language: Language) -> Iterator[str]:
    """The sides whose name stands before what such people serve in: `Pakistan Army`, `Israel's navy`."""
    lead = language.lexicon.people.named_lead_pattern
    for match in compile_pattern(lead + kept_pattern).finditer(text):
        led = find_side(match["side"], knowledge, language) is None  # `U.S.-led forces`
        yield from (side for side in sides_in(match["side"], knowledge) if not led and not is_group(side, knowledge))


def doing_sides(harmed: Harmed, chain: Sequence[Link], knowledge: Knowledge, language: Language) -> frozenset[str]:
    """The sides whose people do the harm: the subject or agent of its verb; the speaker's where that is a pronoun."""
    verb = harmed.trigger
    if verb.lemma_ in language.lexicon.clauses.loses:
        return frozenset()  # `the army lost nine soldiers`
    while verb.dep_ in CLAUSES and verb.head is not verb and not any(child.dep_ == "nsubj" for child in verb.children):
        verb = verb.head
    agents = [child for child in verb.children if child.dep_ == "nsubj"] if harmed.rule not in OWN else []
    by = [child for child in harmed.trigger.children if child.dep_ == "agent"]
    found: set[str] = set()
    for agent in (*agents, *(token for child in by for token in child.children)):
        if agent.lower_ in language.lexicon.saying.pronouns and chain:
            found.update(sides_in(chain[0].name, knowledge))
        if is_force(agent, knowledge, language):
            found.update(sides_in(agent.doc[agent.left_edge.i : agent.i + 1].text, knowledge))
    return frozenset(found)


def is_force(head: "Token", knowledge: Knowledge, language: Language) -> bool:
    """Whether a subject is people or what acts for a state: not its helicopter that crashes."""
    people = language.lexicon.people
    kept = any(re.fullmatch(each.kept_pattern, head.text, re.IGNORECASE) for each in people.services)
    return kept or head.lower_ in language.people or head.lower_ in knowledge.sides


def speaking_state(chain: Sequence[Link], knowledge: Knowledge, language: Language) -> str | None:
    """The state whose army, ministry or head speaks first."""
    if not chain:
        return None
    side = find_side(chain[0].name, knowledge, language) or find_side(chain[0].role or "", knowledge, language)
    return side if side and side.lower() in knowledge.states else None


def side_of_group(
    passage: Passage, harmed: Harmed, words: str | None, chain: Sequence[Link], knowledge: Knowledge
) -> str | None:
    """`airstrikes hit Islamic State positions, killing 23 militants`: militants are of the one armed group that the
    report has named before them, unless that group does the harm."""
    language, noun = passage.language, harmed.noun
    people = language.lexicon.people
    if noun is None or noun.lower_ not in people.militants or compile_pattern(people.loyal_pattern).search(words or ""):
        return None
    before = passage.article.text[: passage.sentence.start + harmed.mention.start]
    groups = {side for side in sides_in(before, knowledge) if is_group(side, knowledge)}
    return groups.pop() if len(groups - doing_sides(harmed, chain, knowledge, language)) == 1 == len(groups) else None


def side_of_attacker(passage: Passage, harmed: Harmed, knowledge: Knowledge) -> str | None:
    """`Two Chadian teenagers stabbed a guard; one attacker was shot`: an attacker is of the one side whose people are
    said to have attacked."""
    language, noun = passage.language, harmed.noun
    people = language.lexicon.people
    if noun is None or noun.lower_ not in people.demographics["attackers"]:
        return None
    sides: set[str] = set()
    for subject in (token for token in passage.doc if token.dep_ == "nsubj" and token.idx < harmed.mention.start):
        if subject.head.lemma_ in people.attacks and (
            subject.lower_ in language.people or subject.lower_ in knowledge.sides
        ):
            sides.update(sides_in(passage.doc[subject.left_edge.i : subject.i + 1].text, knowledge))
    return sides.pop() if len(sides) == 1 else None

"""Whose people the speaker's own are: `its soldiers`, `his men`, `we lost 40`, `his force suffered 94 casualties`."""

from collections.abc import Iterator, Sequence

from tolltrace.claims.drafts import Draft
from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.serving import keeping_sides
from tolltrace.claims.sides import MAX_OWN_CHARS, find_side, is_own, who_suffered
from tolltrace.claims.speaker_names import Heard, same_name
from tolltrace.knowledge import Knowledge, Language, compile_pattern
from tolltrace.values import Claim, Link


def side_of_own(
    claim: Claim, harmed: Harmed, passage: Passage, heard: Heard, drafts: Sequence[Draft], knowledge: Knowledge
) -> str | None:
    """The side of whoever speaks first, where the victims are their own people; None where they are not."""
    if not claim.chain or not are_own(passage, harmed):
        return None
    speaker = claim.chain[0]
    named = (find_side(words, knowledge, passage.language) for words in words_for(speaker, heard))
    side = next((each for each in named if each is not None), None) or side_of_army(speaker, passage, knowledge)
    return side or side_of_headline(claim, drafts, passage.language)


def are_own(passage: Passage, harmed: Harmed) -> bool:
    """Whether the victims are the speaker's own people, or those whom the speaker leads."""
    return is_own(passage, harmed) or is_led(passage, harmed) or suffers_itself(passage, harmed)


def is_led(passage: Passage, harmed: Harmed) -> bool:
    """`20,000 of his men`; not `three of his children`."""
    people, noun = passage.language.lexicon.people, harmed.noun
    if noun is None or noun.lower_ not in people.led_people | people.combatant:
        return False
    own = compile_pattern(people.leaders_own_pattern)
    start, end = max(0, harmed.mention.start - MAX_OWN_CHARS), max(noun.idx, harmed.mention.end)
    return bool(
        own.search(passage.text[harmed.mention.end : end]) or own.search(passage.text[start : harmed.mention.start])
    )


def suffers_itself(passage: Passage, harmed: Harmed) -> bool:
    """`he lost 20,000 men`, `its forces have suffered 94 casualties`; not `he lost two sons`."""
    people, subject = passage.language.lexicon.people, who_suffered(harmed, passage.language)
    if subject is None:
        return False
    if subject.lower_ in people.own_subjects:
        return harmed.noun is None or harmed.noun.lower_ in people.led_people | people.combatant
    is_group = subject.lower_ in people.led_people | people.combatant
    return is_group and any(child.dep_ == "poss" and child.lower_ in people.own_words for child in subject.lefts)


def words_for(speaker: Link, heard: Heard) -> Iterator[str]:
    """All words that the report has for a speaker: name, role, and the role that was printed before."""
    yield speaker.name
    yield from (link.role for link in (speaker, *heard.named) if link.role and same_name(link.name, speaker.name))


def side_of_army(speaker: Link, passage: Passage, knowledge: Knowledge) -> str | None:
    """`the army said that nine of its soldiers …`: that of the one state whose army the report names."""
    kept = passage.language.lexicon.people.services[0].kept_pattern
    if not compile_pattern(kept).fullmatch(speaker.name):
        return None
    sides = set(keeping_sides(passage.article.text, kept, knowledge, passage.language)) - knowledge.forces
    return sides.pop() if len(sides) == 1 else None


def side_of_headline(claim: Claim, drafts: Sequence[Draft], language: Language) -> str | None:
    """`Wagner chief says he lost 20,000 men` over `Omar Deby said that 20,000 of his men …`: the same figure, and whose
    people the headline says they are, where it names the speaker by office alone."""
    for draft in drafts:
        other = draft.claim
        is_same = other.figure.value is not None and other.figure.value == claim.figure.value
        if draft.passage.sentence.in_title and is_same and other.side and other.chain:
            return other.side if other.chain[0].name.split()[-1].lower() in language.lexicon.saying.roles else None
    return None

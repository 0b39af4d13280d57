"""Who says it, quoting whom → the chain, first speaker first. Only links that the report's own words support."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.saying_times import date_of_saying
from tolltrace.claims.saying_verbs import (
    closing_subject,
    cue_of,
    denying_verb,
    find_subject,
    has_content,
    speaks,
    unparsed_subject,
)
from tolltrace.claims.speaker_names import Heard, name_speaker, names_agency, phrase_of, same_name, strip_article
from tolltrace.claims.syntax import NAMES, SUBJECTS, depth_of, is_passive
from tolltrace.knowledge import Knowledge, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Link, Period, Reading, Span

if TYPE_CHECKING:
    from tolltrace.parse import Token

QUOTES = '"“”'
OPENING_QUOTES = ('"', "“")
HEADLINE_CUE = ":"
MAX_NAMED = 20  # speakers of an article that a shorter name can stand for
MAX_RELAY = 8  # tokens from a source to `seen by`
NOBODY = (Rule.SPEAKER_NONE.reading(), Rule.CHAIN_NONE.reading())


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody says something in a sentence. Offsets of the link count in the article."""

    link: Link
    verb: "Token"  # the word that says so
    source: tuple[int, int]  # tokens of the speaker's own phrase
    depth: float  # of the verb in the parse: the deeper of two is the first speaker
    inner: bool = False  # `citing X`: X said it before the one who cites
    relay: Link | None = None  # `told Reuters`: Reuters passes it on
    said: Period | None = None  # when, where the sentence tells
    rule: Rule = field(kw_only=True)  # how it was found


def find_chain(
    passage: Passage, harmed: Harmed, attributions: Sequence[Attribution], heard: Heard
) -> tuple[tuple[Link, ...], tuple[Reading, ...]]:
    """The speakers of one claim, first speaker first, last relay last; empty where the report says it itself."""
    ordered = speaking_of(passage, harmed, attributions)
    if not ordered:
        if goes_on_quoting(passage) and heard.quoting and heard.paragraph == passage.sentence.paragraph:
            return heard.quoting, read_carried(Rule.SPEAKER_QUOTATION)
        return (), NOBODY
    links: list[Link] = []
    for each in ordered:
        for link in (each.link, each.relay):
            if link is not None and not any(same_name(link.name, other.name) for other in links):
                links.append(link)
    return tuple(links), read_speakers(ordered[0], links, len(ordered) - 1, passage)


def speaking_of(passage: Passage, harmed: Harmed, attributions: Sequence[Attribution]) -> Sequence[Attribution]:
    """Those whose words hold a claim, first speaker first."""
    denies = passage.language.lexicon.stances.denies if not harmed.mention.denies else frozenset()
    denied = denying_verb(passage, harmed)
    speaking = (each for each in attributions if each.verb is denied or each.verb.lemma_ not in denies)
    reaching = [each for each in speaking if reaches(each, harmed, passage)]
    at = passage.token_at(harmed.mention.number_start).i

    def order(each: Attribution) -> tuple[bool, bool, float, int]:
        goes_on = each.verb.dep_ == "conj" and each.verb.i > at  # `counted 406 deaths and believes that …`
        return goes_on, not each.inner, -each.depth, each.verb.i

    return sorted(on_this_side(reaching, harmed, passage), key=order)


def find_said(
    passage: Passage, harmed: Harmed, attributions: Sequence[Attribution], chain: Sequence[Link], heard: Heard
) -> Period | None:
    """When the first of the speakers of a claim spoke, else the nearest of whom the text tells it; of one who goes on
    speaking from an earlier sentence, what was told there."""
    dates = (each.said for each in speaking_of(passage, harmed, attributions))
    return next((said for said in dates if said is not None), None) or heard_when(passage, chain, heard)


def heard_when(passage: Passage, chain: Sequence[Link], heard: Heard) -> Period | None:
    """When somebody spoke who goes on speaking: by a pronoun, or in a quotation that is still open."""
    goes_on = bool(chain) and (chain[0].start is None or chain[0].start < passage.sentence.start)
    return next((said for name, said in heard.said if goes_on and same_name(name, chain[0].name)), None)


def goes_on_quoting(passage: Passage) -> bool:
    """Whether a sentence begins inside a quotation, or with one."""
    return passage.sentence.opens_quoted or passage.text.startswith(OPENING_QUOTES)


def read_speakers(first: Attribution, links: Sequence[Link], rivals: int, passage: Passage) -> tuple[Reading, ...]:
    """Why these are the speakers of a claim."""
    is_pronoun = first.link.start is None
    rule = Rule.SPEAKER_PRONOUN if is_pronoun else first.rule
    note = passage.doc[first.source[0] : first.source[1]].text if is_pronoun else first.link.cue
    speaker = rule.reading(words_of(first.link, passage), note=note, rivals=rivals)
    return speaker, (Rule.CHAIN_INMOST if len(links) > 1 else Rule.CHAIN_ALONE).reading(rivals=rivals)


def words_of(link: Link, passage: Passage) -> Span | None:
    """Where a speaker of this passage is named; None for one who is carried over."""
    if link.start is None or link.end is None:
        return None
    return passage.span(link.start - passage.sentence.start, link.end - passage.sentence.start)


def read_carried(rule: Rule) -> tuple[Reading, ...]:
    """The readings of a chain that is taken over whole."""
    return rule.reading(), Rule.CHAIN_CARRIED.reading()


def reaches(attribution: Attribution, harmed: Harmed, passage: Passage) -> bool:
    """Whether what somebody says covers a claim: the whole sentence, both sides of `and`, not past a semicolon."""
    start, end = attribution.source
    at = passage.token_at(harmed.mention.number_start)
    low, high = sorted((attribution.verb.i, at.i))
    verb = attribution.verb
    is_claimed = verb.pos_ == "NOUN" and verb.lower_ in passage.language.lexicon.saying.claimed
    is_aside = not attribution.inner and verb.dep_ == "advcl" and verb.tag_ == "VBG"
    if is_claimed or is_aside:
        return at in verb.subtree and not start <= at.i < end  # `reports that 12 died`, `…, saying that 12 died`
    clause = next((t for t in (verb, *verb.ancestors) if t.dep_ == "relcl"), None)
    if clause is not None and not attribution.inner and at not in clause.subtree:
        return False  # `bombings that Turkey believes were …`: a clause beside the claim
    return not start <= at.i < end and not any(token.text == ";" for token in passage.doc[low:high])


def on_this_side(reaching: Sequence[Attribution], harmed: Harmed, passage: Passage) -> Sequence[Attribution]:
    """`the army says 12 died, while doctors say 30`: where each side of a contrast has its speaker, that one alone."""
    contrasts = [t.i for t in passage.doc if t.lower_ in passage.language.lexicon.saying.contrasts]
    at = passage.token_at(harmed.mention.number_start).i
    side = sum(contrast < at for contrast in contrasts)
    here = [each for each in reaching if sum(contrast < each.verb.i for contrast in contrasts) == side]
    return here or reaching


def remember(heard: Heard, passage: Passage, attributions: Sequence[Attribution]) -> Heard:
    """What the next sentences can lean on, after this one: who spoke last, and whose quotation is open."""
    for each in attributions:
        start, end = each.source
        is_named = any(ent.label_ == "PERSON" and start <= ent.start < end for ent in passage.doc.ents)
        saying = passage.language.lexicon.saying
        has_role = each.link.name.rpartition(" ")[2].lower() in saying.roles  # `the general`
        is_person = is_named or has_role or passage.doc[start].lower_ in saying.persons
        named = (each.link, *heard.named)[:MAX_NAMED]
        heard = replace(heard, anyone=each.link, person=each.link if is_person else heard.person, named=named)
        heard = replace(heard, said=said_last(each, heard))
    if attributions and any(mark in passage.text for mark in QUOTES):
        heard = replace(heard, quoting=(attributions[-1].link,), paragraph=passage.sentence.paragraph)
    return heard


def said_last(each: Attribution, heard: Heard) -> tuple[tuple[str, Period], ...]:
    """When each spoke, after one more attribution: who is named again without a day may speak on another."""
    if each.said is None and each.link.start is None:
        return heard.said
    others = tuple(told for told in heard.said if not same_name(told[0], each.link.name))
    return ((each.link.name, each.said), *others)[:MAX_NAMED] if each.said is not None else others


# ── who speaks in a sentence ─────────────────────────────────────────────────────────────────────────────────────────


def find_attributions(passage: Passage, heard: Heard, knowledge: Knowledge) -> tuple[Attribution, ...]:
    """Everybody who is said to say something in a sentence."""
    found = (
        *said_by_subject(passage, heard, knowledge),
        *according_to(passage, heard, knowledge),
        *citing(passage, heard, knowledge),
        *told_in_reports(passage, heard, knowledge),
    )
    found = found or (tuple(headline_speaker(passage, knowledge)) if passage.sentence.in_title else ())
    return tuple(replace(each, said=date_of_saying(passage, each.verb)) for each in found)


def said_by_subject(passage: Passage, heard: Heard, knowledge: Knowledge) -> Iterator[Attribution]:
    """`X said`, `said X`, `X has reported that`, `he added`."""
    language, saying = passage.language, passage.language.lexicon.saying
    for verb in passage.doc:
        base = language.saying_verbs.get(verb.lower_)
        subject = None
        if base is not None:
            subject = find_subject(verb, passage) if speaks(verb, passage) else unparsed_subject(verb, passage)
            has_own = any(child.dep_ in SUBJECTS for child in verb.children)
            subject = subject or (None if has_own else closing_subject(verb, passage))
        if base is None or subject is None or (base in saying.only_with_content and not has_content(verb, passage)):
            continue
        not_said = saying.not_said.get(base, frozenset())
        if any(child.dep_ == "dobj" and child.lower_ in not_said for child in verb.children):
            continue  # "claimed 12 lives", "claimed responsibility"
        says_that = base not in saying.only_with_content and any(child.dep_ == "ccomp" for child in verb.children)
        if link := name_speaker(subject, passage, heard, knowledge, speaks=says_that):
            relay = hearer(verb, passage) if base in saying.tells else relay_of(subject, passage)
            link = replace(link, cue=cue_of(verb, passage))
            phrase, depth = phrase_of(subject, passage.language), depth_of(verb)
            yield Attribution(link, verb, phrase, depth, relay=relay, rule=Rule.SPEAKER_SAYS)


def according_to(passage: Passage, heard: Heard, knowledge: Knowledge) -> Iterator[Attribution]:
    """`according to X`."""
    doc, cues = passage.doc, [cue.split() for cue in passage.language.lexicon.saying.according]
    opening = {cue[0] for cue in cues}
    for token in doc:
        if token.lower_ not in opening:
            continue
        cue = next((c for c in cues if [t.lower_ for t in doc[token.i : token.i + len(c)]] == c), None)
        if cue is None:
            continue
        last = doc[token.i + len(cue) - 1]
        source = next((t for t in doc[last.i + 1 :] if t.dep_ == "pobj" and t.head == last), None)
        source = source or next((t for t in doc[last.i + 1 :] if t.pos_ in NAMES), None)
        if source is not None and (link := name_speaker(source, passage, heard, knowledge, speaks=True)):
            link = replace(link, cue=" ".join(cue))
            # `Japan reports 12 deaths, according to the coast guard`: the guard said it first
            phrase, depth = phrase_of(source, passage.language), depth_of(token.head) + 0.5
            relay = relay_of(source, passage)
            yield Attribution(link, token, phrase, depth, relay=relay, rule=Rule.SPEAKER_ACCORDING)


def citing(passage: Passage, heard: Heard, knowledge: Knowledge) -> Iterator[Attribution]:
    """`citing X`, `quoted X as saying`: X said it first; and who quotes passes it on."""
    language, saying = passage.language, passage.language.lexicon.saying
    for token in passage.doc:
        if token.lower_ not in saying.citing:
            continue
        cited = next((c for c in token.children if c.dep_ in {"dobj", "nsubj"} and c.i > token.i), None)
        if cited is not None and (link := name_speaker(cited, passage, heard, knowledge)):
            link = replace(link, cue=token.text)
            phrase = phrase_of(cited, language)
            yield Attribution(link, token, phrase, depth_of(token), inner=True, rule=Rule.SPEAKER_CITED)
        quotes = token.lower_ in saying.quoting and not is_passive(token)
        subject = find_subject(token, passage) if quotes else None
        if subject is not None and (link := name_speaker(subject, passage, heard, knowledge)):
            link, phrase = replace(link, cue=token.text), phrase_of(subject, language)
            yield Attribution(link, token, phrase, depth_of(token), rule=Rule.SPEAKER_SAYS)


def told_in_reports(passage: Passage, heard: Heard, knowledge: Knowledge) -> Iterator[Attribution]:
    """`reports that 45 died`, `denied claims by the army that 45 died`: whoever makes the claim, else the reports."""
    saying = passage.language.lexicon.saying
    for noun in passage.doc:
        if noun.lower_ not in saying.claimed or noun.pos_ != "NOUN" or is_negated(noun, passage):
            continue
        if not compile_pattern(saying.claimed_pattern).match(passage.text, noun.idx + len(noun)):
            continue
        maker = claimant_of(noun, passage)
        if maker is None and not is_unsigned(noun, passage):
            continue
        if link := name_speaker(maker or noun, passage, heard, knowledge):
            phrase = phrase_of(maker, passage.language) if maker is not None else (noun.left_edge.i, noun.i + 1)
            link = replace(link, cue=None if maker is None else noun.text)
            yield Attribution(link, noun, phrase, depth_of(noun), inner=True, rule=Rule.SPEAKER_SAYS)


def is_unsigned(noun: "Token", passage: Passage) -> bool:
    """`reports that 45 died`, and `denied reports of 45 deaths`; not those that somebody tells of."""
    language = passage.language
    saying, denying = language.lexicon.saying, language.lexicon.silences.deny
    if any(token.lower_ in language.saying_verbs and token.lower_ not in denying for token in noun.ancestors):
        return False
    is_denied = noun.dep_ == "dobj" and noun.head.lower_ in denying
    is_of = noun.doc[noun.i + 1].lower_ in saying.of
    return noun.lower_ in saying.unsigned and (is_denied or not is_of)


def claimant_of(noun: "Token", passage: Passage) -> "Token | None":
    """Who makes a claim: `claims by the army`, `United States claims`."""
    by = passage.language.lexicon.saying.works_by
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in by:
            return next((each for each in child.children if each.dep_ == "pobj"), None)
        if child.dep_ in {"poss", "compound", "nmod"} and child.ent_type_ in {"GPE", "ORG", "PERSON"}:
            return child
    return None


def is_negated(noun: "Token", passage: Passage) -> bool:
    """`no reports of casualties`."""
    return any(child.lower_ in passage.language.lexicon.numbers.zero for child in noun.lefts)


def headline_speaker(passage: Passage, knowledge: Knowledge) -> Iterator[Attribution]:
    """`US: Over 20,000 …`, `20 dead in blast - police`: a headline's colon or closing dash names the speaker."""
    saying = passage.language.lexicon.saying
    for pattern in saying.headline_patterns:
        match = compile_pattern(pattern).search(passage.text)
        name = strip_article(match["name"], passage.language) if match else ""
        words = name.lower().split()
        if match is None or not words:
            continue
        if name.lower() in knowledge.sides or name.lower() in saying.agencies or words[-1] in saying.speakers:
            first, last = passage.token_at(match.start("name")), passage.token_at(match.end("name") - 1)
            at = passage.span(*match.span("name"))
            link = Link(name, None, HEADLINE_CUE, at.start, at.end)
            yield Attribution(link, first, (first.i, last.i + 1), 0, rule=Rule.SPEAKER_HEADLINE)


# ── who passes it on ──────────────────────────────────────────────────────────────────────────────────────────────────


def hearer(verb: "Token", passage: Passage) -> Link | None:
    """The agency that was told something and passes it on; reporters in general are no link."""
    told = (child for child in verb.children if child.dep_ in {"dobj", "dative"} and child.i > verb.i)
    return next((link for child in told if (link := as_relay(child, verb, passage))), None)


def relay_of(source: "Token", passage: Passage) -> Link | None:
    """`a document seen by Reuters`, `in a statement carried by Meridian Wire`: who passes on the words of a source."""
    passes_on = passage.language.lexicon.saying.passes_on
    for verb in passage.doc[source.i + 1 : source.i + 1 + MAX_RELAY]:
        if verb.lower_ in passes_on and verb.dep_ == "acl":
            by = (child for child in verb.children if child.dep_ in {"agent", "prep"})
            for agent in (each for child in by for each in child.children if each.dep_ == "pobj"):
                if link := as_relay(agent, verb, passage):
                    return link
    return None


def as_relay(noun: "Token", verb: "Token", passage: Passage) -> Link | None:
    """A noun that names an agency or the like, as a link of the chain."""
    start, end = phrase_of(noun, passage.language)
    words = passage.doc[start:end]
    name = strip_article(words.text, passage.language)
    if noun.ent_type_ != "ORG" and not names_agency(name, passage.language):
        return None
    at = passage.span(words.start_char, words.end_char)
    return Link(name, None, verb.text, at.start, at.end)

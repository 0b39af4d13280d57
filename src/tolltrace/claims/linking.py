"""What goes with a figure, by the trained linker: asked about every claim, heard where it is surer than the rules."""

import math
from collections.abc import Sequence
from dataclasses import replace

from tolltrace.claims.drafts import Draft, read_as
from tolltrace.claims.linker import Answer, Question, load_linker
from tolltrace.claims.passages import Sentence
from tolltrace.claims.place_names import PLACE_LABELS
from tolltrace.claims.saying_times import only_saying_time
from tolltrace.claims.speaker_names import same_name, strip_article
from tolltrace.claims.speakers import HEADLINE_CUE, NOBODY
from tolltrace.claims.syntax import SUBJECTS
from tolltrace.knowledge import Knowledge, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Article, Claim, Link, Place, Reading, Span, Stance

# how much likelier, in natural logarithms, its answer must be than the rules' own (measured on the dev codes)
MARGIN_PLACE = 1.0
MARGIN_SPEAKER = 6.0
MAX_WAY = 40  # characters before a place, for the words of a way
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})  # no name goes on behind such a verb


def question_at(
    text: str, sentences: Sequence[Sentence], start: int, end: int, harm: str
) -> tuple[Question, int] | None:
    """A figure's question, its sentence and the one before; and where that starts. None outside all sentences."""
    n = next((n for n, sentence in enumerate(sentences) if sentence.start <= start < sentence.end), None)
    if n is None:
        return None
    first, last = sentences[max(0, n - 1)].start, max(sentences[n].end, end)
    return Question(text[first:last], start - first, end - first, harm), first


def link_drafts(
    drafted: Sequence[tuple[Article, Sequence[Draft]]], knowledge: Knowledge
) -> list[tuple[Article, list[Draft]]]:
    """The drafts of some articles, as the linker sees them; as they are where there is no linker."""
    asked: dict[tuple[int, int], tuple[Question, int]] = {}
    for n, (article, drafts) in enumerate(drafted):
        for m, draft in enumerate(drafts):
            if draft.harmed and (found := question_of(draft, article.text)):
                asked[n, m] = found
    language = next((draft.passage.language for _, drafts in drafted for draft in drafts), None)
    linker = load_linker(language.folder) if language and knowledge.links else None
    answers = linker.answer([question for question, _ in asked.values()]) if linker and asked else []
    linked = [(article, list(drafts)) for article, drafts in drafted]
    for ((n, m), (_, offset)), answer in zip(asked.items() if answers else (), answers, strict=True):
        article, drafts = linked[n]
        drafts[m] = replace(drafts[m], claim=link_claim(drafts[m], answer, article.text, offset, knowledge))
    return linked


def question_of(draft: Draft, text: str) -> tuple[Question, int] | None:
    """What the linker is asked about a draft."""
    passage, mention = draft.passage, draft.claim.mention
    sentences = [passage.before.sentence, passage.sentence] if passage.before else [passage.sentence]
    return question_at(text, sentences, mention.start, mention.end, draft.claim.harm)


def link_claim(draft: Draft, answer: Answer, text: str, offset: int, knowledge: Knowledge) -> Claim:
    """One claim with the linker's place and speaker, where it is surer of them and the codebook lets them stand.

    Where it is not, how likely it holds the rules' answer is kept with their reading.
    """
    return with_speaker(with_place(draft, answer, text, offset, knowledge), draft, answer, text, offset)


def with_place(draft: Draft, answer: Answer, text: str, offset: int, knowledge: Knowledge) -> Claim:
    """A draft's claim with the linker's place, if that is to stand."""
    claim = draft.claim
    place = claim.place.text if claim.place else None
    known = known_span(text, place, claim.mention.start, offset)
    is_surer, span = surer(answer, "place", known, MARGIN_PLACE)
    words = Span(text[span[0] + offset : span[1] + offset], span[0] + offset, span[1] + offset) if span else None
    if not is_surer or (words and (words.text == place or not can_be_place(words, draft, knowledge))):
        return replace(claim, readings=scored(claim.readings, "place", answer.score("place", known)))
    rule = Rule.PLACE_LINKED if words else Rule.PLACE_NONE
    readings = scored(read_as(claim.readings, rule.reading(words)), "place", answer.score("place", span))
    return replace(claim, place=Place(words.text) if words else None, readings=readings)


def with_speaker(claim: Claim, draft: Draft, answer: Answer, text: str, offset: int) -> Claim:
    """A claim with the linker's speaker, if that is to stand.

    A chain, somebody who goes on speaking, a headline: those the rules follow through the whole article; and who denies
    a figure does not say it.
    """
    first = claim.chain[0] if claim.chain else None
    followed = len(claim.chain) > 1 or (first and (first.start is None or first.cue == HEADLINE_CUE))
    known = known_speaker(text, first, offset)
    is_surer, span = surer(answer, "speaker", known, MARGIN_SPEAKER)
    speaker = speaker_at(text, span[0] + offset, span[1] + offset, draft) if span else None
    is_same = first is not None and speaker is not None and same_name(first.name, speaker.name)
    is_denied = claim.stance is Stance.DENIED
    if followed or is_denied or is_same or not is_surer or (span and speaker is None):
        return replace(claim, readings=scored(claim.readings, "speaker", answer.score("speaker", known)))
    at = Span(text[span[0] + offset : span[1] + offset], span[0] + offset, span[1] + offset) if span else None
    who = (Rule.SPEAKER_LINKED.reading(at), Rule.CHAIN_ALONE.reading()) if speaker else NOBODY
    readings = scored(read_as(claim.readings, *who), "speaker", answer.score("speaker", span))
    said = only_saying_time(draft.passage) if speaker else None
    return replace(claim, chain=(speaker,) if speaker else (), said=said, readings=readings)


def scored(readings: Sequence[Reading], field: str, likelihood: float) -> tuple[Reading, ...]:
    """Readings with how likely the linker holds one of them, from its logarithm."""
    score = round(math.exp(likelihood), 4)
    return tuple(replace(each, score=score) if each.field == field else each for each in readings)


def surer(
    answer: Answer, slot: str, known: tuple[int, int] | None, margin: float
) -> tuple[bool, tuple[int, int] | None]:
    """Whether the linker has another answer than the known words, surer by a margin; and that answer."""
    own, likelihood = answer.best(slot)
    return own != known and likelihood - answer.score(slot, known) > margin, own


def known_span(text: str, words: str | None, at: int | None, offset: int) -> tuple[int, int] | None:
    """Where the words that the rules found stand in the question."""
    found = nearest(text, words, offset if at is None else at) if words else None
    return (found[0] - offset, found[1] - offset) if found else None


def known_speaker(text: str, link: Link | None, offset: int) -> tuple[int, int] | None:
    """Where the speaker whom the rules found stands in the question: the name, or all words for one named in full."""
    if link is None or link.start is None or link.end is None:
        return None
    start = text.find(link.name, link.start, link.end)
    span = (start, start + len(link.name)) if start >= 0 else (link.start, link.end)
    return span[0] - offset, span[1] - offset


def can_be_place(words: Span, draft: Draft, knowledge: Knowledge) -> bool:
    """Whether words can be the place of a claim: not whose people they are (`Russia lost 200`), nor, for a share, words
    of another sentence."""
    side = knowledge.sides.get(words.text.lower())
    if runs_on(words.start, words.end, draft) or is_way(words, draft) or is_who_speaks(words, draft, knowledge):
        return False
    is_people = side is not None and side.lower() in knowledge.states and knowledge.gazetteer.find(words.text) is None
    is_own = side is not None and side == draft.claim.side and draft.claim.place is None
    sentence, before = draft.passage.sentence, draft.passage.before
    is_here = sentence.start <= words.start < sentence.end
    is_near = before is not None and before.sentence.paragraph == sentence.paragraph and not draft.shares
    return not (is_own or is_people) and (is_here or is_near)


def is_who_speaks(words: Span, draft: Draft, knowledge: Knowledge) -> bool:
    """`the White House said`: an organisation that speaks is no place; a state or a district can be both."""
    passage = draft.passage
    doc, start = passage.doc, passage.sentence.start
    if not start <= words.start < passage.sentence.end or words.text.lower() in knowledge.states:
        return False
    first, last = passage.token_at(words.start - start), passage.token_at(words.end - 1 - start)
    language, links = passage.language, draft.claim.chain
    is_subject = last.dep_ == "nsubj" and last.head.lower_ in language.saying_verbs
    if any(token.ent_type_ in PLACE_LABELS for token in doc[first.i : last.i + 1]):
        return is_subject and last.lower_ in language.lexicon.saying.seats
    return is_subject or any(
        link.start is not None and link.end is not None and link.start < words.end and words.start < link.end
        for link in links
    )


def is_way(words: Span, draft: Draft) -> bool:
    """`a bus from Homs to Hama`: where somebody was going says not where it happened."""
    text, places = draft.passage.article.text, draft.passage.language.lexicon.places
    before = compile_pattern(places.way_before_pattern).search(text, max(0, words.start - MAX_WAY), words.start)
    return bool(before) or (
        compile_pattern(places.way_behind_pattern).match(text, words.end) is not None
        and text[: words.start].rstrip().lower().endswith(tuple(places.origin))
    )


def runs_on(start: int, end: int, draft: Draft) -> bool:
    """Whether words go on behind a name: they hold a verb, or the figure itself."""
    first = draft.passage.sentence.start
    verbs = (first + token.idx for token in draft.passage.doc if token.tag_ in FINITE)
    figure = draft.claim.mention
    return (start < figure.end and figure.start < end) or any(start <= verb < end for verb in verbs)


def speaker_at(text: str, start: int, end: int, draft: Draft) -> Link | None:
    """A speaker whom the linker found in the claim's sentence; None for who only hears it, and for a whole sentence.

    Who speaks on from a sentence before, the rules know: a pronoun or an open quotation must say so.
    """
    language = draft.passage.language
    name = strip_article(text[start:end], language)
    saying = language.lexicon.saying
    hears = name.lower() in saying.hearers | saying.first_person | saying.pronouns
    sentence = draft.passage.sentence
    is_here = sentence.start <= start < sentence.end and end - start < len(sentence.text) - 1
    between = text[min(start, draft.claim.mention.end) : max(draft.claim.mention.start, end)]
    is_here = is_here and ";" not in between and not runs_on(start, end, draft) and not only_denies(start, end, draft)
    return None if not name or hears or not is_here else Link(name, None, None, start, end)


def only_denies(start: int, end: int, draft: Draft) -> bool:
    """`The army denied reports that 40 died`, `a figure disputed by elders`: what somebody denies, they do not say,
    unless another verb says so."""
    passage = draft.passage
    language, first = passage.language, passage.sentence.start
    denies = language.lexicon.silences.deny
    own = [token for token in passage.doc if start <= first + token.idx < end]
    verbs = [token.head for token in own if token.dep_ in SUBJECTS]
    verbs += [token.head.head for token in own if token.dep_ == "pobj" and token.head.dep_ == "agent"]
    return any(verb.lower_ in denies for verb in verbs) and not any(
        each.lower_ in language.saying_verbs and each.lower_ not in denies for verb in verbs for each in verb.conjuncts
    )


def nearest(text: str, words: str, at: int) -> tuple[int, int] | None:
    """Where some words stand nearest to an offset."""
    before, behind = text.rfind(words, 0, at + len(words)), text.find(words, at)
    starts = [start for start in (before, behind) if start >= 0]
    start = min(starts, key=lambda found: abs(found - at), default=None)
    return (start, start + len(words)) if start is not None else None

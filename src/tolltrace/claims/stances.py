"""What a text does with a figure (denies it, takes it back, doubts it), and the speaker's word for it."""

from collections.abc import Sequence
from dataclasses import replace

from tolltrace.claims.drafts import Draft, read_as
from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage, split_sentences
from tolltrace.claims.saying_verbs import denying_verb
from tolltrace.claims.speakers import HEADLINE_CUE, Attribution
from tolltrace.knowledge import Language, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Article, Link, Reading, Stance

REPORT_CHARS = 60  # behind a zero: "no casualties were reported"
RETRACTED_CHARS = 40  # before the end of a figure, at most: "initially reported"
CAVEAT_SENTENCES = 2  # before a caveat, that it speaks of, beside its own


def find_stance(passage: Passage, harmed: Harmed, attributions: Sequence[Attribution]) -> tuple[Stance, Reading]:
    """What the sentence does with its figure; a caveat in a later sentence comes afterwards."""
    is_zero = harmed.mention.figure.value == 0
    if is_zero and is_of_reports(passage, harmed):
        if has_reporter(passage, harmed, attributions):
            return Stance.ASSERTED, Rule.STANCE_REPORTER.reading()
        return Stance.NONE_REPORTED, Rule.STANCE_NONE_REPORTED.reading()
    if is_retracted(passage, harmed):
        return Stance.RETRACTED, Rule.STANCE_RETRACTED.reading()
    if not is_zero and is_called_false(passage, harmed):
        return Stance.DENIED, Rule.STANCE_CALLED_FALSE.reading()
    if not is_zero and denying_verb(passage, harmed) is not None:
        return Stance.DENIED, Rule.STANCE_DENIED.reading()
    return Stance.ASSERTED, Rule.STANCE_NONE.reading()


def is_called_false(passage: Passage, harmed: Harmed) -> bool:
    """Whether the figure stands in what somebody calls false."""
    pattern = compile_pattern(passage.language.lexicon.stances.called_false_pattern)
    match = pattern.search(passage.text)
    return match is not None and match.start() < harmed.mention.start < match.end()


def is_of_reports(passage: Passage, harmed: Harmed) -> bool:
    """`no casualties were reported`, `no known deaths`: of reports and not of people."""
    end = harmed.mention.end
    pattern = compile_pattern(passage.language.lexicon.stances.none_reported_pattern)
    return pattern.search(passage.text[end : end + REPORT_CHARS]) is not None


def has_reporter(passage: Passage, harmed: Harmed, attributions: Sequence[Attribution]) -> bool:
    """`no one was hurt, police reported`: somebody says so, behind the figure."""
    at, language = passage.token_at(harmed.mention.end).i, passage.language
    reports = language.lexicon.saying.reports
    return any(each.verb.i > at and language.saying_verbs.get(each.verb.lower_) in reports for each in attributions)


def is_retracted(passage: Passage, harmed: Harmed) -> bool:
    """`an earlier version wrongly put`, `initially thought to be 12`: before the harm, near the figure or behind it."""
    stances = passage.language.lexicon.stances
    text, before = passage.text.lower(), passage.text[: harmed.trigger.idx].lower()
    if compile_pattern(stances.retracted_before_pattern).search(before):
        return True
    return any(cue in before and text.find(cue) > harmed.mention.end - RETRACTED_CHARS for cue in stances.retracted)


def find_modality(passage: Passage, harmed: Harmed, chain: Sequence[Link]) -> str | None:
    """The speaker's word, as printed: of doubt (`feared dead`), else of saying; `reportedly` where nobody is named."""
    lexicon = passage.language.lexicon
    if doubt := compile_pattern(lexicon.stances.doubt_pattern).search(passage.text, 0, harmed.trigger.idx):
        return doubt["word"]
    if chain and chain[0].cue and chain[0].cue not in {HEADLINE_CUE, *lexicon.saying.according}:
        return chain[0].cue
    end = harmed.mention.end
    said = compile_pattern(lexicon.stances.none_said_pattern).search(passage.text[end : end + REPORT_CHARS])
    if said is not None and not chain and harmed.mention.figure.value == 0:
        return said["word"]
    return next((word for word in lexicon.saying.reportedly if word in passage.text.lower()), None)


def mark_taken_back(drafts: Sequence[Draft], article: Article, language: Language) -> list[Draft]:
    """`Police later retracted the figure`: the claims of the sentence before that has some, not of the one itself."""
    pattern = compile_pattern(language.lexicon.stances.takes_back_pattern)
    claims = {draft.claim.evidence.start for draft in drafts if draft.harmed is not None}
    taken: set[int] = set()
    starts: list[int] = []
    for sentence in split_sentences(article, language):
        if starts and pattern.search(sentence.text) and sentence.start not in claims:
            taken.add(starts[-1])
        if sentence.start in claims:
            starts.append(sentence.start)
    return [
        replace(draft, claim=replace(draft.claim, stance=Stance.RETRACTED))
        if draft.claim.evidence.start in taken and draft.claim.stance is Stance.ASSERTED
        else draft
        for draft in drafts
    ]


def mark_caveats(drafts: Sequence[Draft], article: Article, language: Language) -> list[Draft]:
    """`Neither figure could be independently verified` belongs to every claim that it speaks of: those of its own
    sentence, and those of the two sentences before."""
    cues, text = language.lexicon.stances.unconfirmed, article.text.lower()
    if not any(cue in text for cue in cues):
        return list(drafts)
    sentences = list(split_sentences(article, language))
    marked: set[int] = set()
    for n, sentence in enumerate(sentences):
        if any(cue in sentence.text.lower() for cue in cues):
            earlier = sentences[max(0, n - CAVEAT_SENTENCES) : n + 1]
            marked |= {each.start for each in earlier if not each.in_title}
    caveat = Rule.STANCE_CAVEAT.reading()
    return [
        replace(
            draft,
            claim=replace(draft.claim, stance=Stance.UNCONFIRMED, readings=read_as(draft.claim.readings, caveat)),
        )
        if draft.claim.evidence.start in marked and draft.claim.stance is Stance.ASSERTED
        else draft
        for draft in drafts
    ]

"""The answers of the stages → Claims; what is no toll is turned away here."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tolltrace.claims.figures import FigureMention, find_figures
from tolltrace.claims.harms import Harmed, find_harms
from tolltrace.claims.parts import find_parts, find_shares
from tolltrace.claims.passages import Passage, find_passages, split_sentences
from tolltrace.claims.periods import find_period
from tolltrace.claims.places import find_place
from tolltrace.claims.silences import Silence, find_silences
from tolltrace.claims.speakers import Attribution, Heard, find_attributions, find_chain, name_speaker, remember, same_name
from tolltrace.claims.victims import (
    CARRYING,
    Victims,
    find_side,
    find_single_victims,
    is_denied_or_unreal,
    read_victims,
    suffering_side,
)
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Article, Aspect, Claim, Figure, Link, Period, Place, Span, Stance, Status

NEEDS_PEOPLE = {"losses", "captured", "displaced", "missing", "abducted"}
BACKGROUND_DAYS = 30  # a period that ended longer ago is background: last month's toll in this week's news


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its number and id are known; `whole` is the draft it is a part of, `whole_harm` what to look for."""

    claim: Claim
    passage: Passage
    harmed: Harmed | None
    whole: "FigureMention | None" = None
    shares: bool = False  # part of an earlier claim with its harm, wherever that stands


def extract_claims(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every attributed toll claim in an article, in the order of the mentions. Pure: the same article, the same claims."""
    language = knowledge.languages[article.language]
    heard = Heard()
    drafts: list[Draft] = []
    seen = -1
    for passage in find_passages(article, language):
        if passage.before is not None and passage.before.sentence.start > seen:
            earlier = find_attributions(passage.before, heard, article.text, knowledge, language)
            heard = remember(heard, passage.before, earlier)
        seen = passage.sentence.start
        attributions = find_attributions(passage, heard, article.text, knowledge, language)
        drafts += draft_passage(passage, attributions, heard, drafts, article, knowledge, language)
        heard = remember(heard, passage, attributions)
    drafts = mark_caveats(drafts, article, language)
    return tuple(number_claims(drafts, article, knowledge))


# ── one passage ──────────────────────────────────────────────────────────────────────────────────────────────────────


def draft_passage(
    passage: Passage,
    attributions: Sequence[Attribution],
    heard: Heard,
    earlier: Sequence[Draft],
    article: Article,
    knowledge: Knowledge,
    language: Language,
) -> list[Draft]:
    """The claims of one sentence, left to right."""
    said_on = article.published.on if article.published else None
    figures = find_figures(passage.text, language)
    shares = find_shares(passage, figures, language)
    harmed = [h for m in figures if not shares.is_base(m) for h in (shares.of(m) or find_harms(passage, m, language))]
    harmed = [h for h in harmed if is_toll(h, passage, knowledge, language)]
    harmed += [h for h in find_single_victims(passage, tuple(harmed), language)]
    parts = find_parts(passage, harmed, figures, language)
    harmed = sorted(
        {(h.mention.start, h.harm): h for h in [*harmed, *parts]}.values(), key=lambda h: (h.mention.start, h.harm)
    )
    drafts: list[Draft] = []
    for each in harmed:
        latest = drafts[-1] if drafts else earlier[-1] if earlier and goes_on(each, earlier[-1], passage) else None
        before = antecedent(latest, [*earlier, *drafts])
        draft = draft_claim(passage, each, attributions, heard, before, said_on, knowledge, language)
        if not draft.claim.chain and latest is not None and not drafts:
            carried = tuple(replace(link, start=None, end=None) for link in latest.claim.chain)
            draft = replace(draft, claim=replace(draft.claim, chain=carried))
        draft = replace(draft, whole=parts.get(each), shares=shares.is_share(each.mention))
        drafts.append(inherit(draft, antecedent(draft, [*earlier, *drafts])) if draft.shares else draft)
    drafts = set_aspects(drafts, passage)
    drafts += [
        draft_silence(passage, s, attributions, heard, article.text, knowledge, language)
        for s in find_silences(passage, knowledge, language)
        if stands_alone(s, drafts, earlier)
    ]
    return drafts


def draft_claim(
    passage: Passage,
    harmed: Harmed,
    attributions: Sequence[Attribution],
    heard: Heard,
    before: Draft | None,
    said_on: date | None,
    knowledge: Knowledge,
    language: Language,
) -> Draft:
    """One claim from the answers of the stages; `before` is the claim that an ellipsis leans on."""
    victims = carry_over(read_victims(passage, harmed, knowledge, language), harmed, before)
    chain = find_chain(passage, harmed, attributions, heard)
    doc = passage.doc
    taken = tuple((doc[s].idx, doc[e - 1].idx + len(doc[e - 1])) for s, e in (a.source for a in attributions))
    place = find_place(passage, harmed, (*taken, victims.span), victims.side, knowledge, language) or reporting_place(
        chain, victims, passage, knowledge
    )
    period = find_period(passage, harmed, said_on, language)
    background = is_background(harmed, period, said_on)
    if background and presupposed(harmed, attributions):
        chain = ()  # `Walmart announces … after a shooting that killed 22 last month`: that is not what it announces
    start = passage.sentence.start
    claim = Claim(
        id="",
        number=0,
        mention=Span(
            passage.text[harmed.mention.start : harmed.mention.end],
            start + harmed.mention.start,
            start + harmed.mention.end,
        ),
        evidence=Span(passage.text, start, passage.sentence.end),
        figure=harmed.mention.figure,
        harm=harmed.harm,
        victims=victims.words,
        side=victims.side,
        status=victims.status,
        demographic=victims.demographic,
        place=place,
        period=period,
        aspect=Aspect.CUMULATIVE if harmed.toll else Aspect.EVENT,
        rate=find_rate(passage, harmed),
        background=background,
        chain=chain,
        stance=find_stance(passage, harmed, attributions, language),
        modality=find_modality(passage, chain, language),
        quoted=is_quoted(passage, harmed.mention.start),
    )
    return Draft(claim if claim.rate is None else replace(claim, aspect=Aspect.RATE), passage, harmed)


def draft_silence(
    passage: Passage,
    silence: Silence,
    attributions: Sequence[Attribution],
    heard: Heard,
    text: str,
    knowledge: Knowledge,
    language: Language,
) -> Draft:
    """A record without a quantity."""
    start = passage.sentence.start
    link = silent_speaker(passage, silence, attributions, heard, text, knowledge, language)
    claim = Claim(
        id="",
        number=0,
        mention=Span(passage.text[silence.start : silence.end], start + silence.start, start + silence.end),
        evidence=Span(passage.text, start, passage.sentence.end),
        figure=Figure(),
        harm=silence.harm,
        side=silence.side,
        chain=(link,) if link else (),
        stance=silence.stance,
        quoted=is_quoted(passage, silence.start),
    )
    return Draft(claim, passage, None)


def is_toll(harmed: Harmed, passage: Passage, knowledge: Knowledge, language: Language) -> bool:
    """Whether a figure with a word of harm counts people who did come to it."""
    noun = harmed.noun
    if noun is not None and noun.lower_ in language.lexicon.reading.not_victims and noun.lower_ not in language.people:
        return False
    if noun is not None and harmed.harm in NEEDS_PEOPLE and not harmed.toll:
        if noun.lower_ not in language.people and noun.ent_type_ != "NORP" and noun.lower_ != harmed.trigger.lower_:
            return False
    bare = noun is None and not harmed.toll and harmed.trigger.lower_ not in language.harm_counts
    if bare and harmed.harm == "losses" and suffering_side(harmed, knowledge) is None:
        return False  # `lost 3-0`: nobody is named who lost people
    if harmed.toll and any(t.lower_ in {"would", "could", "might"} for t in harmed.trigger.head.children):
        return False
    if is_denied_or_unreal(harmed.trigger) and harmed.mention.figure.value != 0:
        return False
    return not is_ordinal_talk(harmed, passage)


def is_ordinal_talk(harmed: Harmed, passage: Passage) -> bool:
    """`the deadliest since …`, `first deaths`, a bare `no` before what is no people: numbers that count no toll."""
    if harmed.mention.figure.value == 0 and harmed.noun is None:
        following = passage.text[harmed.mention.end :].split()[:4]
        printed = passage.text[harmed.mention.start : harmed.mention.end].lower()
        return printed == "no" and not any(harmed.trigger.text in word for word in following)
    return False


def carry_over(victims: Victims, harmed: Harmed, before: Draft | None) -> Victims:
    """`12 soldiers were killed and 30 wounded`, `18 others`, `dozens more`: side and status go over to the second."""
    if before is None or harmed.toll:
        return victims
    words = victims.words
    if (
        words is None
        and harmed.mention.adds
        and before.passage is not None
        and before.claim.evidence.start == harmed_start(harmed, before)
    ):
        words = before.claim.victims
    between = (
        before.passage.text[before.harmed.mention.end : harmed.mention.start]
        if before.harmed and harmed_start(harmed, before) >= 0
        else ""
    )
    if re.search(r";|\b(?:while|when|after|as)\b", between):
        return victims
    bare = victims.words is None or victims.words.lower() in CARRYING
    if not bare:
        return victims
    known = before.claim
    return replace(
        victims,
        words=words,
        side=victims.side or known.side,
        status=victims.status if victims.status is not Status.UNKNOWN else known.status,
        demographic=victims.demographic or known.demographic,
    )


def antecedent(draft: Draft | None, drafts: Sequence[Draft]) -> Draft | None:
    """The claim that an ellipsis leans on: never a part or a share, but the whole that it is of."""
    if draft is None or not (draft.whole or draft.shares):
        return draft
    wholes = [
        d
        for d in drafts
        if d is not draft and d.harmed and not d.shares and not d.whole and d.claim.harm == draft.claim.harm
    ]
    return wholes[-1] if wholes else draft


def inherit(draft: Draft, whole: Draft | None) -> Draft:
    """A share keeps what is said of its whole where it says nothing of its own."""
    if whole is None or whole is draft:
        return draft
    part, of = draft.claim, whole.claim
    status = part.status if part.status is not Status.UNKNOWN else of.status
    aspect = of.aspect if part.aspect is Aspect.EVENT else part.aspect
    claim = replace(
        part, side=part.side or of.side, status=status, demographic=part.demographic or of.demographic, aspect=aspect
    )
    return replace(draft, claim=claim)


def harmed_start(harmed: Harmed, before: Draft) -> int:
    """Where the sentence of a draft starts, if it is the sentence of this figure."""
    return before.passage.sentence.start if harmed.trigger.doc is before.passage.doc else -1


def goes_on(harmed: Harmed, before: Draft, passage: Passage) -> bool:
    """Whether a sentence goes on counting the people of the one before: `Meanwhile, another 80,000 …`."""
    near = passage.before is not None and passage.before.sentence.start == before.passage.sentence.start
    return near and (harmed.mention.adds or (harmed.noun is not None and harmed.noun.lower_ in CARRYING))


def reporting_place(chain: tuple[Link, ...], victims: Victims, passage: Passage, knowledge: Knowledge) -> Place | None:
    """A state or district that reports its own toll is speaker and place."""
    if not chain or victims.side is not None or not re.search(r"report|record|confirm", chain[0].cue or ""):
        return None
    entity = next((ent for ent in passage.doc.ents if ent.text.endswith(chain[0].name)), None)
    if chain[0].name.lower() in knowledge.states or (entity is not None and entity.label_ == "GPE"):
        return Place(chain[0].name) if re.search(r"report|record", chain[0].cue or "") else None
    return None


def find_rate(passage: Passage, harmed: Harmed) -> str | None:
    """`about 100 a day` → day."""
    match = re.match(
        r"(?:\s+[\w-]+){0,3}?\s+(?:a|per|every|each)\s+(hour|day|week|month|year)\b", passage.text[harmed.mention.end :]
    )
    return match[1] if match else None


def is_background(harmed: Harmed, period: Period | None, said_on: date | None) -> bool:
    """A historical toll: its period ended more than a month before the words were said."""
    if period is None or period.edtf is None or said_on is None:
        return False
    end = re.sub(r"[~?%]", "", period.edtf.rsplit("/", 1)[-1])
    year, month, day = (
        [*map(int, end.split("-")), 12, 31][:3] if end.count("-") == 0 else [*map(int, end.split("-")), 28][:3]
    )
    return (said_on - date(year, min(month, 12), min(day, 28))).days > BACKGROUND_DAYS


def presupposed(harmed: Harmed, attributions: Sequence[Attribution]) -> bool:
    """Whether a figure stands in a relative clause below every verb of saying: taken for granted, not said."""
    verbs = {attribution.verb.i for attribution in attributions}
    for token in [harmed.trigger, *harmed.trigger.ancestors]:
        if token.dep_ == "relcl":
            return True
        if token.i in verbs:
            return False
    return False


def find_stance(passage: Passage, harmed: Harmed, attributions: Sequence[Attribution], language: Language) -> Stance:
    """What the sentence does with its figure; a caveat in a later sentence comes afterwards."""
    text = passage.text.lower()
    if harmed.mention.figure.value == 0 and re.search(
        r"\breport(?:ed|s)?\b|\bknown\b|\brecorded\b", text[harmed.mention.end : harmed.mention.end + 60]
    ):
        reporter = any(
            a.verb.lower_.startswith("report") and a.verb.i > passage.token_at(harmed.mention.end).i
            for a in attributions
        )
        return Stance.ASSERTED if reporter else Stance.NONE_REPORTED
    for stance, cues in language.lexicon.stances.items():
        if stance is Stance.RETRACTED and re.search(
            r"\b(?:earlier version|mistakenly|wrongly|erroneously|incorrectly)\b[^;]*$", text[: harmed.trigger.idx]
        ):
            return stance
        if stance is Stance.RETRACTED and any(
            cue in text[: harmed.trigger.idx] and text.find(cue) > harmed.mention.end - 40 for cue in cues
        ):
            return stance
    above = {token.i for token in harmed.trigger.ancestors}
    for attribution in attributions:
        if (
            attribution.verb.lemma_ in {"deny", "reject", "dismiss", "refute"}
            and attribution.verb.i in above
            and harmed.mention.figure.value != 0
        ):
            return Stance.DENIED
    return Stance.ASSERTED


def find_modality(passage: Passage, chain: tuple[Link, ...], language: Language) -> str | None:
    """The speaker's word, as printed; `reportedly` and the like where nobody is named."""
    if chain and chain[0].cue and chain[0].cue not in {":", "according to"}:
        return chain[0].cue
    return next((word for word in language.lexicon.saying.reportedly if word in passage.text.lower()), None)


def is_quoted(passage: Passage, offset: int) -> bool:
    """Whether a character of a sentence stands inside quotation marks."""
    before = passage.text[:offset]
    straight = before.count('"') % 2 == 1
    curly = before.count("“") > before.count("”")
    return (straight != passage.sentence.opens_quoted) or curly


# ── among the claims of a sentence, and of the article ──────────────────────────────────────────────────────────────


def set_aspects(drafts: list[Draft], passage: Passage) -> list[Draft]:
    """Running totals and what is added to them, told by the words of the sentence."""
    has_toll = any(draft.harmed and draft.harmed.toll for draft in drafts)
    drafts = [
        replace(draft, claim=replace(draft.claim, aspect=read_aspect(draft, passage, has_toll))) for draft in drafts
    ]
    return keep_periods_apart(drafts)


def keep_periods_apart(drafts: list[Draft]) -> list[Draft]:
    """`153 deaths in the past 24 hours, bringing the toll to 15,065`: the total is not of those 24 hours."""
    added = {
        draft.claim.period.text for draft in drafts if draft.claim.aspect is Aspect.INCREMENT and draft.claim.period
    }
    return [
        replace(draft, claim=replace(draft.claim, period=None))
        if draft.harmed
        and draft.harmed.toll
        and draft.claim.period
        and draft.claim.period.text in added
        and not draft.claim.period.text.endswith("s")
        else draft
        for draft in drafts
    ]


def read_aspect(draft: Draft, passage: Passage, has_toll: bool) -> Aspect:
    """The codebook's ruling on aspect for one claim."""
    claim, harmed = draft.claim, draft.harmed
    if harmed is None or claim.aspect is Aspect.RATE:
        return claim.aspect
    before = passage.text[max(0, harmed.mention.start - 30) : harmed.mention.start].lower()
    if re.search(r"\b(?:ris\w+|rose|increas\w+|up|grew|jump\w*|climb\w*)\s+by\s+(?:\w+\s+)?$", before):
        return Aspect.INCREMENT
    if claim.aspect is not Aspect.EVENT:
        return claim.aspect
    day = claim.period is not None and re.search(r"24 hours|past day|last day", claim.period.text.lower())
    if has_toll and (day or harmed.mention.adds):
        return Aspect.INCREMENT
    if has_toll and claim.harm in {"missing", "wounded", "displaced"} and not re.search(r"\b(?:and|,)\s", ""):
        return Aspect.CUMULATIVE
    if has_suffered(harmed):
        return Aspect.CUMULATIVE
    spans = claim.period is not None and re.match(
        r"(?:since|between|from|in the (?:last|past)|over the (?:last|past)|so far)", claim.period.text.lower()
    )
    if (spans and not day) or re.search(
        r"\b(?:so far|in total|a total of|altogether|overall|to date|totals?|number|toll|since)\b",
        passage.text.lower()[max(0, harmed.mention.start - 45) : harmed.mention.end + 45],
    ):
        return Aspect.CUMULATIVE
    if claim.harm == "displaced" and harmed.trigger.lower_ == "displaced" and harmed.trigger.dep_ == "amod":
        return Aspect.CUMULATIVE
    return claim.aspect


def has_suffered(harmed: Harmed) -> bool:
    """`Russia has suffered more than 100,000 casualties`: a perfect of suffering counts up to now."""
    return any(
        verb.lemma_ in {"suffer", "sustain", "incur", "lose"}
        and any(t.dep_ == "aux" and t.lemma_ == "have" for t in verb.children)
        for verb in [harmed.trigger, *list(harmed.trigger.ancestors)[:2]]
    )


def mark_caveats(drafts: list[Draft], article: Article, language: Language) -> list[Draft]:
    """`Neither figure could be independently verified` belongs to every claim that it speaks of: those of its own
    sentence, and those of the two sentences before."""
    cues = language.lexicon.stances.get(Stance.UNCONFIRMED, ())
    sentences = list(split_sentences(article))
    marked: set[int] = set()
    for n, sentence in enumerate(sentences):
        if any(cue in sentence.text.lower() for cue in cues):
            marked |= {earlier.start for earlier in sentences[max(0, n - 2) : n + 1] if not earlier.in_title}
    return [
        replace(draft, claim=replace(draft.claim, stance=Stance.UNCONFIRMED))
        if draft.claim.evidence.start in marked and draft.claim.stance is Stance.ASSERTED
        else draft
        for draft in drafts
    ]


def stands_alone(silence: Silence, drafts: list[Draft], earlier: Sequence[Draft]) -> bool:
    """A denial needs a claim that it denies; a refusal needs nothing. Where the sentence has a figure of its own, that is the claim."""
    if silence.stance is Stance.DENIED:
        return not drafts and bool(earlier)
    return not any(
        d.harmed and d.harmed.mention.start < silence.end and silence.start < d.harmed.mention.end for d in drafts
    )


def silent_speaker(
    passage: Passage,
    silence: Silence,
    attributions: Sequence[Attribution],
    heard: Heard,
    text: str,
    knowledge: Knowledge,
    language: Language,
) -> Link | None:
    """Who refuses or denies: the subject of the cue's own verb."""
    for offset in (silence.start, silence.end - 1):
        token = passage.token_at(offset)
        for verb in [token, *token.ancestors]:
            subject = next(
                (child for child in verb.children if child.dep_ == "nsubj" and child.idx < silence.start), None
            )
            if subject is not None:
                return name_speaker(subject, passage, heard, text, knowledge, language)
    return attributions[0].link if attributions else None


def number_claims(drafts: list[Draft], article: Article, knowledge: Knowledge) -> Iterator[Claim]:
    """Give mentions of one claim one number, link parts to wholes, and make the ids."""
    numbers: list[int] = []
    for n, draft in enumerate(drafts):
        same = next((numbers[m] for m, other in enumerate(drafts[:n]) if is_same_claim(draft, other, knowledge)), None)
        numbers.append(same if same is not None else max(numbers, default=0) + 1)
    ids: dict[str, int] = {}
    for n, draft in enumerate(drafts):
        part_of = find_whole(n, drafts, numbers)
        total = any(
            drafts[m].claim.aspect is Aspect.CUMULATIVE for m, number in enumerate(numbers) if number == numbers[n]
        )
        whole = next((drafts[m] for m, number in enumerate(numbers) if number == part_of), None)
        if total or (whole is not None and draft.claim.aspect is Aspect.EVENT):
            aspect = Aspect.CUMULATIVE if total else whole.claim.aspect if whole else draft.claim.aspect
            draft = replace(draft, claim=replace(draft.claim, aspect=aspect))  # noqa: PLW2901
        about = find_denied(n, drafts, numbers)
        made = make_id(article, draft.claim, ids)
        yield replace(
            draft.claim, number=numbers[n], part_of=part_of if part_of != numbers[n] else None, about=about, id=made
        )


def is_same_claim(one: Draft, other: Draft, knowledge: Knowledge) -> bool:
    """Two mentions are one claim when figure, harm and first speaker agree, and no place in the body says otherwise."""
    a, b = one.claim, other.claim
    if a.harm != b.harm or (a.figure.low, a.figure.high, a.figure.fraction) != (
        b.figure.low,
        b.figure.high,
        b.figure.fraction,
    ):
        return False
    if (
        one.harmed is None
        or other.harmed is None
        or one.whole
        or other.whole
        or (a.side != b.side and a.side and b.side)
    ):
        return False
    if one.passage is other.passage or not same_first_speaker(a, b, knowledge):
        return False
    titled = one.passage.sentence.in_title or other.passage.sentence.in_title
    return titled or a.place is None or b.place is None or same_name(a.place.text, b.place.text)


def same_first_speaker(a: Claim, b: Claim, knowledge: Knowledge) -> bool:
    """The same first speaker, or a shorter name for the same: `US` and `United States intelligence`."""
    if not a.chain or not b.chain:
        return not a.chain and not b.chain
    one, other = a.chain[0].name, b.chain[0].name
    side = find_side(one, knowledge)
    short = one.lower() in knowledge.sides or other.lower() in knowledge.sides
    return same_name(one, other) or (short and side is not None and side == find_side(other, knowledge))


def find_whole(n: int, drafts: list[Draft], numbers: list[int]) -> int | None:
    """The number of the claim that a draft is a part of."""
    draft = drafts[n]
    if draft.whole is not None:
        return next(
            (numbers[m] for m, other in enumerate(drafts) if other.harmed and other.harmed.mention is draft.whole), None
        )
    if draft.shares:
        for m in range(n - 1, -1, -1):
            if drafts[m].claim.harm == draft.claim.harm and drafts[m].harmed and not drafts[m].shares:
                return numbers[m]
    return None


def find_denied(n: int, drafts: list[Draft], numbers: list[int]) -> int | None:
    """The number of the claim that a denial is about: the latest one before it by somebody else."""
    claim = drafts[n].claim
    if claim.stance is not Stance.DENIED or drafts[n].harmed is not None:
        return None
    for m in range(n - 1, -1, -1):
        other = drafts[m].claim
        if other.stance is not Stance.DENIED and (
            not claim.chain or not other.chain or not same_name(claim.chain[0].name, other.chain[0].name)
        ):
            return numbers[m]
    return None


def make_id(article: Article, claim: Claim, ids: dict[str, int]) -> str:
    """The same for the same mention and harm in the same version of a report, on every machine and under every method."""
    key = f"{article.content_sha256}\0{claim.mention.start}\0{claim.mention.end}\0{claim.harm}"
    ids[key] = ids.get(key, 0) + 1
    return hashlib.sha256(f"{key}\0{ids[key]}".encode()).hexdigest()[:16]

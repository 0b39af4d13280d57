"""The answers of the stages → Claims; what is no toll is turned away here."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tolltrace.claims.aspects import find_rate, set_aspects
from tolltrace.claims.drafts import Draft, antecedent, carry_over, goes_on, inherit
from tolltrace.claims.figures import FigureMention, find_figures
from tolltrace.claims.harms import Harmed, find_harms
from tolltrace.claims.localities import locate_claims
from tolltrace.claims.numbering import number_claims
from tolltrace.claims.parts import Parts, Shares, find_parts, find_shares
from tolltrace.claims.passages import Passage, find_passages
from tolltrace.claims.periods import find_period, is_background
from tolltrace.claims.places import find_place, reporting_place
from tolltrace.claims.sides import find_side, is_own, side_named_before, suffering_side
from tolltrace.claims.silences import Silence, find_silences
from tolltrace.claims.singles import find_single_victims, has_unreal_modal, is_denied_or_unreal
from tolltrace.claims.speaker_names import Heard, name_speaker
from tolltrace.claims.speakers import Attribution, find_attributions, find_chain, remember
from tolltrace.claims.stances import find_modality, find_stance, mark_caveats
from tolltrace.claims.victims import read_victims
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Article, Aspect, Claim, Figure, Link, Stance

NEEDS_PEOPLE = frozenset({"losses", "captured", "displaced", "missing", "abducted"})  # things are lost and missing, too
ZERO_WORDS = 4  # behind a bare `no`, among which its harm must stand


def read_by_parse(article: Article, language: Language, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every toll claim in an article whose language has a parser, in the order of the mentions."""
    heard = Heard()
    drafts: list[Draft] = []
    seen = -1  # where the last sentence that was listened to starts
    for passage in find_passages(article, language):
        if passage.before is not None and passage.before.sentence.start > seen:
            heard = remember(heard, passage.before, find_attributions(passage.before, heard, knowledge))
        seen = passage.sentence.start
        attributions = find_attributions(passage, heard, knowledge)
        drafts += draft_passage(passage, attributions, heard, drafts, knowledge)
        heard = remember(heard, passage, attributions)
    drafts.sort(key=lambda draft: draft.claim.mention.start)
    return locate_claims(number_claims(mark_caveats(drafts, article, language), article, knowledge), article, knowledge)


# ── one passage ──────────────────────────────────────────────────────────────────────────────────────────────────────


def draft_passage(
    passage: Passage,
    attributions: Sequence[Attribution],
    heard: Heard,
    earlier: Sequence[Draft],
    knowledge: Knowledge,
) -> list[Draft]:
    """The claims of one sentence, left to right; its silences last."""
    harmed, shares, parts = find_harmed(passage, earlier, knowledge)
    drafts: list[Draft] = []
    for each in harmed:
        latest = drafts[-1] if drafts else earlier[-1] if earlier and goes_on(each, earlier[-1], passage) else None
        before = antecedent(latest, [*earlier, *drafts]) if latest else None
        claim = draft_claim(passage, each, attributions, heard, before, knowledge)
        if not claim.chain and latest is not None and not drafts:
            carried = tuple(replace(link, start=None, end=None) for link in latest.claim.chain)
            claim = replace(claim, chain=carried, modality=claim.modality or latest.claim.modality)
        whole = parts.whole_of(each)
        if claim.side is None:
            claim = replace(claim, side=find_side_around(claim, each, whole, passage, [*earlier, *drafts], knowledge))
        draft = Draft(claim, passage, each, whole, shares.is_share(each.mention))
        drafts.append(inherit(draft, antecedent(draft, [*earlier, *drafts])) if draft.shares else draft)
    drafts = set_aspects(drafts)
    silences = [each for each in find_silences(passage, knowledge) if stands_alone(each, drafts, earlier)]
    return drafts + [draft_silence(passage, each, attributions, heard, knowledge) for each in silences]


def find_side_around(
    claim: Claim,
    harmed: Harmed,
    whole: FigureMention | None,
    passage: Passage,
    drafts: Sequence[Draft],
    knowledge: Knowledge,
) -> str | None:
    """Whose people they are, where their own words do not say: the speaker's (`its soldiers`), their whole's, or those
    of a group that an earlier claim named (`the front`)."""
    if claim.chain and is_own(passage, harmed):
        return find_side(claim.chain[0].name, knowledge, passage.language)
    if whole is not None:
        return next((other.claim.side for other in drafts if other.harmed and other.harmed.mention is whole), None)
    sides = (other.claim.side for other in reversed(drafts))
    return side_named_before(harmed, sides, passage.language)


def find_harmed(passage: Passage, earlier: Sequence[Draft], knowledge: Knowledge) -> tuple[list[Harmed], Shares, Parts]:
    """Everybody who came to harm in a sentence, left to right, one for each mention and harm; with shares and parts."""
    figures = find_figures(passage.text, passage.language)
    shares = find_shares(passage, figures)
    counted = [figure for figure in figures if not shares.is_base(figure)]
    read = [each for figure in counted for each in shares.of(figure) or find_harms(passage, figure)]
    harmed = [each for each in read if is_toll(each, passage, knowledge) and not is_astray(each, shares, passage)]
    harmed += [each for figure in counted for each in pointing_back(figure, shares, harmed, earlier)]
    harmed.sort(key=lambda each: each.mention.start)
    harmed += find_single_victims(passage, tuple(harmed))
    parts = find_parts(passage, harmed, figures)
    by_mention = {(each.mention.start, each.harm): each for each in [*harmed, *parts]}  # a part's own reading wins
    return [by_mention[key] for key in sorted(by_mention)], shares, parts


def is_astray(harmed: Harmed, shares: Shares, passage: Passage) -> bool:
    """`200 were hurt, 17 of them children, and 8,000 fled`: the 17 do not go with a harm behind their own comma."""
    if not shares.points_back(harmed.mention):
        return False
    comma = passage.text.find(",", harmed.mention.end)
    return comma >= 0 and harmed.trigger.idx > comma


def pointing_back(
    figure: FigureMention, shares: Shares, harmed: Sequence[Harmed], earlier: Sequence[Draft]
) -> Iterator[Harmed]:
    """`two of them were civilians`: the harm of the people that a share points back to, if it has none of its own."""
    if not shares.points_back(figure) or any(each.mention == figure for each in harmed):
        return
    here = [each for each in harmed if each.mention.start < figure.start]
    before = here[-1] if here else earlier[-1].harmed if earlier else None
    if before is not None:
        yield Harmed(figure, before.harm, before.trigger, None)


def draft_claim(
    passage: Passage,
    harmed: Harmed,
    attributions: Sequence[Attribution],
    heard: Heard,
    before: Draft | None,
    knowledge: Knowledge,
) -> Claim:
    """One claim from the answers of the stages; `before` is the claim that an ellipsis leans on."""
    victims = carry_over(read_victims(passage, harmed, knowledge), harmed, before, passage)
    chain = find_chain(passage, harmed, attributions, heard)
    named = tuple(span_of(each, passage) for each in attributions)
    place = find_place(passage, harmed, (*named, victims.span), victims.side, knowledge)
    place = place or reporting_place(chain, victims, passage, knowledge)
    period = find_period(passage, harmed)
    background = is_background(period, passage.said_on)
    if background and is_presupposed(harmed, attributions):
        chain = ()  # `Shop announces … after a shooting that killed 22 last month`: that is not what it announces
    rate = find_rate(passage, harmed)
    return Claim(
        id="",
        number=0,
        mention=passage.span(harmed.mention.start, harmed.mention.end),
        evidence=passage.span(0, len(passage.text)),
        figure=harmed.mention.figure,
        harm=harmed.harm,
        victims=victims.words,
        side=victims.side,
        status=victims.status,
        demographic=victims.demographic,
        place=place,
        period=period,
        aspect=Aspect.RATE if rate else Aspect.CUMULATIVE if harmed.toll else Aspect.EVENT,
        rate=rate,
        background=background,
        chain=chain,
        stance=find_stance(passage, harmed, attributions),
        modality=find_modality(passage, chain),
        quoted=passage.is_quoted_at(harmed.mention.start),
    )


def span_of(attribution: Attribution, passage: Passage) -> tuple[int, int]:
    """The characters of a speaker's phrase."""
    words = passage.doc[attribution.source[0] : attribution.source[1]]
    return words.start_char, words.end_char


def is_presupposed(harmed: Harmed, attributions: Sequence[Attribution]) -> bool:
    """Whether a figure stands in a relative clause below every verb of saying: taken for granted, not said."""
    verbs = {attribution.verb for attribution in attributions}
    for token in (harmed.trigger, *harmed.trigger.ancestors):
        if token.dep_ == "relcl":
            return True
        if token in verbs:
            return False
    return False


# ── what is no toll ──────────────────────────────────────────────────────────────────────────────────────────────────


def is_toll(harmed: Harmed, passage: Passage, knowledge: Knowledge) -> bool:
    """Whether a figure with a word of harm counts people who did come to it."""
    language, noun, trigger = passage.language, harmed.noun, harmed.trigger
    if harmed.mention.figure.value == 0:
        if noun is None and not is_zero_of(harmed, passage):
            return False
    elif is_denied_or_unreal(trigger, language):
        return False
    if harmed.toll:
        return not has_unreal_modal(trigger.head, language) and not is_thing(harmed, passage)
    if noun is None:
        is_bare_loss = harmed.harm == "losses" and trigger.lower_ not in language.harm_counts
        return not is_bare_loss or suffering_side(harmed, knowledge, language) is not None  # not `lost 3-0`
    is_people = noun.lower_ in language.people or noun.ent_type_ == "NORP" or noun.lower_ == trigger.lower_
    return not is_thing(harmed, passage) and (is_people or harmed.harm not in NEEDS_PEOPLE)


def is_thing(harmed: Harmed, passage: Passage) -> bool:
    """Whether what is counted can be killed or lost without anybody coming to harm: cows, tanks, seats, days."""
    language, word = passage.language, harmed.noun.lower_ if harmed.noun is not None else ""
    return word in language.lexicon.reading.not_victims and word not in language.people


def is_zero_of(harmed: Harmed, passage: Passage) -> bool:
    """`no one died`, `no deaths`; not a bare `no` before something else than the harm (`no plans after the deaths`)."""
    mention = harmed.mention
    printed, following = passage.text[mention.start : mention.end], passage.text[mention.end :].split()[:ZERO_WORDS]
    is_bare = printed.lower() in passage.language.lexicon.numbers.answers
    return not is_bare or any(harmed.trigger.text in word for word in following)


# ── silences ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def draft_silence(
    passage: Passage, silence: Silence, attributions: Sequence[Attribution], heard: Heard, knowledge: Knowledge
) -> Draft:
    """A record without a quantity."""
    link = silent_speaker(passage, silence, attributions, heard, knowledge)
    claim = Claim(
        id="",
        number=0,
        mention=passage.span(silence.start, silence.end),
        evidence=passage.span(0, len(passage.text)),
        figure=Figure(),
        harm=silence.harm,
        side=silence.side,
        chain=(link,) if link else (),
        stance=silence.stance,
        quoted=passage.is_quoted_at(silence.start),
    )
    return Draft(claim, passage, None)


def silent_speaker(
    passage: Passage, silence: Silence, attributions: Sequence[Attribution], heard: Heard, knowledge: Knowledge
) -> Link | None:
    """Who refuses or denies: the subject of the cue's own verb."""
    for offset in (silence.start, silence.end - 1):
        token = passage.token_at(offset)
        for verb in (token, *token.ancestors):
            for child in verb.children:
                if child.dep_ == "nsubj" and child.idx < silence.start:
                    return name_speaker(child, passage, heard, knowledge)
    return attributions[0].link if attributions else None


def stands_alone(silence: Silence, drafts: Sequence[Draft], earlier: Sequence[Draft]) -> bool:
    """A denial needs a claim that it denies and no figure of its own; a refusal only that no figure overlaps it."""
    if silence.stance is Stance.DENIED:
        return not drafts and bool(earlier)
    mentions = [draft.harmed.mention for draft in drafts if draft.harmed]
    return not any(mention.start < silence.end and silence.start < mention.end for mention in mentions)

"""The answers of the stages → Claims; what is no toll is turned away here."""

from collections.abc import Sequence
from dataclasses import replace

from tolltrace.claims.aspects import find_rate, set_aspects, trigger_of
from tolltrace.claims.drafts import Draft, antecedent, carry_over, goes_on, inherit, read_as, read_figure
from tolltrace.claims.figures import FigureMention, find_figures
from tolltrace.claims.harms import Harmed, find_harms
from tolltrace.claims.lists import find_divided, find_listed, find_members, is_member, undivide
from tolltrace.claims.own import side_of_own
from tolltrace.claims.parts import Parts, Shares, described_as, find_parts, find_shares
from tolltrace.claims.passages import Passage
from tolltrace.claims.periods import find_period, is_background
from tolltrace.claims.places import find_place, reporting_place
from tolltrace.claims.pointing import as_told, find_included, is_astray, pointing_back
from tolltrace.claims.serving import side_of_attacker, side_of_group, side_of_service
from tolltrace.claims.sides import (
    find_side,
    side_named_before,
    side_of_all,
    side_of_measured,
    side_of_share,
    suffering_side,
)
from tolltrace.claims.silences import find_silences
from tolltrace.claims.silent import draft_silence, stands_alone
from tolltrace.claims.singles import find_single_victims
from tolltrace.claims.speaker_names import Heard
from tolltrace.claims.speakers import Attribution, find_chain, find_said, read_carried
from tolltrace.claims.stances import find_modality, find_stance
from tolltrace.claims.things import is_thing
from tolltrace.claims.unreal import (
    has_unreal_modal,
    is_arrest,
    is_denied_or_unreal,
    is_made_up,
    is_of_all_time,
    is_unharmed,
    is_wished,
)
from tolltrace.claims.victims import read_demographic, read_status, read_victims
from tolltrace.knowledge import Knowledge
from tolltrace.rules import Rule
from tolltrace.values import Aspect, Claim, Reading, Status

NEEDS_PEOPLE = frozenset({"losses", "captured", "displaced", "missing", "abducted"})  # things are lost and missing, too
ZERO_WORDS = 4  # behind a bare `no`, among which its harm must stand


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
            modality = claim.modality or latest.claim.modality
            claim = replace(claim, chain=carried, modality=modality, said=latest.claim.said)
            if carried:
                claim = replace(claim, readings=read_as(claim.readings, *read_carried(Rule.SPEAKER_CARRIED)))
        whole = parts.whole_of(each)
        if claim.side is None:
            side, rule = find_side_around(claim, each, whole, passage, [*earlier, *drafts], heard, knowledge)
            claim = replace(claim, side=side, readings=read_as(claim.readings, rule.reading()))
        is_share = shares.is_share(each.mention) or is_member(each, passage)
        draft = Draft(claim, passage, each, whole, is_share, base=base_of(each, shares, harmed))
        of = antecedent(draft, [*earlier, *drafts])
        if draft.shares and of is draft and each.harm == "losses":
            continue  # `recovered 70 % of its losses`: of people whom nobody counts
        drafts.append(inherit(describe(draft, passage, knowledge), of) if draft.shares else draft)
    drafts = set_aspects(drafts)
    silences = [each for each in find_silences(passage, knowledge) if stands_alone(each, drafts)]
    return drafts + [draft_silence(passage, each, attributions, heard, knowledge) for each in silences]


def describe(draft: Draft, passage: Passage, knowledge: Knowledge) -> Draft:
    """A share with what its sentence says of it: `two of them were children`."""
    if draft.harmed is not None and (side := side_of_share(passage, draft.harmed, knowledge)):
        why = read_as(draft.claim.readings, Rule.SIDE_ARE_FROM.reading())
        draft = replace(draft, claim=replace(draft.claim, side=side, readings=why))
    noun = described_as(passage, draft.harmed.mention) if draft.harmed is not None else None
    if noun is None:
        return draft
    claim, words = draft.claim, " ".join(token.lower_ for token in noun.subtree)
    named = passage.doc[noun.left_edge.i : noun.i + 1].text
    status = read_status(noun.lower_, words, passage.language)
    claim = replace(
        claim,
        side=claim.side or find_side(named, knowledge, passage.language),
        status=claim.status if status is Status.UNKNOWN else status,
        demographic=read_demographic(noun.lower_, words, passage.language) or claim.demographic,
    )
    return replace(draft, claim=claim)


def find_side_around(
    claim: Claim,
    harmed: Harmed,
    whole: FigureMention | None,
    passage: Passage,
    drafts: Sequence[Draft],
    heard: Heard,
    knowledge: Knowledge,
) -> tuple[str | None, Rule]:
    """Whose people they are, where their own words do not say: the speaker's (`its soldiers`), their whole's, or those
    of a group that an earlier claim named (`the front`)."""
    if whole is not None:
        of_whole = (other.claim.side for other in drafts if other.harmed and other.harmed.mention is whole)
        side, rule = next(of_whole, None), Rule.SIDE_WHOLE
    else:
        sides = (other.claim.side for other in reversed(drafts))
        side, rule = side_named_before(harmed, sides, passage.language), Rule.SIDE_NAMED_BEFORE
    if own := side_of_own(claim, harmed, passage, heard, drafts, knowledge):
        side, rule = own, Rule.SIDE_OWN
    if side is None:
        side, rule = side_of_all(passage, harmed, knowledge), Rule.SIDE_OF_ALL
    if side is None:
        side, rule = side_of_service(passage, harmed, claim.victims, claim.chain, knowledge), Rule.SIDE_ARMY
    if side is None:
        side, rule = side_of_group(passage, harmed, claim.victims, claim.chain, knowledge), Rule.SIDE_HIT
    if side is None:
        side, rule = side_of_attacker(passage, harmed, knowledge), Rule.SIDE_ATTACKED
    return side, rule if side is not None else Rule.SIDE_NONE


def find_harmed(passage: Passage, earlier: Sequence[Draft], knowledge: Knowledge) -> tuple[list[Harmed], Shares, Parts]:
    """Everybody who came to harm in a sentence, left to right, one for each mention and harm; with shares and parts."""
    if is_made_up(passage):
        return [], Shares(), Parts(())
    figures = find_figures(passage.text, passage.language)
    shares = find_shares(passage, figures)
    counted = [figure for figure in figures if not shares.is_base(figure)]
    read = [as_told(each, shares, passage) for m in counted for each in shares.of(m) or find_harms(passage, m)]
    harmed = [each for each in read if is_toll(each, passage, knowledge) and not is_astray(each, shares, passage)]
    harmed += [each for figure in counted for each in pointing_back(passage, figure, shares, harmed, earlier)]
    harmed.sort(key=lambda each: each.mention.start)
    harmed += find_single_victims(passage, tuple(harmed))
    harm_before = earlier[-1].claim.harm if earlier else None
    members = tuple(find_members(passage, harmed, counted, harm_before))
    harmed = undivide(passage, sorted([*harmed, *members], key=lambda each: each.mention.start), shares)
    parts = find_parts(passage, harmed, [figure for figure in figures if not shares.names_its_base(figure)])
    included = find_included(passage, harmed, shares, earlier)
    listed = (*find_listed(passage, harmed, counted), *find_divided(passage, harmed, counted), *included)
    parts = Parts((*parts.found, *(each for each in listed if parts.whole_of(each[0]) is None)))
    shares = shares.with_members(members)
    read = [each for each in [*harmed, *parts] if not is_unharmed(each, passage)]
    by_mention = {(each.mention.start, each.harm): each for each in read}  # a part's own reading wins
    return [by_mention[key] for key in sorted(by_mention)], shares, parts


def base_of(share: Harmed, shares: Shares, harmed: Sequence[Harmed]) -> str | None:
    """The harm of the people that a share is of, where it came to another: `three were shot, one of them fatally`."""
    if not shares.points_back(share.mention):
        return shares.base_of(share.mention)
    before = [each for each in harmed if each.mention.start < share.mention.start]
    return before[-1].harm if before and before[-1].harm == "casualties" else None


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
    chain, who_says = find_chain(passage, harmed, attributions, heard)
    named = tuple(span_of(each, passage) for each in attributions)
    place, where = find_place(passage, harmed, (*named, victims.span), victims.side, knowledge)
    if place is None and (reporter := reporting_place(chain, victims, passage, knowledge)):
        place, where = reporter
    period, when = find_period(passage, harmed)
    background = is_background(period, passage.said_on)
    if background and is_presupposed(harmed, attributions):
        chain, who_says = (), (Rule.SPEAKER_PRESUPPOSED.reading(), Rule.CHAIN_NONE.reading())
        # `Shop announces … after a shooting that killed 22 last month`: that is not what it announces
    stance, doubt = find_stance(passage, harmed, attributions)
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
        stance=stance,
        modality=find_modality(passage, harmed, chain),
        quoted=passage.is_quoted_at(harmed.mention.start),
        said=find_said(passage, harmed, attributions, chain, heard) if chain else None,
        readings=read_as((*read_count(passage, harmed), *victims.readings, where, when, *who_says, doubt)),
    )


def read_count(passage: Passage, harmed: Harmed) -> tuple[Reading, Reading]:
    """Why there is a figure, and why it is one of this harm."""
    mention = harmed.mention
    is_one = harmed.noun is not None and harmed.noun.idx < mention.end
    why = read_figure(mention.figure, passage.span(mention.start, mention.end), is_one=is_one)
    people = harmed.noun.text if harmed.noun is not None else passage.text[mention.start : mention.end]
    harm = harmed.rule.reading(trigger_of(passage, harmed), note=people)
    return why, harm


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
        is_loss = harmed.harm == "losses" and not is_of_people(harmed, passage, knowledge)
        is_unreal = has_unreal_modal(trigger.head, language) or is_wished(trigger, language)
        return not is_unreal and not is_thing(harmed, passage, knowledge) and not is_loss
    if is_of_all_time(harmed, passage) or (harmed.harm == "captured" and is_arrest(trigger, noun, language)):
        return False
    if noun is None:
        if is_thing(harmed, passage, knowledge):
            return False
        if harmed.harm != "losses":
            return True
        is_lost = trigger.lemma_ in language.lexicon.clauses.loses  # not `lost 3-0`
        suffers = suffering_side(harmed, knowledge, language) is not None
        return suffers or (not is_lost and is_of_people(harmed, passage, knowledge))
    if harmed.harm == "losses" and noun.lower_ in language.lexicon.unreal.not_lost:
        return False
    is_people = noun.lower_ in language.people or noun.ent_type_ == "NORP" or noun.lower_ == trigger.lower_
    if harmed.harm == "displaced" and noun.lower_ in language.lexicon.people.combatant:
        return False  # fighters who flee are not driven from their homes
    return not is_thing(harmed, passage, knowledge) and (is_people or harmed.harm not in NEEDS_PEOPLE)


def is_of_people(harmed: Harmed, passage: Passage, knowledge: Knowledge) -> bool:
    """`losses of 900 men`, `the army's losses are 900, with the wounded`; not `losses amounted to 5 million`."""
    language = passage.language
    words = language.people | set(language.harm_states) | language.lexicon.people.affiliations
    sides = (suffering_side(harmed, knowledge, language), side_of_measured(harmed, knowledge, language))
    return any(sides) or any(t.lower_ in words for t in passage.doc)


def is_zero_of(harmed: Harmed, passage: Passage) -> bool:
    """`no one died`, `no deaths`; not a bare `no` before something else than the harm (`no plans after the deaths`)."""
    mention = harmed.mention
    printed, following = passage.text[mention.start : mention.end], passage.text[mention.end :].split()[:ZERO_WORDS]
    is_bare = printed.lower() in passage.language.lexicon.numbers.answers
    return not is_bare or any(harmed.trigger.text in word for word in following)

"""Lists that name no harm of their own: `five in Ohio and one in Utah`, `four critically`, `the dead were 65 men`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from tolltrace.claims.figures import FigureMention
from tolltrace.claims.harms import Harmed, counted_noun
from tolltrace.claims.parts import UNDIVIDED, Listed, Part, Shares, single_parts
from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import VERBS
from tolltrace.knowledge import compile_pattern
from tolltrace.rules import Rule

MAX_MARKS = 8  # of a sentence, that are tried


# ── lists that go on with a harm ─────────────────────────────────────────────────────────────────────────────────────


def find_listed(passage: Passage, harmed: Sequence[Harmed], figures: Sequence[FigureMention]) -> Iterator[Listed]:
    """Figures that go on with the harm of the one before, left to right, and those whose `with` makes them its part."""
    parts = passage.language.lexicon.parts
    own = {each.mention: each for each in harmed}
    last: Harmed | None = None
    whole: FigureMention | None = None  # what the list that goes on is a part of
    for mention in figures:
        gap = passage.text[last.mention.end : mention.start] if last is not None else ""
        if mention in own:
            harms = {own[mention].harm} | UNDIVIDED
            is_part = last is not None and last.harm in harms and fits(mention, last.mention)
            is_part = is_part and not (last is not None and are_others(own[mention], last, passage))
            is_beside = compile_pattern(parts.with_pattern).search(gap) is not None
            whole = last.mention if last is not None and is_part and is_beside else None
            last = own[mention]
            if whole is not None:
                yield last, whole
        elif last is not None and (beside := read_beside(passage, mention, last, gap)):
            last = beside
            yield last, None
        elif last is not None and compile_pattern(parts.gap_pattern).search(gap):
            if compile_pattern(parts.severity_pattern).match(passage.text, mention.end) and fits(mention, last.mention):
                yield Harmed(mention, last.harm, last.trigger, None, rule=Rule.HARM_PART), last.mention
            elif is_elsewhere(passage, mention, last):
                has_own_place = compile_pattern(parts.elsewhere_pattern).search(gap) is not None
                whole = whole if has_own_place or whole or not fits(mention, last.mention) else last.mention
                last = Harmed(mention, last.harm, last.trigger, None, rule=Rule.HARM_PART)
                yield last, whole


def read_beside(passage: Passage, mention: FigureMention, last: Harmed, gap: str) -> Harmed | None:
    """`12 were killed, as were the two bombers`, `… along with ten others`, `… for a total of 45`."""
    parts, language, noun = passage.language.lexicon.parts, passage.language, counted_noun(passage, mention)
    if noun is not None and noun.lower_ not in language.people:
        return None
    if compile_pattern(parts.total_gap_pattern).search(gap):
        return replace(last, mention=mention, noun=noun, toll=True, rule=Rule.HARM_TOLL)
    is_along = compile_pattern(parts.along_pattern).search(gap)
    return replace(last, mention=mention, noun=noun, rule=Rule.HARM_ORDER) if is_along else None


def are_others(harmed: Harmed, before: Harmed, passage: Passage) -> bool:
    """`ten soldiers died, with eight militants also killed`: these are no part of those."""
    people = passage.language.lexicon.people
    nouns = {each.noun.lower_ for each in (harmed, before) if each.noun is not None}
    return len(nouns) > 1 and nouns <= people.combatant | people.civilian


def is_elsewhere(passage: Passage, mention: FigureMention, last: Harmed) -> bool:
    """`…, five in Mississippi`: a number and a place, and no verb that says something else of them."""
    if not compile_pattern(passage.language.lexicon.parts.elsewhere_pattern).match(passage.text, mention.end):
        return False
    number = passage.token_at(mention.number_end - 1)
    is_subject = number.dep_ in {"nsubj", "nsubjpass"} and number.head.pos_ in VERBS
    return not is_subject or number.head == last.trigger


def fits(part: FigureMention, whole: FigureMention) -> bool:
    """Whether a part is not larger than its whole."""
    size, most = part.figure.low or part.figure.high, whole.figure.high or whole.figure.low
    return size is None or most is None or size <= most or whole.figure.high is None


def undivide(passage: Passage, harmed: Sequence[Harmed], shares: Shares) -> list[Harmed]:
    """Who came to two harms: `three were shot, one of them fatally`, `133 victims: 47 killed and 86 wounded`."""
    clauses = passage.language.lexicon.clauses
    found: list[Harmed] = []
    for n, each in enumerate(harmed):
        behind = harmed[n + 1 :]
        was_shot = each.harm == "wounded" and each.trigger.lower_ in clauses.shoots
        some_died = bool(behind) and behind[0].harm == "killed" and shares.points_back(behind[0].mention)
        are_victims = each.noun is not None and each.noun.lower_ in clauses.victims
        are_both = {"killed", "wounded"} <= {other.harm for other in behind}
        both = (was_shot and some_died) or (are_victims and are_both)
        found.append(replace(each, harm="casualties") if both else each)
    return found


# ── lists behind a colon ─────────────────────────────────────────────────────────────────────────────────────────────


def find_divided(passage: Passage, harmed: Sequence[Harmed], figures: Sequence[FigureMention]) -> Iterator[Part]:
    """`317 casualties: 123 killed and 194 injured`, `six hostages; three Kenyans, two Malians and a Briton`."""
    starts = {mention.start for mention in figures}
    marks = compile_pattern(passage.language.lexicon.parts.divides_pattern).finditer(passage.text)
    for mark in islice((each for each in marks if each.end() in starts), MAX_MARKS):
        before = [each for each in harmed if each.mention.end <= mark.start()]
        listed = [mention for mention in figures if mention.start >= mark.end()]
        if not before or says_more(passage, mark.end(), harmed):
            continue
        whole = max(before, key=lambda each: each.mention.start)
        parts = [part for mention in listed for part in read_part(passage, mention, whole, harmed)]
        parts += single_parts(passage, whole, parts, mark.end(), len(passage.text))
        sizes = [part.mention.figure.value or 0 for part, _ in parts]
        is_sum = sum(sizes) == whole.mention.figure.value and all(sizes)  # a comma alone divides nothing
        is_plain = "," not in mark[0] and all(fits(part.mention, whole.mention) for part, _ in parts)
        if len(parts) > 1 and (is_sum or is_plain):
            yield from parts
            return


def says_more(passage: Passage, start: int, harmed: Sequence[Harmed]) -> bool:
    """Whether a verb stands behind an offset that is no word of harm: no bare list then."""
    triggers = {each.trigger.i for each in harmed}
    behind = (token for token in passage.doc if token.idx >= start and token.i not in triggers)
    return any(token.pos_ in VERBS for token in behind)


def read_part(passage: Passage, mention: FigureMention, whole: Harmed, harmed: Sequence[Harmed]) -> Iterator[Part]:
    """One figure of a list of parts, with its own harm where the whole divides into harms."""
    own = next((each for each in harmed if each.mention == mention), None)
    if own is None or own.harm == whole.harm:
        yield (
            own or Harmed(mention, whole.harm, whole.trigger, counted_noun(passage, mention), rule=Rule.HARM_PART),
            whole.mention,
        )
    elif whole.harm in UNDIVIDED:
        yield own, whole.mention


# ── lists of the members of a group named before ─────────────────────────────────────────────────────────────────────


def find_members(
    passage: Passage, harmed: Sequence[Harmed], figures: Sequence[FigureMention], harm_before: str | None
) -> Iterator[Harmed]:
    """`The dead were 65 men and a girl`, `Among the victims were two nurses`: parts of an earlier claim."""
    language = passage.language
    front = compile_pattern(language.lexicon.parts.members_pattern).match(passage.text)
    if front is None:
        return
    base = (front["among"] or front["group"]).lower()
    harm = language.harm_counts.get(base) or language.harm_states.get(base) or harm_before
    if harm is None:
        return
    trigger = passage.token_at(front.start("among" if front["among"] else "group"))
    closing = compile_pattern(language.lexicon.parts.closes_pattern).search(passage.text, front.end())
    end = closing.start() if closing else len(passage.text)
    taken = {each.mention for each in harmed}
    listed = [mention for mention in figures if front.end() <= mention.start < end and mention not in taken]
    members = [
        Harmed(mention, harm, trigger, counted_noun(passage, mention), rule=Rule.HARM_PART) for mention in listed
    ]
    known = [(each, each.mention) for each in members]
    yield from members
    group = Harmed(figures[0], harm, trigger, None, rule=Rule.HARM_PART) if figures else None
    if group is not None:
        yield from (part for part, _ in single_parts(passage, group, known, front.end(), end))


def is_member(harmed: Harmed, passage: Passage) -> bool:
    """`two mothers were among the dead`: part of an earlier claim."""
    pattern = compile_pattern(passage.language.lexicon.parts.among_pattern)
    among = pattern.search(passage.text, 0, harmed.trigger.idx)
    return among is not None and harmed.mention.end < among.start()

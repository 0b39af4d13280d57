"""Whether two claims relay the same act of saying, and why → Agreement.

Pure and symmetric: it looks at two claims alone, so that groups do not hang on the order in which reports arrive.
The weights are sums of evidence; what they were set on, and how often they err, stands in docs/method.md.
"""

import math
from dataclasses import dataclass

from tolltrace.statements.traits import ANYBODY, Traits

JOINS_FROM = 5.0  # evidence that two reports relay one act of saying: benchmarks/statements_quality.py
SMALL_JOINS_FROM = 6.4  # the same for figures of which several are told every day
SAME_REPORT = 3.0  # less is asked for where both stand in one report
ONE_CLAIM = 100.0
NEAR_DAYS = 3  # between claims that no named speaker ties together
FAR_DAYS = 45  # between relays of one act of saying, at most
NEAR_KM = 50.0
RADIAN = math.pi / 180
FAR_KM = (150.0, 150.0, 150.0, 250.0, 700.0, 1500.0, 4000.0, 4000.0)  # by UCDP's where_prec, as a region is wide
MORE_THAN_CHANCE = 1.5  # weight of a figure from ten up
UNMISTAKABLE = 6.0  # weight of a figure that hardly comes twice: 5,937
TELLING = 3.5  # weight of a figure from which it tells an act of saying by itself, with its speaker

# which harms a relay confuses: the words differ and the figure is the same
CONFUSED_PAIRS = (
    ("casualties", "killed"),
    ("casualties", "wounded"),
    ("casualties", "losses"),
    ("losses", "killed"),
    ("losses", "wounded"),
    ("captured", "abducted"),
)
CONFUSED = frozenset(frozenset(pair) for pair in CONFUSED_PAIRS)


@dataclass(frozen=True, slots=True)
class Agreement:
    """That two claims agree, how much, and in what: words for a person."""

    score: float
    reasons: tuple[str, ...]


def compare(one: Traits, other: Traits) -> Agreement | None:
    """What two claims agree in, where that is enough to say that they relay one act of saying; None where it is not."""
    if conflicts(one, other):
        return None
    in_one_report = one.report == other.report
    if in_one_report and one.denied == other.denied and other.number in (one.number, one.about):
        return Agreement(ONE_CLAIM, ("one claim of one report",))
    if in_one_report and one.denied == other.denied and one.number == other.about:
        return Agreement(ONE_CLAIM, ("one claim of one report",))
    voice, voice_reason = compare_speakers(one, other)
    figure = weight_of_figure(one, other)
    away = days_between(one, other)
    if away and is_of_a_day(one) and is_of_a_day(other) and one.is_epidemic and other.is_epidemic:
        return None  # the next day's figure, the same by chance
    is_told_for_weeks = voice >= 3 and figure >= TELLING and not (is_of_a_day(one) or is_of_a_day(other))
    if away is not None and away > (FAR_DAYS if is_told_for_weeks else NEAR_DAYS):
        return None
    if one.keys[0] != other.keys[0] and (voice < 4 or (away or 0) > 1 or not is_rounded(one, other)):
        return None  # rounded figures need the same speaker, and about the same day
    parts = [
        (figure, "the same figure" if one.keys[0] == other.keys[0] else "the same figure, rounded"),
        (voice, voice_reason),
        *compare_subjects(one, other),
        *compare_times(one, other, away),
        *compare_places(one, other),
        *compare_words(one, other),
    ]
    score = sum(weight for weight, _ in parts)
    needed = JOINS_FROM if figure >= MORE_THAN_CHANCE else SMALL_JOINS_FROM
    needed -= (SAME_REPORT if in_one_report else 0) + (1.0 if one.denied or other.denied else 0)
    if score < needed:
        return None
    return Agreement(score, tuple(reason for weight, reason in parts if reason and weight > 0))


def is_rounded(one: Traits, other: Traits) -> bool:
    """Whether one figure is the other in fewer digits, and its words say so: `nearly 6,000` for 5,937."""
    exact, rounded = (one, other) if other.keys[0] in one.keys else (other, one)
    if exact.value is None or rounded.value is None:
        return False
    up, down = rounded.hedge in ("less_than", "at_most"), rounded.hedge in ("more_than", "at_least")
    return rounded.hedge == "about" or (up and rounded.value > exact.value) or (down and rounded.value < exact.value)


def is_of_a_day(traits: Traits) -> bool:
    """Whether it counts a day or two (`in the past 24 hours`): the next day has its own figure."""
    if traits.aspect == "increment" or (traits.is_epidemic and traits.aspect == "event"):
        return True
    period = traits.period
    return period is not None and period[0] is not None and period[1] is not None and period[1] - period[0] <= 1


def days_to_look(traits: Traits) -> int:
    """How far from a claim's day another can relay the same: a figure of which many are told, only the next days."""
    return FAR_DAYS if weight_of_figure(traits, traits) >= TELLING else NEAR_DAYS


# ── what cannot be the same ──────────────────────────────────────────────────────────────────────────────────────────


def conflicts(one: Traits, other: Traits) -> bool:
    """Whether two claims cannot relay one act of saying, whatever else agrees."""
    if one.stance != other.stance or (one.denied and other.denied):
        return True
    if one.report == other.report and counted_apart(one, other):
        return True
    if one.harm != other.harm and frozenset((one.harm, other.harm)) not in CONFUSED:
        return True
    if one.side and other.side and one.side != other.side and not side_moved(one, other):
        return True
    if one.demographic and other.demographic and one.demographic != other.demographic:
        return True
    if ("increment" in (one.aspect, other.aspect) or "rate" in (one.aspect, other.aspect)) and (
        one.aspect != other.aspect and "cumulative" in (one.aspect, other.aspect)
    ):
        return True
    if one.said and other.said and abs((one.day or 0) - (other.day or 0)) > 1:
        return True
    if one.keys[0] not in other.keys and other.keys[0] not in one.keys:
        return True
    if (one.fraction is None) != (other.fraction is None):
        return True
    return speakers_differ(one, other) or happened_apart(one, other)


def side_moved(one: Traits, other: Traits) -> bool:
    """Whether one relay made other people of them: a speaker does not give 5,937 for both sides within a day."""
    away = days_between(one, other)
    return (
        one.report != other.report
        and one.harm == other.harm
        and max(weight_of_figure(one, one), weight_of_figure(other, other)) >= UNMISTAKABLE
        and share_name(one.speakers, other.speakers) is not None
        and away is not None
        and away <= 1
    )


def counted_apart(one: Traits, other: Traits) -> bool:
    """Whether a report itself tells two claims apart: `four civilians and four soldiers`.

    It gives a figure again in its headline, or in another speaker's words (`White House` … `John Kirby`), where that
    figure is more than chance.
    """
    if one.number == other.number or other.number == one.about or one.number == other.about:
        return False
    if one.sentence == other.sentence or weight_of_figure(one, other) < MORE_THAN_CHANCE:  # single victims
        return True
    said_again = one.in_headline != other.in_headline or (
        one.speakers != other.speakers and bool(one.speakers) and bool(other.speakers)
    )
    return not said_again


def speakers_differ(one: Traits, other: Traits) -> bool:
    """Whether each names its speaker, and neither speaks for, nor cites, the other."""
    if not (one.speakers or one.voices) or not (other.speakers or other.voices):
        return False
    if (not one.voices and is_anybody(other)) or (not other.voices and is_anybody(one)):
        return False  # `police`, and a name of whom we know no office
    return not (share_name(one.speakers, other.speakers) or share_voice(one.voices, other.voices) or cites(one, other))


def is_anybody(traits: Traits) -> bool:
    """Whether all that is named is a kind of house: `police`, `a hospital`."""
    return not traits.speakers and all(voice.startswith(ANYBODY) for voice in traits.voices)


def happened_apart(one: Traits, other: Traits) -> bool:
    """Whether they speak of two incidents: other days, or places too far from each other."""
    if "cumulative" in (one.aspect, other.aspect):
        return False  # a campaign's place and period drift: the words of the codebook
    if lie_apart(one, other):
        return True
    days = one.period, other.period
    if days[0] is None or days[1] is None or None in days[0] or None in days[1]:
        return False
    return days[0][0] > days[1][1] + 1 or days[1][0] > days[0][1] + 1  # type: ignore[operator]


def lie_apart(one: Traits, other: Traits) -> bool:
    """Whether two places are too far from each other for one incident, or in two countries."""
    far = distance(one, other)
    precision = max(one.where_prec or 0, other.where_prec or 0)
    if far is not None and far > FAR_KM[min(precision, 7)]:
        return True
    return bool(one.country and other.country and one.country != other.country)


# ── what agrees ──────────────────────────────────────────────────────────────────────────────────────────────────────


def weight_of_figure(one: Traits, other: Traits) -> float:
    """How much it tells that both give this figure: three dead are told every day, 1,347 hardly twice."""
    if one.fraction is not None:
        same_base = one.base is not None and one.base == other.base
        return 3.5 if same_base else 1.5
    value = one.value if one.value is not None else other.value
    if one.low is None and one.high is None and one.value is None:
        return 1.0  # a silence
    if value is None:
        return 4.0 if one.hedge == "range" and other.hedge == "range" else 1.0
    digits = len(str(value).rstrip("0"))
    size = len(str(value))
    table = {1: (1.0,), 2: (1.5, 2.5), 3: (2.5, 3.5, 4.5)}
    if size in table:
        return table[size][min(digits, size) - 1] if value else 0.0
    return (3.5, 4.5, 6.0)[min(digits, 3) - 1]


def compare_speakers(one: Traits, other: Traits) -> tuple[float, str]:
    """How far the speakers are the same, in words."""
    shared = share_name(one.speakers, other.speakers)
    if shared:
        return 4.0, f"both have it from {shared}"
    if cites(one, other):
        return 4.0, "one cites the other's outlet"
    voice = share_voice(one.voices, other.voices)
    if voice is None:
        return 0.0, ""
    if voice.startswith(ANYBODY):
        return 1.0, f"both have it from {voice.partition('/')[2].replace('_', ' ')}"
    return 3.0, f"both speakers speak for {voice.replace('/', ', ')}"


def share_voice(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """Whom both speak for: the same house, or one for a state and one for any house of it."""
    for voice in one:
        for sister in other:
            (state, _, house), (their_state, _, their_house) = voice.partition("/"), sister.partition("/")
            same_state = state == their_state or ANYBODY in (state, their_state)
            if same_state and (house == their_house or not house or not their_house):
                return min(voice, sister, key=lambda each: (not each.startswith(ANYBODY), len(each)))
    return None


def share_name(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """A speaker that both name, in full or in short; the fuller form."""
    for name in one:
        for sister in other:
            if name == sister or is_short_for(name, sister) or is_short_for(sister, name):
                return max(name, sister, key=lambda each: (len(each), each))
    return None


def is_short_for(short: str, full: str) -> bool:
    """ "kirby" for "john kirby": the last word of a name of some."""
    return " " in full and " " not in short and full.rpartition(" ")[2] == short


def cites(one: Traits, other: Traits) -> bool:
    """Whether one has it from the outlet that published the other."""
    return other.outlet in one.media or one.outlet in other.media


def compare_subjects(one: Traits, other: Traits) -> list[tuple[float, str]]:
    """Whose people, of what kind, and what came to them."""
    parts: list[tuple[float, str]] = []
    if one.side and one.side == other.side:
        parts.append((1.0, f"the same side, {one.side}"))
    if one.demographic and one.demographic == other.demographic:
        parts.append((1.0, f"both count {one.demographic.replace('_', ' ')}"))
    elif one.demographic != other.demographic:
        parts.append((-1.0, ""))
    if one.status == other.status != "unknown":
        parts.append((0.5, ""))
    if one.harm != other.harm:
        parts.append((-1.0 if one.fraction is not None else -2.0, ""))
    return parts


def compare_times(one: Traits, other: Traits, away: int | None) -> list[tuple[float, str]]:
    """When it was said, and of which time it tells."""
    parts: list[tuple[float, str]] = []
    if away is None:
        parts.append((-1.0, ""))
    else:
        parts.append(((1.5, 1.0, 0.0, 0.0)[away] if away <= NEAR_DAYS else -1.0, "about the same day"))
    if one.period and other.period and one.period[0] is not None and one.period[0] == other.period[0]:
        parts.append((1.5, "the same period"))
    return parts


def days_between(one: Traits, other: Traits) -> int | None:
    """Days between when they were said, or else published."""
    return None if one.day is None or other.day is None else abs(one.day - other.day)


def compare_places(one: Traits, other: Traits) -> list[tuple[float, str]]:
    """Where it happened."""
    if one.place is None or other.place is None:
        return []
    if one.place == other.place:
        precision = one.where_prec if one.where_prec is not None else 3
        return [(3.0 if precision <= 3 else 2.0 if precision <= 5 else 1.0, "the same place")]
    far = distance(one, other)
    return [(1.5, "places close to each other")] if far is not None and far <= NEAR_KM else []


def compare_words(one: Traits, other: Traits) -> list[tuple[float, str]]:
    """What else their sentences share: names, other figures, words; and what both reports are about."""
    same_place = set(one.where) if one.place == other.place else set()
    names = ((set(one.names) | set(one.where)) & (set(other.names) | set(other.where))) - same_place
    about = (
        ((set(one.around) & {*other.around, *other.names}) | (set(other.around) & {*one.names})) - names - same_place
    )
    numbers = set(one.numbers) & set(other.numbers)
    shared = len(set(one.words) & set(other.words))
    words = shared / max(4, min(len(one.words), len(other.words)))
    parts: list[tuple[float, str]] = []
    if names:
        parts.append((min(3.0, 1.0 * len(names)), f"both sentences name {', '.join(sorted(names)[:3]).title()}"))
    if about:
        parts.append((min(1.5, 0.5 * len(about)), f"both reports name {', '.join(sorted(about)[:3]).title()}"))
    if numbers:
        parts.append((min(3.0, 1.5 * len(numbers)), f"both give {', '.join(sorted(numbers)[:2])} beside it"))
    parts.append((3.0 * words, "much the same words" if words > 0.5 else ""))
    return parts


def share_words(one: Traits, other: Traits) -> tuple[set[str], set[str], set[str], float]:
    """The names that both sentences have, those that both reports have, other figures, and the share of words."""
    same_place = set(one.where) if one.place == other.place else set()
    names = ({*one.names, *one.where} & {*other.names, *other.where}) - same_place
    around, theirs = set(one.around), set(other.around)
    about = (around & {*theirs, *other.names}) | (theirs & set(one.names))
    shared = len(set(one.words) & set(other.words)) / max(4, min(len(one.words), len(other.words)))
    return names, about - names - same_place, set(one.numbers) & set(other.numbers), shared


def distance(one: Traits, other: Traits) -> float | None:
    """Kilometres between two places, None where one has no point."""
    if one.point is None or other.point is None:
        return None
    if one.point == other.point:
        return 0.0
    (lat1, lon1), (lat2, lon2) = one.point, other.point
    lat1, lon1, lat2, lon2 = lat1 * RADIAN, lon1 * RADIAN, lat2 * RADIAN, lon2 * RADIAN
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(half)))

"""How likely a claim and each field of it are as a careful coder would write them: regressions over how they were read.

What they learned from, and how well they are calibrated: knowledge/models.toml, docs/method.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tolltrace.knowledge import Knowledge
from tolltrace.values import Article, Claim, Reading

CLAIM = "claim"  # the target that is figure and harm together
COUNTED = frozenset({"victims", "side", "status", "period", "aspect", "part_of"})  # fields that hang on who is counted
NONE = "none"  # the rule of a field that the text does not state
DECIMALS = 3
MOST = 0.999  # nothing that is learned from a few hundred reports is sure
NEAR_CHARS, FAR_CHARS = 40, 120  # between a figure and the words of a field
LONG_CHARS = 300  # a sentence of which much can go wrong
MANY = 4  # claims, rivals: more make no difference
SUREST = 0.98  # of a learned reader's own scores: beyond it they are extreme and not surer


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a claim."""

    in_title: bool
    together: int  # claims in its sentence
    nth: int  # among them, from 0
    stated: frozenset[str]  # the fields that any claim of the report states


def estimate_confidence(claims: Sequence[Claim], article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """The claims of one report with their confidence, and that of each field."""
    models = knowledge.confidence
    estimated = []
    for claim, setting in zip(claims, settings_of(claims, article), strict=True):
        looked_at = {name: features_of(claim, name, setting) for name in models}
        chances = {name: as_stated(model.probability(looked_at[name])) for name, model in models.items()}
        readings = tuple(replace(each, confidence=chances.get(each.field)) for each in claim.readings)
        estimated.append(replace(claim, readings=readings, confidence=chances.get(CLAIM)))
    return tuple(estimated)


def as_stated(probability: float) -> float:
    """Rounded, and never certain."""
    return min(max(round(probability, DECIMALS), round(1 - MOST, DECIMALS)), MOST)


def settings_of(claims: Sequence[Claim], article: Article) -> list[Setting]:
    """What stands around each claim of one report."""
    stated = frozenset(each.field for claim in claims for each in claim.readings if each.rule != NONE)
    sentences: dict[int, int] = {}
    nths = []
    for claim in claims:
        nths.append(sentences.get(claim.evidence.start, 0))
        sentences[claim.evidence.start] = nths[-1] + 1
    return [
        Setting(claim.evidence.start < article.body_start, sentences[claim.evidence.start], nth, stated)
        for claim, nth in zip(claims, nths, strict=True)
    ]


def features_of(claim: Claim, target: str, setting: Setting) -> dict[str, float]:
    """What the estimate for one target (`claim`, or a field) looks at; what is absent counts as 0."""
    readings = {each.field: each for each in claim.readings}
    features = {
        "in_title": float(setting.in_title),
        "together": min(setting.together - 1, MANY) / MANY,
        "first": float(setting.nth == 0),
        "length": min(len(claim.evidence.text) / LONG_CHARS, 2.0),
        "quoted": float(claim.quoted),
        "background": float(claim.background),
    }
    if target == CLAIM:
        return features | features_of_claim(claim, readings)
    return features | features_of_field(claim, target, readings, setting)


def features_of_claim(claim: Claim, readings: Mapping[str, Reading]) -> dict[str, float]:
    """Beside what all targets look at: whether figure and harm make a claim."""
    return {
        **features_of_count(claim, readings),
        **gap_of(claim, readings["harm"]),
        **{f"{name}:{readings[name].rule}": 1.0 for name in ("victims", "aspect", "stance")},
        "has_place": float(claim.place is not None),
        "has_period": float(claim.period is not None),
        "has_speaker": float(bool(claim.chain)),
    }


def features_of_count(claim: Claim, readings: Mapping[str, Reading]) -> dict[str, float]:
    """What is counted, and how that was read."""
    return {f"harm={claim.harm}": 1.0, **{f"{name}:{readings[name].rule}": 1.0 for name in ("figure", "harm")}}


def features_of_field(claim: Claim, target: str, readings: Mapping[str, Reading], setting: Setting) -> dict[str, float]:
    """Beside what all targets look at: how the field itself was read, and what it hangs on."""
    own = readings[target]
    features = {
        f"{target}:{own.rule}": 1.0,
        "rivals": min(own.rivals, MANY) / MANY,
        # other claims of the report state it: this one may have been missed
        "stated_by_others": float(own.rule == NONE and target in setting.stated),
        **gap_of(claim, own),
        **score_of(own),
    }
    if target in COUNTED:
        features |= features_of_count(claim, readings)
    if target == "place" and claim.place is not None:
        features["known_place"] = float(claim.place.name is not None)
    if target in {"speaker", "chain"}:
        features |= {"links": min(len(claim.chain), MANY) / MANY, f"speaker:{readings['speaker'].rule}": 1.0}
    if target in {"side", "status"}:
        features[f"victims:{readings['victims'].rule}"] = 1.0
    if target == "aspect":
        features[f"period:{readings['period'].rule}"] = 1.0
    return features


def gap_of(claim: Claim, reading: Reading) -> dict[str, float]:
    """How far from the figure the words stand that a field was read from."""
    if reading.words is None:
        return {"gap:none": 1.0}
    gap = max(reading.words.start - claim.mention.end, claim.mention.start - reading.words.end, 0)
    return {"gap:near" if gap <= NEAR_CHARS else "gap:far" if gap > FAR_CHARS else "gap:middle": 1.0}


def score_of(reading: Reading) -> dict[str, float]:
    """How sure a learned reader was, on the scale on which such a regression adds up."""
    if reading.score is None:
        return {}
    score = min(max(reading.score, 1 - SUREST), SUREST)
    return {"scored": 1.0, "score": math.log(score / (1 - score))}

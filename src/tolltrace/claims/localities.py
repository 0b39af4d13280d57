"""The place words of a claim → a place that has a name, an id and coordinates. The words themselves stay as printed."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Article, Claim, Place

NEAR = 2  # UCDP's where_prec: within a limited area around a known place
VAGUE = 5


def locate_claims(
    claims: Iterable[Claim], article: Article, knowledge: Knowledge, language: Language
) -> tuple[Claim, ...]:
    """The claims with their places looked up, each among the countries that the report itself names most.

    A namesake elsewhere is what such a report rarely means; the outlet's own country comes last.
    """
    countries = named_countries(article, knowledge)
    return tuple(
        replace(claim, place=find_locality(claim, claim.place, countries, knowledge, language))
        if claim.place
        else claim
        for claim in claims
    )


def named_countries(article: Article, knowledge: Knowledge) -> tuple[str, ...]:
    """The countries that a report names, by state or by nationality, the most named first (ISO 3166 alpha-2)."""
    named: Counter[str] = Counter()
    for match in re.finditer(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}", article.text):
        words = match[0].split()
        for size in range(len(words), 0, -1):
            side = knowledge.sides.get(" ".join(words[:size]).lower().removesuffix("'s").removesuffix("’s"))
            state = knowledge.gazetteer.find(side) if side else None
            if state and state.where_prec == 6:
                named[state.country] += 1
                break
    outlet = knowledge.outlets.at_url(article.url) if article.url else None
    outlet = outlet or (knowledge.outlets.named(article.outlet) if article.outlet else None)
    home = (outlet.country,) if outlet and outlet.country else ()
    return (*(country for country, _ in named.most_common()), *home)


def find_locality(
    claim: Claim, place: Place, countries: Sequence[str], knowledge: Knowledge, language: Language
) -> Place:
    """One place looked up: as it is printed, then without directions and kinds, then by the first of several names.

    Words that name no known place stay words; several places joined by `and` get no single point.
    """
    after = claim.evidence.text.partition(place.text)[2]
    nested = re.match(
        r",?\s+(?:in\s+)?(?:the\s+)?((?:[A-Z][\w.'’-]*\s?)+)", after
    )  # "Machh, Pakistan": the wider place decides
    wider = knowledge.gazetteer.find(nested[1].strip()) if nested else None
    likely = (wider.country, *countries) if wider else tuple(countries)
    if re.search(r"\band\b|,", place.text) and knowledge.gazetteer.find(place.text) is None:
        return replace(place, where_prec=VAGUE)
    for words, widest in spellings(place.text, language):
        known = knowledge.gazetteer.find(words, likely)
        if known is not None:
            where_prec = max(known.where_prec, widest) if known.where_prec != 6 or widest < VAGUE else VAGUE
            return Place(place.text, known.name, known.geonames_id, known.latitude, known.longitude, where_prec)
    return place


def spellings(text: str, language: Language) -> Iterable[tuple[str, int]]:
    """The forms of a place name to look up, each with the least precision that is left: `northern Mexico` is Mexico, vaguely."""
    bare = re.sub(r"^(?:the|a|an)\s+", "", text, flags=re.IGNORECASE)
    yield bare, 1
    directed = re.sub(
        r"^(?:(?:(?:north|south|east|west|central|mid|upper|lower|downtown)[\w-]*|occupied|outskirts of)\s+)+",
        "",
        bare,
        flags=re.IGNORECASE,
    )
    if directed != bare:
        yield directed, VAGUE if len(directed) < len(bare) else 1
    possessed = re.match(r"(.+?)['’]s\s", bare)
    kinds = "|".join(language.lexicon.places.kinds)
    without_kind = re.sub(rf"\s+(?:{kinds})$", "", directed, flags=re.IGNORECASE)
    if without_kind != directed:
        yield without_kind, NEAR
    if match := re.search(r"\bin\s+((?:[A-Z][\w.'’-]*\s?)+)$", bare):
        yield match[1].strip(), NEAR
    if possessed:
        yield possessed[1], NEAR

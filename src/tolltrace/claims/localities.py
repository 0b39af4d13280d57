"""The place words of a claim → a place that has a name, an id and coordinates. The words themselves stay as printed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tolltrace.knowledge import Knowledge, Language, any_of, compile_pattern
from tolltrace.values import Article, Claim, Outlet, Place

EXACT, NEAR, VAGUE, STATE = 1, 2, 5, 6  # UCDP's where_prec
CAPITALISED = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}")


def locate_claims(claims: Iterable[Claim], article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """The claims with their places looked up, each among the countries that the report itself names.

    A namesake elsewhere is what such a report rarely means; the outlet's own country comes last.
    """
    claims = tuple(claims)
    countries = named_countries(article, knowledge) if any(claim.place for claim in claims) else ()
    return tuple(
        replace(claim, place=find_locality(claim, claim.place, countries, knowledge, article.language))
        if claim.place
        else claim
        for claim in claims
    )


def named_countries(article: Article, knowledge: Knowledge) -> tuple[str, ...]:
    """The countries that a report names, by state or by nationality, the most named first (ISO 3166 alpha-2)."""
    named: Counter[str] = Counter()
    for match in CAPITALISED.finditer(article.text):
        words = match[0].split()
        for size in range(len(words), 0, -1):
            side = knowledge.sides.get(" ".join(words[:size]).lower().removesuffix("'s").removesuffix("’s"))
            state = knowledge.gazetteer.find(side) if side else None
            if state and state.where_prec == STATE:
                named[state.country] += 1
                break
    outlet = outlet_of(article, knowledge)
    home = (outlet.country,) if outlet and outlet.country else ()
    return (*(country for country, _ in named.most_common()), *home)


def outlet_of(article: Article, knowledge: Knowledge) -> Outlet | None:
    """Who published it, where we know the outlet."""
    outlet = knowledge.outlets.at_url(article.url) if article.url else None
    return outlet or (knowledge.outlets.named(article.outlet) if article.outlet else None)


def find_locality(
    claim: Claim, place: Place, countries: Sequence[str], knowledge: Knowledge, language_code: str
) -> Place:
    """One place looked up: as it is printed, then without direction and kind. Words that nobody knows stay words, with
    the point of the wider place that is printed behind them, where there is one.

    The wider place printed behind it (`Machh, Pakistan`) decides between namesakes. Several places joined by `and` get
    no single point.
    """
    places = knowledge.languages[language_code].lexicon.places
    behind = compile_pattern(places.wider_pattern).match(claim.evidence.text.partition(place.text)[2])
    wider = knowledge.gazetteer.find(behind["wider"].strip()) if behind else None
    likely = (wider.country, *countries) if wider else tuple(countries)
    if compile_pattern(places.several_pattern).search(place.text) and not knowledge.gazetteer.find(place.text):
        return replace(place, where_prec=VAGUE)
    for words, widest in spellings(place.text, knowledge.languages[language_code]):
        if known := knowledge.gazetteer.find(words, likely):
            where_prec = VAGUE if widest == VAGUE else max(known.where_prec, widest)
            return Place(place.text, known.name, known.geonames_id, known.latitude, known.longitude, where_prec)
    if wider is None:
        return place
    return replace(place, latitude=wider.latitude, longitude=wider.longitude, where_prec=max(NEAR, wider.where_prec))


def spellings(text: str, language: Language) -> Iterator[tuple[str, int]]:
    """The forms of a name to look up, each with the precision that is left: `northern Mexico` is Mexico, vaguely."""
    places = language.lexicon.places
    bare = compile_pattern(rf"^(?:{any_of(places.articles)}) ").sub("", text)
    yield bare, EXACT
    directed = compile_pattern(places.directed_pattern).sub("", bare)
    if directed != bare:
        yield directed, VAGUE
    without_kind = compile_pattern(rf" (?:{any_of(places.kinds)})$").sub("", directed)
    if without_kind != directed:
        yield without_kind, NEAR
    if inside := compile_pattern(places.inside_pattern).search(bare):
        yield inside["wider"].strip(), NEAR
    if possessed := re.match(r"(.+?)['’]s\s", bare):
        yield possessed[1], NEAR

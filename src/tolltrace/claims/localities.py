"""The place words of a claim → a place that has a name, an id and coordinates. The words themselves stay as printed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tolltrace.knowledge import Knowledge, Language, any_of, compile_pattern
from tolltrace.values import Article, Claim, Outlet, Place

EXACT, NEAR, VAGUE, STATE = 1, 2, 5, 6  # UCDP's where_prec
MAX_KIND = 40  # characters before a name that can say which kind of place it is
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
    language = knowledge.languages[language_code]
    for words, widest in spellings(place.text, language, kind_beside(claim, place, language)):
        if known := knowledge.gazetteer.find(words, likely):
            where_prec = VAGUE if widest == VAGUE else max(known.where_prec, widest)
            return Place(place.text, known.name, known.geonames_id, known.latitude, known.longitude, where_prec)
    if wider is None:
        return place
    return replace(place, latitude=wider.latitude, longitude=wider.longitude, where_prec=max(NEAR, wider.where_prec))


def kind_beside(claim: Claim, place: Place, language: Language) -> str | None:
    """`the province of Karvel`, or `Karvel province` where the kind is not in the words → province."""
    places = language.lexicon.places
    before, _, behind = claim.evidence.text.partition(place.text)
    kinds, of = any_of(places.kind_precisions), any_of(places.of)
    match = compile_pattern(rf"\b({kinds}) {of} (?:{any_of(places.articles)} )?$").search(before[-MAX_KIND:])
    match = match or compile_pattern(rf" ({kinds})\b").match(behind)
    return match[1].lower() if match else None


def spellings(text: str, language: Language, kind: str | None = None) -> Iterator[tuple[str, int]]:
    """The forms of a name to look up, each with the precision that is left: `northern Mexico` is Mexico, vaguely.

    `kind` is that of a place that is named by it: `the province of …`.
    """
    places = language.lexicon.places
    bare = compile_pattern(rf"^(?:{any_of(places.articles)}) ").sub("", text)
    if kind:
        yield f"{bare} {kind}", EXACT
    yield bare, places.kind_precisions[kind] if kind else EXACT
    directed = compile_pattern(places.directed_pattern).sub("", bare)
    if directed != bare:
        yield directed, VAGUE
    if named := compile_pattern(rf"^(?P<name>.+) (?P<kind>{any_of(places.kinds)})$").match(directed):
        yield named["name"], places.kind_precisions.get(named["kind"].lower(), NEAR)
    if inside := compile_pattern(places.inside_pattern).search(bare):
        yield inside["wider"].strip(), NEAR
    if possessed := re.match(r"(.+?)['’]s\s", bare):
        yield possessed[1], NEAR

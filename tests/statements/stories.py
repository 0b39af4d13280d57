"""Made-up reports for grouping: claims by their words, no page and no parser behind them."""

import dataclasses
import hashlib
from datetime import date
from typing import Any

from tests.builders import a_method, a_published
from tolltrace.values import Article, Aspect, Claim, Figure, Hedge, Link, Period, Place, Span, Stance, Traced

KARVEL = Place("in Karvel", "Karvel", 4711, 10.0, 20.0, 2)


def a_report(id: str, *claims: Claim, on: date | None = date(2024, 3, 4), **changes: Any) -> Traced:  # noqa: A002
    """A report whose text is the sentences of its claims; their spans are set to where they stand in it."""
    title = changes.pop("title", None)
    sentences = list(dict.fromkeys(claim.evidence.text for claim in claims if claim.evidence.text != title))
    changes.setdefault("outlet", id)
    changes.setdefault("language", "en")
    article = Article(
        id=id,
        title=title,
        body="\n\n".join(sentences) or "Nothing.",
        source=f"{id}.html",
        page_sha256=hashlib.sha256(id.encode()).hexdigest(),
        published=a_published(on) if on else None,
        **changes,
    )
    placed = tuple(place(claim, article, number) for number, claim in enumerate(claims, 1))
    return Traced(article, placed, a_method())


def place(claim: Claim, article: Article, number: int) -> Claim:
    """The claim where its words stand in the article; its number is its place, unless it has one."""
    start = article.text.index(claim.evidence.text)
    at = start + claim.evidence.text.index(claim.mention.text)
    mention = Span(claim.mention.text, at, at + len(claim.mention.text))
    evidence = Span(claim.evidence.text, start, start + len(claim.evidence.text))
    told_apart = repr((article.id, mention, claim.harm, claim.stance)).encode()
    return dataclasses.replace(
        claim,
        id=hashlib.sha256(told_apart).hexdigest()[:16],
        number=claim.number or number,
        mention=mention,
        evidence=evidence,
    )


def says(sentence: str, words: str, **changes: Any) -> Claim:
    """A claim of `words` in a sentence: `says("At least 12 died, police said.", "At least 12", by="police")`."""
    by = changes.pop("by", ())
    roles = changes.pop("roles", {})
    chain = tuple(Link(name, roles.get(name), "said") for name in ((by,) if isinstance(by, str) else by))
    figure = changes.pop("figure", None) or read_figure(words)
    claim = Claim("", 0, Span(words, 0, len(words)), Span(sentence, 0, len(sentence)), figure, "killed", chain=chain)
    return dataclasses.replace(claim, **changes)


HEDGES = {
    "more than ": Hedge.MORE_THAN,
    "over ": Hedge.MORE_THAN,
    "at least ": Hedge.AT_LEAST,
    "about ": Hedge.ABOUT,
    "up to ": Hedge.AT_MOST,
    "nearly ": Hedge.LESS_THAN,
}


def read_figure(words: str) -> Figure:
    """Enough of it for tests: a hedge before a number in digits; nothing where there is none."""
    digits = "".join(each for each in words if each.isdigit())
    if not digits:
        return Figure()
    hedge = next((each for start, each in HEDGES.items() if words.lower().startswith(start)), Hedge.EXACT)
    value = int(digits)
    low = None if hedge in (Hedge.AT_MOST, Hedge.LESS_THAN) else value
    high = None if hedge in (Hedge.MORE_THAN, Hedge.AT_LEAST) else value
    return Figure(low, high, value, hedge)


def the_briefing() -> tuple[Traced, ...]:
    """One act of saying and its way: a spokeswoman's estimate, a wire, a broadcaster, a site that has it from there,
    a portal that turns casualties into losses; the other side's denial; and another speaker with the same number."""
    ana = {"roles": {"Ana Veld": "White House spokeswoman"}}
    month = Period("since January", "2024-01/2024-03-04", 4)
    total = {"side": "Dravia", "aspect": Aspect.CUMULATIVE}
    quote = "“Since January more than 9,000 Dravian soldiers were killed,” Karvel's spokeswoman Ana Veld said."
    wire = a_report(
        "wire",
        says(quote, "more than 9,000", by="Ana Veld", period=month, quoted=True, **ana, **total),
        says("She declined to give Karvel's losses.", "declined", by="Ana Veld", stance=Stance.NOT_PROVIDED,
             harm="losses", figure=Figure(), side="Karvel"),
    )  # fmt: skip
    radio = a_report(
        "radio",
        says("Over 9,000 Dravian fighters died at Port Lume, the White House says.", "Over 9,000",
             by="White House", place=Place("at Port Lume", "Port Lume", 4712, 10.5, 20.1, 1), **total),
        outlet="Radio Lume",
    )  # fmt: skip
    site = a_report(
        "site",
        says("Over 9,000 Dravian fighters died in the battle of Port Lume, Radio Lume reported, citing Ana Veld.",
             "Over 9,000", by=("Ana Veld", "Radio Lume"),
             place=Place("Port Lume", "Port Lume", 4712, 10.5, 20.1, 1), **total),
        on=date(2024, 3, 5),
    )  # fmt: skip
    portal = a_report(
        "portal",
        says("Dravia's losses since January are 9,000, Ana Veld said.", "9,000", by="Ana Veld", harm="losses",
             period=month, **total),
        on=date(2024, 3, 5),
    )  # fmt: skip
    denial = a_report(
        "denial",
        says("Dravia's minister Ilo Marr called Karvel's figure of 9,000 Dravian dead since January made up.", "9,000",
             by="Ilo Marr", stance=Stance.DENIED, period=month, roles={"Ilo Marr": "Dravia's minister"}, **total),
        on=date(2024, 3, 5),
    )  # fmt: skip
    rival = a_report(
        "rival",
        says("The militia leader Oro Senn said more than 9,000 of his men died at Port Lume.", "more than 9,000",
             by="Oro Senn", side="Lume Militia", aspect=Aspect.CUMULATIVE,
             place=Place("at Port Lume", "Port Lume", 4712, 10.5, 20.1, 1)),
        on=date(2024, 3, 20),
    )  # fmt: skip
    return wire, radio, site, portal, denial, rival


def the_fire() -> tuple[Traced, ...]:
    """One incident and its tolls: 12, told twice; 15 the next day; and another fire, far away, with 12 dead."""
    first = a_report(
        "first",
        says("A fire in the Orlow market in Karvel killed 12 people, police said.", "12", by="police", place=KARVEL),
    )
    echo = a_report(
        "echo", says("Police said a fire at Karvel's Orlow market killed 12 people.", "12", by="police", place=KARVEL)
    )
    later = a_report(
        "later",
        says("The toll of the fire in Karvel's Orlow market rose to 15, police said.", "15", by="police",
             aspect=Aspect.CUMULATIVE, place=KARVEL),
        on=date(2024, 3, 5),
    )  # fmt: skip
    elsewhere = a_report(
        "elsewhere",
        says("A fire in a ferry off Tessen killed 12 people, police said.", "12", by="police",
             place=Place("off Tessen", "Tessen", 4800, -30.0, 70.0, 2)),
    )  # fmt: skip
    return first, echo, later, elsewhere


def the_epidemic() -> tuple[Traced, ...]:
    """A minister's figure, exact enough to know it again anywhere, and what each of those who passed it on moved."""
    minister = {"by": "Oda Lind", "roles": {"Oda Lind": "Karvel's health minister"}, "aspect": Aspect.CUMULATIVE}
    spring, winter = Period("since March", "2024-03/2024-06-10", 4), Period("since January", "2024-01/2024-06-10", 4)
    day = date(2024, 6, 10)
    gazette = a_report(
        "gazette",
        says("“At least 5,937 people have died of the fever since March,” Karvel's health minister Oda Lind said.",
             "At least 5,937", side="Karvel", period=spring, quoted=True, **minister),
        on=day,
        outlet="Lume News Agency",
    )  # fmt: skip
    rounding = a_report(
        "rounding",
        says("About 5,900 people have died of the fever since March, Oda Lind said.", "About 5,900",
             side="Karvel", period=spring, **minister),
        on=day,
    )  # fmt: skip
    turning = a_report(
        "turning",
        says("Up to 5,937 people have died of the fever since March, Oda Lind said.", "Up to 5,937",
             side="Karvel", period=spring, **minister),
        on=day,
    )  # fmt: skip
    longer = a_report(
        "longer",
        says("At least 5,937 people have died of the fever since January, Oda Lind said.", "At least 5,937",
             side="Karvel", period=winter, **minister),
        on=day,
    )  # fmt: skip
    across = a_report(
        "across",
        says("At least 5,937 Dravians have died of the fever since March, Oda Lind said.", "At least 5,937",
             side="Dravia", period=spring, **minister),
        on=day,
    )  # fmt: skip
    livelier = a_report(
        "livelier",
        says("“No fewer than 5,937 of our people lie in their graves,” Oda Lind said.", "No fewer than 5,937",
             side="Karvel", figure=Figure(5937, None, 5937, Hedge.AT_LEAST), quoted=True, **minister),
        on=day,
    )  # fmt: skip
    shorter = a_report(
        "shorter",
        says("“At least 5,937 people have died of the fever,” said Oda Lind.", "At least 5,937",
             side="Karvel", quoted=True, **minister),
        on=day,
    )  # fmt: skip
    translated = a_report(
        "translated",
        says("Від гарячки померли 5937 людей, повідомляє Lume News Agency.", "5937", by="Lume News Agency",
             aspect=Aspect.CUMULATIVE),
        on=date(2024, 6, 11),
        language="uk",
    )  # fmt: skip
    return gazette, rounding, turning, longer, across, livelier, shorter, translated

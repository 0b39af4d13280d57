"""A made-up ledger with every kind of claim: counts, bounds, shares, silences, denials, and what people decided."""

import dataclasses
from pathlib import Path

import pytest

from tests.statements.stories import KARVEL, a_report, says, the_briefing
from tolltrace.ledger import open_ledger
from tolltrace.values import Aspect, Figure, Hedge, Link, Period, Place, Reading, Stance, Status

DAY = Period("on Monday", "2024-03-04", 1)
HOSTILE = "=HYPERLINK(“x”)\x1b[2J\x00\u202eevil <script>\"'\n,;| \x9b31m"
FILLER = "Nobody may copy this sentence, which holds no claim."
HOME = "/home/somebody/secret-project/page.html"


def the_kinds():
    """One report with a claim of each kind, and one made of hostile strings; a third has no day."""
    civilians = {"status": Status.CIVILIAN, "side": "Karvel", "place": KARVEL, "period": DAY}
    kinds = a_report(
        "https://news.example/kinds?a=1&b=<2>",
        says("The mayor said 12 civilians were killed.", "12", by="mayor", **civilians,
             confidence=0.9, readings=(Reading("figure", "digits", confidence=0.9), Reading("place", "near"))),
        says("In the district 15 to 20 fighters died.", "15 to 20", figure=Figure(15, 20, None, Hedge.RANGE),
             status=Status.COMBATANT, side="Karvel", place=Place("In the district", "Low Karvel", 4798, 10.5, 20.5, 3)),
        says("In the province 7 soldiers fell.", "7", status=Status.COMBATANT, side="Karvel",
             place=Place("In the province", "Karvel Province", 4799, 11.0, 21.0, 4)),
        says("Police said about 40 people died.", "about 40", figure=Figure(40, 40, 40, Hedge.ABOUT), by="police"),
        says("Dozens died in the quake.", "Dozens", figure=Figure(24, 99, None, Hedge.VAGUE)),
        says("Many were killed there.", "Many", figure=Figure(hedge=Hedge.VAGUE)),
        says("Half of the dead were children.", "Half", figure=Figure(fraction=0.5), part_of=1),
        says("Some 100 men a day died.", "100", aspect=Aspect.RATE, rate="day"),
        says("The toll in Karvelia stood at 45.", "45", aspect=Aspect.CUMULATIVE, background=True,
             place=Place("in Karvelia", "Karvelia", 4797, 11.0, 21.0, 6)),
        says("Four more were added.", "Four", figure=Figure(4, 4, 4), aspect=Aspect.INCREMENT),
        says("She denied that 77 died.", "77", stance=Stance.DENIED, by="Ana Veld", about=1),
        says("He disputed that 78 died.", "78", stance=Stance.DISPUTED),
        says("They took back their 79 dead.", "79", stance=Stance.RETRACTED),
        says("It gave no toll at all.", "no toll", stance=Stance.NOT_PROVIDED, figure=Figure()),
        says("No deaths were reported by night.", "No deaths", stance=Stance.NONE_REPORTED, figure=Figure(0, 0, 0)),
        says("As many as 81 died, unverified.", "81", stance=Stance.UNCONFIRMED, modality="feared"),
        says("Nobody was killed on the pier.", "Nobody", figure=Figure(0, 0, 0)),
        says("Some 30 children were wounded.", "30", harm="wounded", status=Status.CIVILIAN, demographic="children"),
        says("The police counted 31 hurt medics.", "31", harm="wounded", demographic="medics", by=("police", "wire"),
             said=Period("on Tuesday", "2024-03-05", 1)),
        says("Some 900 fled the valley.", "900", harm="displaced"),
        says("Casualties came to 110.", "110", harm="casualties"),
        says("Losses came to 111.", "111", harm="losses"),
        says("Another 13 were shot dead.", "13", quoted=True, by="witness"),
        title="A report of all kinds", url="https://news.example/kinds?a=1&b=<2>",
    )  # fmt: skip
    hostile = a_report(
        "hostile",
        says(f"Here {HOSTILE.replace(chr(10), ' ')} 14 died.", "14", victims=HOSTILE, side=HOSTILE,
             chain=(Link(HOSTILE, HOSTILE, HOSTILE),), modality=HOSTILE,
             place=dataclasses.replace(KARVEL, text=HOSTILE, name=HOSTILE)),
        outlet=HOSTILE, title="+cmd|' /C calc'!A0", url="javascript:alert(1)",
    )  # fmt: skip
    undated = a_report("undated", says("An old count has 16 dead.", "16"), on=None)
    return [leak(kinds), hostile, undated, *the_briefing()]


def leak(traced):
    """With a sentence that holds no claim, from a file whose name is nobody's business."""
    article = dataclasses.replace(traced.article, body=f"{traced.article.body}\n\n{FILLER}", source=HOME)
    return dataclasses.replace(traced, article=article)


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """The ledger's file. Of its claims one each was accepted, corrected and rejected."""
    path = tmp_path_factory.mktemp("ledger") / "l.db"
    with open_ledger(path) as book:
        book.record(the_kinds())
        ids = {each.claim.mention.text: each.claim.id for each in book.claims()}
        book.decide(ids["12"], by="Reviewer Rho", verdict="accepted", why="read again")
        book.decide(ids["45"], by="Reviewer Rho", verdict="corrected", why="as printed", changes={"side": "Karvel"})
        book.decide(ids["13"], by="Reviewer Rho", verdict="rejected", why="no toll")
    return path


@pytest.fixture
def book(filled):
    with open_ledger(filled) as book:
        yield book


def content(path: Path) -> str:
    """All that was written, as text: of a folder all its files."""
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return "\n".join(each.read_bytes().decode("utf-8", "replace") for each in files)

"""What a person sees, at every width."""

import io

import pytest
from rich.console import Console

from tests.builders import a_claim, a_published, a_traced, an_article
from tolltrace.cli import progress
from tolltrace.cli.printing import report_view, share_width
from tolltrace.cli.words import bounds, clean, published_words
from tolltrace.values import Aspect, Figure, Hedge, Link, Period, Repair, Stance

LONG = a_claim(
    "At least 12",
    victims="internally displaced schoolchildren",
    side="Karvel Liberation Front",
    period=Period("in the last five months"),
    chain=(Link("Ministry of Reconstruction"), Link("state broadcaster")),
    stance=Stance.NOT_PROVIDED,
    aspect=Aspect.CUMULATIVE,
)


def shown(view, width):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False).print(view)
    return out.getvalue()


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 110, 120, 160, 240])
def test_no_word_is_broken_at_any_width(width):
    text = shown(report_view(a_traced(claims=(LONG,), url=None, source="a.html")), width)

    assert max(map(len, text.splitlines())) <= width
    names = "internally displaced schoolchildren Karvel Liberation Front Ministry of Reconstruction state broadcaster"
    words = f"{names} → in the last five months not provided killed Courier"
    assert [word for word in words.split() if word not in text.split()] == []


@pytest.mark.parametrize(("width", "is_table"), [(80, False), (120, True)])
def test_claims_are_a_table_where_it_fits(width, is_table):
    assert ("Who says so" in shown(report_view(a_traced()), width)) is is_table


def test_a_column_that_is_empty_for_all_is_left_out():
    bare = a_claim(victims=None, side=None, place=None, period=None)

    text = shown(report_view(a_traced(claims=(bare,))), 160)
    assert "Figure" in text
    assert [name for name in ("Victims", "Side", "Place", "Period") if name in text] == []


def test_the_report_itself_is_shown_after_the_chain_and_alone_where_there_is_none():
    text = shown(report_view(a_traced(claims=(a_claim(), a_claim("30", number=2, chain=())))), 160)

    assert "governor → The Karvel Courier" in text
    assert "→ The Karvel Courier" not in text.replace("governor → The Karvel Courier", "")


def test_a_part_names_its_whole_and_a_vague_count_its_convention():
    part = a_claim("30", number=2, part_of=1, figure=Figure(24, 99, None, Hedge.VAGUE))

    text = " ".join(shown(report_view(a_traced(claims=(a_claim(), part))), 80).split())
    assert "part of claim 1" in text
    assert "taken as 24–99" in text


def test_what_a_denial_is_about_does_not_read_as_a_hedge():
    denial = a_claim("Neither", figure=Figure(), stance=Stance.DENIED, about=8)

    assert "about claim 8" in " ".join(shown(report_view(a_traced(claims=(denial,))), 80).split())


@pytest.mark.parametrize(
    ("words", "figure", "line"),
    [
        pytest.param("30", Figure(30, 30, 30), "30 killed", id="a-count"),
        pytest.param("30", Figure(24, 99, None, Hedge.VAGUE), "30 killed (taken as 24–99)", id="a-vague-count"),
        pytest.param("30", Figure(hedge=Hedge.VAGUE), "30 killed", id="a-vague-count-without-bounds"),
        pytest.param("30", Figure(fraction=0.5), "30 · killed", id="a-share"),
        pytest.param("could be confirmed", Figure(), "could be confirmed · killed", id="a-silence"),
    ],
)
def test_the_harm_reads_on_from_a_count_and_stands_apart_from_other_words(words, figure, line):
    text = shown(report_view(a_traced(claims=(a_claim(words, figure=figure),))), 80)

    assert f"  1  {line}\n" in "".join(f"{one.rstrip()}\n" for one in text.splitlines())


def test_a_repaired_date_says_so():
    repair = Repair("2024-31-04", "2024-03-04", "minutes in the month slot")
    text = shown(report_view(a_traced(published=a_published(repairs=(repair,)))), 160)

    assert "Repaired: “2024-31-04” read as 2024-03-04: minutes in the month slot" in text


def test_a_report_without_title_outlet_and_date_is_still_named():
    text = shown(report_view(a_traced(article=an_article(title=None, outlet=None, published=None), claims=())), 120)

    assert "(no title)" in text
    assert "outlet not known · no date of publication found" in text
    assert "pages/ferry-fire.html" in text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("a\x9b31mb", "a31mb"),
        ("a\r\nb\tc", "a b c"),
        ("a\u202eb\u2066c", "abc"),
        ("a\ud800b", "ab"),
        ("naïve — “quoted” ไทย \u200d", "naïve — “quoted” ไทย \u200d"),
    ],
)
def test_nothing_that_steers_a_terminal_is_left(text, safe):
    assert clean(text) == safe


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(20000, None, 20000, Hedge.MORE_THAN), "more than 20,000"),
        (Figure(12, None, 12, Hedge.AT_LEAST), "at least 12"),
        (Figure(None, 43000, 43000, Hedge.AT_MOST), "at most 43,000"),
        (Figure(None, 500, 500, Hedge.LESS_THAN), "less than 500"),
        (Figure(12, 12, 12, Hedge.ABOUT), "about 12"),
        (Figure(12, 12, 12), "exactly 12"),
        (Figure(15, 20, None, Hedge.RANGE), "15 to 20"),
        (Figure(fraction=0.5), "0.5 of the whole"),
        (Figure(), ""),
    ],
)
def test_bounds_are_said_in_words(figure, words):
    assert bounds(figure) == words


def test_a_clock_without_a_zone_claims_none():
    published = a_published()

    assert published_words(published) == "4 March 2024, 18:30 UTC (byline: “2024-03-04T18:30:00+00:00”)"
    assert "18:30 (byline" in published_words(a_published(published.at.replace(tzinfo=None)))


@pytest.mark.parametrize(
    ("extents", "width", "shares"),
    [
        pytest.param([(3, 3), (4, 10)], 20, [3, 10], id="all-fits"),
        pytest.param([(3, 13), (4, 14)], 17, [8, 9], id="spare-by-need"),
        pytest.param([(3, 13), (4, 14)], 6, None, id="too-narrow-for-the-words"),
    ],
)
def test_width_is_shared_by_need(extents, width, shares):
    assert share_width(extents, width) == shares


@pytest.mark.parametrize(
    ("is_terminal", "after_seconds", "is_shown"), [(True, 0, True), (False, 0, False), (True, 60, False)]
)
def test_progress_is_for_long_runs_on_terminals(monkeypatch, is_terminal, after_seconds, is_shown):
    monkeypatch.setattr(progress, "SHOWN_AFTER_SECONDS", after_seconds)
    out = io.StringIO()
    with progress.RunProgress(Console(file=out, force_terminal=is_terminal, width=120), 2) as bar:
        bar.step("first.html")
        with bar.aside():
            pass
        bar.step("second.html")

    assert ("second.html" in out.getvalue()) is is_shown

"""Lists, filters and single claims."""

import dataclasses
import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import event

from tests.builders import a_claim, a_method, a_published, a_traced, an_article
from tolltrace.errors import LedgerError
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.values import Article, Claim, Figure, Link, Place, Reading, Repair, Traced


def one_claim(
    report: str, *, title: str | None = None, body: str = "", published: object = None, **claim: object
) -> Traced:
    """A report with one claim, told apart in lists by its id."""
    article: Article = an_article(
        language=claim.pop("language", "en"),
        id=report,
        title=title,
        body=body or "At least 12 people died.",
        outlet=claim.pop("outlet", "The Karvel Courier"),
        published=published,
    )
    return Traced(article, (a_claim(article=article, **claim),), a_method())


REPORTS = [
    one_claim("side", side="Russia", harm="wounded"),
    one_claim(
        "cyrillic", side="Украина", body="At least 12: двенадцать Погибших.", outlet="Известия Карвеля", language="ru"
    ),
    one_claim("place", place=Place("the Karvel region", name="Karvel Oblast")),
    one_claim("named", place=Place("the capital", name="Straße 100%_sure")),
    one_claim("spoken", chain=(Link("US intelligence"), Link("John Kirby", role="spokesman"), Link("Би-би-си"))),
    one_claim("titled", title="Ferry FIRE: a Toll", chain=()),
    one_claim("monday", published=a_published(date(2024, 3, 4))),
    one_claim("tuesday", published=a_published(datetime(2024, 3, 5, 0, 30, tzinfo=timezone(timedelta(hours=9))))),
]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"harm": "wounded"}, ["side"]),
        ({"harm": "Wounded"}, []),
        ({"harm": "wound"}, []),
        ({"side": "rUSSIA"}, ["side"]),
        ({"side": "УКРАИНА"}, ["cyrillic"]),
        ({"side": "Russ"}, []),
        ({"place": "karvel"}, ["place"]),
        ({"place": "THE CAPITAL"}, ["named"]),
        ({"place": "strasse"}, ["named"]),
        ({"place": "100%_s"}, ["named"]),
        ({"place": "k%l"}, []),
        ({"place": "_arvel"}, []),
        ({"place": "\\"}, []),
        ({"speaker": "us intelligence"}, ["spoken"]),
        ({"speaker": "kirby"}, ["spoken"]),
        ({"speaker": "БИ-БИ"}, ["spoken"]),
        ({"speaker": "spokesman"}, []),
        ({"outlet": "известия"}, ["cyrillic"]),
        ({"language": "ru"}, ["cyrillic"]),
        ({"language": "uk"}, []),
        ({"language": "en", "text": "погибших"}, []),
        ({"text": "ПОГИБШИХ двенадцать"}, ["cyrillic"]),
        ({"text": "toll died"}, ["titled"]),
        ({"text": "toll absent"}, []),
        ({"since": date(2024, 3, 4), "until": date(2024, 3, 4)}, ["monday"]),
        ({"since": date(2024, 3, 5)}, ["tuesday"]),
        ({"until": date(2024, 3, 5)}, ["monday", "tuesday"]),
        ({"harm": "killed", "place": "karvel", "outlet": "COURIER"}, ["place"]),
        ({"harm": "wounded", "place": "karvel"}, []),
        ({"harm": " ", "text": "", "place": None, "since": date(2024, 3, 5)}, ["tuesday"]),
    ],
)
def test_filters_find_what_they_say(ledger, filters, found):
    ledger.record(REPORTS)

    assert sorted(record.report_id for record in ledger.claims(**filters)) == found
    assert sorted(record.report_id for record in ledger.claims(ClaimQuery(**filters))) == found
    assert sorted(report.id for report in ledger.reports(**filters)) == found


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"since": date(2024, 3, 5), "until": date(2024, 3, 4)}, "since 2024-03-05 is after until 2024-03-04"),
        ({"limit": 0}, "limit 0: a number from 1 up"),
        ({"text": "a " * 51}, "at most 500 characters and 50 words"),
        ({"place": "a" * 501}, "place: a filter of 501 characters"),
    ],
)
def test_filters_that_cannot_be_met_are_refused(ledger, filters, says):
    with pytest.raises(LedgerError, match=says):
        list(ledger.claims(**filters))


def test_a_claim_as_of_a_day_is_what_its_page_said_then(ledger):
    first, changed = (
        one_claim("page", body=f"At least 12 people died{more}.", published=a_published(date(2024, 3, 4)))
        for more in ("", " in Karvel")
    )
    seen = [
        dataclasses.replace(traced, article=dataclasses.replace(traced.article, captured_at=at))
        for traced, at in [
            (first, datetime(2024, 3, 4, 20, tzinfo=UTC)),
            (changed, datetime(2024, 3, 6, 8, tzinfo=UTC)),
        ]
    ]
    ledger.record(seen)
    old, new = first.claims[0].id, changed.claims[0].id

    assert ledger.claim(old, as_of=date(2024, 3, 5)).version == 1
    assert ledger.claim(old, as_of=date(2024, 3, 7)).version == 1  # as without a day: an older edition can be shown
    assert ledger.claim(new, as_of=date(2024, 3, 6)).version == 2
    with pytest.raises(LedgerError, match=r"not known on 2024-03-05: .* first seen to say so on 2024-03-06"):
        ledger.claim(new, as_of=date(2024, 3, 5))
    with pytest.raises(LedgerError, match="not known on 2024-03-03: its report appeared on 2024-03-04; give that day"):
        ledger.claim(old, as_of=date(2024, 3, 3))
    with pytest.raises(LedgerError, match="no claim 'zz'"):
        ledger.claim("zz", as_of=date(2024, 3, 5))


def test_an_undated_report_is_known_from_the_day_it_was_seen(ledger):
    traced = one_claim("undated")
    at = datetime(2024, 3, 6, 8, tzinfo=UTC)
    ledger.record(dataclasses.replace(traced, article=dataclasses.replace(traced.article, captured_at=at)))

    assert ledger.claim(traced.claims[0].id, as_of=date(2024, 3, 6)).current
    with pytest.raises(LedgerError, match="its report is undated, and was first seen on 2024-03-06"):
        ledger.claim(traced.claims[0].id, as_of=date(2024, 3, 5))


def test_a_query_and_single_filters_together_are_wrong_use(ledger):
    with pytest.raises(TypeError, match="not both"):
        list(ledger.claims(ClaimQuery(), harm="killed"))


def test_lists_begin_with_the_newest_publication_and_follow_the_text(ledger):
    tokyo = timezone(timedelta(hours=9))
    published = {
        "undated": None,
        "a day": a_published(date(2024, 3, 4)),
        "morning": a_published(datetime(2024, 3, 4, 8, tzinfo=UTC)),
        "noon in Tokyo": a_published(datetime(2024, 3, 4, 12, tzinfo=tokyo)),
        "evening, no zone": a_published(datetime(2024, 3, 4, 20)),  # as some pages print it
        "next year": a_published(date(2025, 1, 1)),
    }
    ledger.record(a_traced(id=name, published=when) for name, when in published.items())

    listed = list(ledger.claims())
    expected = ["next year", "evening, no zone", "morning", "noon in Tokyo", "a day", "undated"]
    assert [record.report_id for record in listed][::3] == expected
    assert [report.id for report in ledger.reports()] == expected
    assert [record.claim.number for record in listed] == [1, 2, 3] * 6
    assert [record.claim.number for record in ledger.claims(limit=4)] == [1, 2, 3, 1]
    assert [report.id for report in ledger.reports(limit=2)] == expected[:2]


def test_a_listed_claim_knows_its_report(ledger):
    repair = Repair("2023-29-01", "2023-05-01", "minutes stand in the month's place")
    traced = a_traced(published=a_published(datetime(2023, 5, 1, 19, 29, tzinfo=UTC), repairs=(repair,)))
    ledger.record(traced)

    record = next(ledger.claims())

    article = traced.article
    assert (record.report_id, record.version, record.current) == (article.id, 1, True)
    assert (record.title, record.outlet, record.url) == (article.title, article.outlet, article.url)
    assert (record.published, record.source, record.language) == (article.published, article.source, "en")
    assert timedelta() <= datetime.now(UTC) - record.recorded_at < timedelta(minutes=1)


def test_evidence_is_kept_as_a_web_annotation_selector(ledger):
    traced = a_traced()
    ledger.record(traced)
    text = traced.article.text

    for record in ledger.claims():
        for selector, span in [(record.mention, record.claim.mention), (record.evidence, record.claim.evidence)]:
            assert (selector.exact, selector.start, selector.end) == (span.text, span.start, span.end)
            assert selector.prefix == text[max(0, span.start - 32) : span.start]
            assert selector.suffix == text[span.end : span.end + 32]


def test_a_report_counts_its_versions_and_current_claims(ledger):
    ledger.record([a_traced(), a_traced(title="Dozens dead", claims=()), a_traced(id="other")])

    counted = {report.id[-4:]: (report.version, report.versions, report.claims) for report in ledger.reports()}
    assert counted == {"fire": (2, 2, 0), "ther": (1, 1, 3)}
    every = [(report.version, report.claims) for report in ledger.reports(all_versions=True, outlet="courier")]
    assert sorted(every) == [(1, 3), (1, 3), (2, 0)]


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def many_claims(count: int) -> tuple[Article, tuple[Claim, ...]]:
    article = an_article(title=None, body="\n".join(f"{number} died." for number in range(1000, 1000 + count)))
    chain = (Link("governor"), Link("Radio Karvel"))
    return article, tuple(
        a_claim(str(number), article=article, number=number - 999, figure=Figure(number, number, number), chain=chain)
        for number in range(1000, 1000 + count)
    )


def test_a_long_list_is_read_in_few_statements(ledger: Ledger):
    article, claims = many_claims(450)
    ledger.record(Traced(article, claims, a_method()))
    sent: list[str] = []
    event.listen(ledger._engine, "before_cursor_execute", lambda *args: sent.append(args[2]))

    assert [record.claim for record in ledger.claims()] == list(claims)
    # one, one per 200 chains, six to withhold, one for what people think
    assert len([statement for statement in sent if statement.startswith("SELECT")]) == 11


def test_a_report_may_hold_more_claims_than_a_statement_may_hold_variables(file_ledger: Ledger):
    ledger = file_ledger
    article, claims = many_claims(1200)
    claims = tuple(dataclasses.replace(c, chain=(Link(f"speaker {c.number}"),)) for c in claims)
    event.listen(ledger._engine, "connect", lambda raw, _: raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 1100))
    ledger._engine.dispose()  # so that it connects anew

    ledger.record(Traced(article, claims, a_method("0.1.0")))
    assert ledger.record(Traced(article, claims, a_method("0.2.0"))).unchanged == 1200


MAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    "filters", [{}, {"harm": "killed"}, {"side": "Russia"}, {"place": "Karvel"}, {"place": "Karvel", "since": MAY}]
)
def test_the_first_page_of_a_list_is_read_off_an_index(file_ledger: Ledger, filters):
    from tolltrace.ledger.lists import listed_claims

    statement = listed_claims(ClaimQuery(**filters, limit=50))
    with file_ledger._engine.connect() as connection:
        compiled = statement.compile(connection, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]

    read_whole = [step for step in plan if step.startswith("SCAN") and "INDEX" not in step]
    assert set(read_whole) <= {"SCAN anon_1", "SCAN places"}, plan  # the page itself, and the few places
    of_the_page = plan[: plan.index("SCAN anon_1")]  # which is sorted once more when it is read: 50 claims
    assert "place" in filters or "USE TEMP B-TREE FOR ORDER BY" not in of_the_page, plan


def test_a_list_shows_one_moment_while_others_write(ledger):
    ledger.record(a_traced())

    seen = 0
    for _ in ledger.claims():
        seen += 1
        ledger.record(a_traced(id=f"later-{seen}"))

    assert (seen, len(list(ledger.claims()))) == (3, 12)


def test_many_lists_may_be_open_at_once(ledger):
    ledger.record(a_traced())
    lists = [ledger.claims() for _ in range(40)]

    assert len({next(records).claim.id for records in lists}) == 1
    for records in lists:
        records.close()


# ── one claim ────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_ids(*ids: str) -> Traced:
    article, claims = many_claims(len(ids))
    return Traced(article, tuple(dataclasses.replace(c, id=i) for c, i in zip(claims, ids, strict=True)), a_method())


@pytest.mark.parametrize(
    ("asked", "found"), [("abc1", "abc1"), ("abd", "abd9"), (" abd9 ", "abd9"), ("abc12", "abc12"), ("x%", "x%y")]
)
def test_an_id_may_be_cut_short(ledger, asked, found):
    ledger.record(with_ids("abc1", "abc12", "abd9", "x%y", "xzy"))

    assert ledger.claim(asked).claim.id == found


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("ab", r"'ab' begins 3 ids; add characters: abc1 \(.*\), abc12 \(.*\), abd9 \("),
        ("%", "no claim '%'"),
        ("ABC1", "no claim 'ABC1'; `tolltrace claims` and `reports` list"),
        ("", "an empty claim id"),
        ("\U0010ffff", "no claim"),
    ],
)
@pytest.mark.parametrize("door", ["claim", "history"])
def test_an_id_that_means_none_or_several_is_refused(ledger, asked, says, door):
    ledger.record(with_ids("abc1", "abc12", "abd9"))

    with pytest.raises(LedgerError, match=says):
        getattr(ledger, door)(asked)


def test_a_long_list_of_matches_is_cut(ledger):
    ledger.record(with_ids(*(f"a{number}" for number in range(8))))

    with pytest.raises(LedgerError, match=r"begins 8 ids.*a4 \(\S+\) and 3 more$"):
        ledger.claim("a")


def test_an_unknown_report_is_refused(ledger):
    ledger.record(a_traced())

    with pytest.raises(LedgerError, match="no report 'nowhere'; `tolltrace reports` lists"):
        ledger.article("nowhere")
    with pytest.raises(LedgerError, match=r"no report 'https.*', version 2"):
        ledger.article(an_article().id, 2)


# ── by doubt ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_doubted(report: str, confidence: float | None, place: float | None = None) -> Traced:
    readings = (Reading("place", "none", confidence=place),) if place is not None else ()
    return one_claim(report, confidence=confidence, readings=readings)


DOUBTED = [
    a_doubted("sure", 0.99, place=0.5),
    a_doubted("unsure", 0.7, place=0.9),
    a_doubted("unjudged", None),
    a_doubted("decided", 0.6, place=0.4),
]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({"by_doubt": True}, ["unjudged", "unsure", "sure", "decided"], id="what-nobody-estimated-first"),
        pytest.param({"by_doubt": True, "doubted": "harm"}, ["unjudged", "unsure", "sure", "decided"], id="harm"),
        pytest.param({"by_doubt": True, "doubted": "place"}, ["unjudged", "sure", "unsure", "decided"], id="a-field"),
        pytest.param({"max_confidence": 0.8}, ["unjudged", "unsure"], id="at-most"),
        pytest.param({"max_confidence": 0.7}, ["unjudged", "unsure"], id="at-most-is-inclusive"),
        pytest.param({"max_confidence": 0.6}, ["unjudged"], id="what-nobody-estimated-is-not-known-to-be-surer"),
        pytest.param({"max_confidence": 0.8, "doubted": "place"}, ["unjudged", "sure"], id="at-most-of-a-field"),
        pytest.param(
            {"max_confidence": 0.8, "doubted": "side"}, ["unjudged", "unsure", "sure"], id="a-field-nobody-estimated"
        ),
    ],
)
def test_the_least_sure_are_listed_first(ledger, filters, found):
    ledger.record(DOUBTED)
    ledger.decide(DOUBTED[3].claims[0].id, by="R. Viewer", verdict="accepted", why="read the page")

    listed = [record.report_id for record in ledger.claims(**filters)]
    assert listed == found if "by_doubt" in filters else set(listed) == set(found)


def test_reports_are_listed_that_hold_a_doubted_claim(ledger):
    ledger.record(DOUBTED)

    assert {report.id for report in ledger.reports(max_confidence=0.8)} == {"unsure", "decided", "unjudged"}


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"max_confidence": 93}, "max_confidence 93: a probability from 0 to 1 was expected"),
        ({"doubted": "colour"}, "no confidence in 'colour'; known: figure, harm"),
    ],
)
def test_a_doubt_that_is_none_is_refused(filters, says):
    with pytest.raises(LedgerError, match=says):
        ClaimQuery(**filters)


def test_days_may_be_written_out(ledger):
    ledger.record(a_traced())

    assert len(list(ledger.claims(since="2024-03-04", until="2024-03-04"))) == 3
    assert list(ledger.claims(as_of="2024-03-03")) == []
    with pytest.raises(LedgerError, match="since: 'soon' is no day; expected one like 2023-05-01"):
        list(ledger.claims(since="soon"))

"""What is stored, what is not, and which claims are current afterwards. Rules: docs/decisions/0002."""

import dataclasses
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import BODY, a_claim, a_full_article, a_method, a_published, a_traced, an_article, the_claims
from tolltrace.errors import LedgerError
from tolltrace.ledger import Ledger, Recorded, open_ledger
from tolltrace.values import Failed, Figure, Link, Method, Place, Reading, Reason, Rejected, Span, Traced

OLD, NEW = a_method("0.9.0"), a_method("0.10.0")
FURNITURE = BODY + "\n\nAll rights reserved."


def shown(ledger: Ledger, **filters: object) -> list[tuple[str, str, str]]:
    return [(record.report_id, record.claim.mention.text, record.claim.harm) for record in ledger.claims(**filters)]


def with_harm(traced: Traced, position: int, harm: str) -> Traced:
    """What a method would read that takes one mention for another harm: another id, as it has another harm."""
    claims = list(traced.claims)
    words = claims[position].mention.text
    same = {"number": claims[position].number, "figure": claims[position].figure}
    claims[position] = a_claim(words, article=traced.article, harm=harm, **same)
    return dataclasses.replace(traced, claims=tuple(claims))


# ── the same again ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_claim_comes_back_as_it_was_recorded(ledger):
    traced = a_traced()

    assert ledger.record(traced) == Recorded(reports=1, versions=1, claims=3)

    listed = list(ledger.claims())
    assert tuple(record.claim for record in listed) == traced.claims
    assert {record.method for record in listed} == {traced.method}
    assert ledger.article(traced.article.id) == traced.article


def test_an_article_comes_back_with_all_that_it_had(ledger):
    full = a_traced(article=a_full_article())
    ledger.record([full, a_traced(id="bare")])

    assert ledger.article(full.article.id) == full.article
    assert ledger.article("bare") == an_article(id="bare")


@pytest.mark.parametrize("name", ["modified", "wire", "notes", "headlines", "captured_at"])
def test_what_stands_around_a_report_makes_no_version_of_it(ledger, name):
    full = a_full_article()
    ledger.record(a_traced(article=full))

    assert ledger.record(a_traced(article=full, **{name: getattr(an_article(), name)})).versions == 0
    assert ledger.article(full.id) == full


def test_another_standfirst_is_another_version(ledger):
    ledger.record(a_traced(article=a_full_article()))

    assert ledger.record(a_traced(article=a_full_article(standfirst="It burned all night."))).versions == 1


def test_what_was_not_traced_is_passed_over(ledger):
    results = [Rejected("a.html", Reason.EMPTY), a_traced(), Failed("b.html", "cut off")]

    assert ledger.record(results).reports == 1
    assert ledger.record(Rejected("a.html", Reason.EMPTY)) == Recorded()


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(a_traced(), id="identical"),
        pytest.param(a_traced(page_sha256="f" * 64), id="fetched-again-with-other-ads"),
        pytest.param(a_traced(source="elsewhere/copy.html", tags=("new",), description=None), id="other-furniture"),
    ],
)
def test_the_same_content_again_stores_nothing(ledger, again):
    ledger.record(a_traced())

    assert ledger.record([again, again]) == Recorded(unchanged=6)
    assert (len(shown(ledger)), [report.versions for report in ledger.reports()]) == (3, [1])


def test_a_report_without_claims_is_kept(ledger):
    ledger.record(a_traced(claims=()))

    assert [(report.versions, report.claims) for report in ledger.reports()] == [(1, 0)]


def test_two_reports_with_one_text_are_two_reports(ledger):
    ledger.record([a_traced(id="agency"), a_traced(id="newspaper")])

    assert sorted(report.id for report in ledger.reports()) == ["agency", "newspaper"]
    assert len(shown(ledger)) == 6


# ── a page that changed ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"title": "Ferry fire kills dozens"}, id="title"),
        pytest.param({"body": BODY.replace("At least 12", "At least 12 [sic]")}, id="body"),
        pytest.param({"outlet": "The Other Courier"}, id="outlet"),
        pytest.param({"published": a_published(date(2024, 3, 5))}, id="published"),
    ],
)
def test_other_content_is_a_new_version_and_the_old_one_stays(ledger, change):
    first, second = a_traced(), a_traced(**change)

    ledger.record(first)
    assert ledger.record(second) == Recorded(versions=1, claims=3)

    assert [record.version for record in ledger.claims()] == [2, 2, 2]
    assert sorted(record.version for record in ledger.claims(all_versions=True)) == [1, 1, 1, 2, 2, 2]
    assert [(report.version, report.versions, report.claims) for report in ledger.reports()] == [(2, 2, 3)]
    assert ledger.article(first.article.id, 1) == first.article
    assert ledger.article(first.article.id) == second.article


def test_tracing_both_captures_of_a_changed_page_again_stores_nothing(ledger):
    captures = [a_traced(), a_traced(title="Ferry fire kills dozens")]
    ledger.record(captures)

    assert ledger.record(captures) == Recorded(unchanged=6)
    assert {record.version for record in ledger.claims()} == {2}


# ── newer code, same content ─────────────────────────────────────────────────────────────────────────────────────────


def test_newer_code_keeps_what_it_reads_alike_and_supersedes_the_rest(ledger):
    old = a_traced(method=OLD)
    changed = dataclasses.replace(old.claims[1], side="Karvel")
    added = a_claim("Neither figure", article=old.article, number=4, harm="casualties", figure=Figure())
    ledger.record(old)

    new = Traced(old.article, (old.claims[0], changed, added), NEW)
    assert ledger.record(new) == Recorded(claims=2, superseded=2, unchanged=1)

    assert [record.claim for record in ledger.claims()] == list(new.claims)
    assert [record.method.code for record in ledger.claims()] == ["0.9.0", "0.10.0", "0.10.0"]
    gone = ledger.claim(old.claims[2].id)
    assert (gone.current, gone.claim) == (False, old.claims[2])


def test_the_event_of_a_reading_names_both_methods_and_what_it_did(ledger):
    old = a_traced(method=OLD)
    ledger.record(old)
    ledger.record(Traced(old.article, old.claims[:1], NEW))

    kept, gone = ledger.history(old.claims[0].id), ledger.history(old.claims[2].id)

    assert [event.kind for event in kept] == [event.kind for event in gone] == ["recorded", "reread"]
    assert (gone[1].actor_kind, gone[1].actor) == ("program", "tolltrace 0.10.0")
    assert "0.9.0" in gone[1].why
    assert gone[1].detail["previous_method"] == dataclasses.asdict(OLD)
    assert gone[1].detail["method"] == dataclasses.asdict(NEW)
    assert gone[1].detail["kept"] == [old.claims[0].id]
    assert set(gone[1].detail["superseded"]) == {old.claims[1].id, old.claims[2].id}


@pytest.mark.parametrize(
    ("older", "newer"),
    [("0.9.0", "0.10.0"), ("1.0.0rc1", "1.0.0"), ("1.0.0.dev3", "1.0.0a1"), ("1.0.0", "1.0.0.post1"), ("1.0", "1.0.1")],
)
def test_older_code_supersedes_nothing(ledger, older, newer):
    ledger.record(a_traced(method=a_method(newer)))

    assert ledger.record(a_traced(claims=(), method=a_method(older))) == Recorded(outdated=1)
    assert len(shown(ledger)) == 3


@pytest.mark.parametrize("changed", [{"code_sha256": "c" * 64}, {"knowledge_sha256": "c" * 64}])
def test_an_unreleased_change_of_code_or_knowledge_counts_as_newer_because_it_came_later(ledger, changed):
    traced = a_traced()
    ledger.record(traced)

    later = Traced(traced.article, traced.claims[:2], dataclasses.replace(traced.method, **changed))
    assert ledger.record(later) == Recorded(superseded=1, unchanged=2)


def test_a_claim_that_comes_back_is_current_again(ledger):
    with_it = a_traced(method=OLD)
    without = Traced(with_it.article, with_it.claims[:2], a_method("0.9.1"))

    ledger.record([with_it, without, dataclasses.replace(with_it, method=NEW)])

    assert [record.claim for record in ledger.claims()] == list(with_it.claims)
    assert [event.kind for event in ledger.history(with_it.claims[2].id)] == ["recorded", "reread", "reread"]


# ── newer code, same page, another text ──────────────────────────────────────────────────────────────────────────────


def rereading(body: str = BODY, **changes: object) -> Traced:
    return a_traced(body=body, page_sha256="9" * 64, **changes)


def test_another_text_of_the_same_page_is_a_rereading(ledger):
    ledger.record(rereading(FURNITURE, method=OLD))

    assert ledger.record(rereading(method=NEW)) == Recorded(versions=1, claims=3, superseded=3)
    assert {record.version for record in ledger.claims(all_versions=True)} == {2}
    assert [(report.version, report.versions, report.claims) for report in ledger.reports()] == [(2, 2, 3)]


def test_older_code_reads_no_other_text_into_a_page(ledger):
    ledger.record(rereading(method=NEW))

    assert ledger.record(rereading(FURNITURE, method=OLD)) == Recorded(outdated=1)


def test_a_text_that_newer_code_reads_again_is_current_again(ledger):
    right, wrong = rereading(method=OLD), rereading(FURNITURE, method=a_method("0.9.1"))

    ledger.record([right, wrong, dataclasses.replace(right, method=NEW)])

    assert [(record.version, record.claim) for record in ledger.claims()] == [(1, claim) for claim in right.claims]
    assert [(report.version, report.claims) for report in ledger.reports()] == [(1, 3)]
    assert ledger.article(right.article.id) == right.article


def test_rereading_an_old_capture_leaves_the_latest_one_on_top(ledger):
    first, second = (
        a_traced(page_sha256="1" * 64, method=OLD),
        a_traced(title="Dozens dead", page_sha256="2" * 64, method=OLD),
    )
    ledger.record([first, second])

    ledger.record(a_traced(body=FURNITURE, page_sha256="1" * 64, method=NEW))

    assert {record.title for record in ledger.claims()} == {"Dozens dead"}


def test_two_articles_of_one_page_under_one_id_are_both_kept(ledger):
    posts = [rereading(), rereading(FURNITURE)]

    assert ledger.record(posts) == Recorded(reports=1, versions=2, claims=6)
    assert ledger.record(posts) == Recorded(unchanged=6)


# ── any order ────────────────────────────────────────────────────────────────────────────────────────────────────────


def everything() -> list[Traced]:
    """Three reports, each read by three releases: alike, otherwise, and out of another text of the same page."""
    results = []
    for number in range(3):
        own = {"id": f"report-{number}", "page_sha256": str(number) * 64}
        results += [
            a_traced(**own, method=OLD),
            with_harm(a_traced(**own, method=a_method("0.9.5")), number, "casualties"),
            a_traced(**own, method=NEW, body=BODY if number else FURNITURE),
        ]
    return results


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(everything() + everything()[::2]))
def test_in_whatever_order_reports_are_recorded_the_same_claims_are_current(order, tmp_path_factory):
    def current(results: Iterable[Traced]) -> list[object]:
        with open_ledger(tmp_path_factory.mktemp("order") / "a.db") as ledger:
            ledger.record(results)
            return sorted((r.report_id, r.claim.id, r.claim.harm, r.claim.number) for r in ledger.claims())

    assert current(order) == current(everything())


# ── what a ledger refuses ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("traced", "says"),
    [
        pytest.param(a_traced(claims=(a_claim(), a_claim())), "two of its claims have the id", id="one-id-twice"),
        pytest.param(a_traced(title="Other", claims=the_claims(an_article())), "should quote", id="offsets-astray"),
        pytest.param(a_traced(method=a_method("newest")), "no version number", id="no-version"),
        pytest.param(a_traced(claims=(a_claim(figure=Figure(2**63)),)), "more people than", id="too-many-people"),
        pytest.param(a_traced(claims=(a_claim(place=Place("x", geonames_id=2**63)),)), "beyond 2⁶³", id="huge-id"),
        pytest.param(a_traced(title="\ud800", claims=()), "half a character", id="half-a-character"),
        pytest.param(a_traced(claims=(a_claim(chain=(Link("\ud800"),)),)), "half a character", id="half-a-name"),
    ],
)
def test_what_cannot_be_stored_rightly_is_refused_whole(ledger, traced, says):
    with pytest.raises(LedgerError, match=says):
        ledger.record([a_traced(id="before"), traced])

    assert [report.id for report in ledger.reports()] == ["before"]


# ── reasons and confidence ───────────────────────────────────────────────────────────────────────────────────────────


def read_by(traced: Traced, rule: str, confidence: float, method: Method) -> Traced:
    """The same claims, read by another rule and another method."""
    readings = (Reading("place", rule, Span("Lake", 0, 4), "on", rivals=1, confidence=confidence),)
    claims = tuple(dataclasses.replace(claim, readings=readings, confidence=confidence) for claim in traced.claims)
    return dataclasses.replace(traced, claims=claims, method=method)


def test_reasons_and_confidence_come_back_as_they_were_recorded(ledger):
    traced = read_by(a_traced(), "led_to", 0.9, OLD)
    ledger.record(traced)

    assert tuple(record.claim for record in ledger.claims()) == traced.claims


def test_a_claim_that_says_the_same_keeps_the_reasons_of_its_own_reading(ledger):
    before, now = read_by(a_traced(), "led_to", 0.9, OLD), read_by(a_traced(), "nearest", 0.7, NEW)
    ledger.record(before)

    assert ledger.record(now) == Recorded(unchanged=3)
    assert {(record.claim.confidence, record.method.code) for record in ledger.claims()} == {(0.9, OLD.code)}


def test_a_claim_that_says_another_thing_has_the_reasons_of_the_reading_that_said_so(ledger):
    before, now = read_by(a_traced(), "led_to", 0.9, OLD), read_by(a_traced(), "nearest", 0.7, NEW)
    first = dataclasses.replace(now.claims[0], side="Karvel")
    ledger.record(before)
    ledger.record(dataclasses.replace(now, claims=(first, *now.claims[1:])))

    assert [record.claim.readings[0].rule for record in ledger.claims()] == ["nearest", "led_to", "led_to"]


def test_claims_from_before_reasons_were_kept_get_some_when_they_are_read_again(ledger):
    ledger.record(a_traced(method=OLD))

    assert ledger.record(read_by(a_traced(), "led_to", 0.9, NEW)) == Recorded(claims=3, superseded=3)
    assert {record.claim.confidence for record in ledger.claims()} == {0.9}

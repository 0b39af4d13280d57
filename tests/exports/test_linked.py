"""Linked data: who is related to whom, and names that are the same on every machine."""

import json

import pytest

from tests.exports.conftest import the_kinds
from tolltrace.exports import write_export
from tolltrace.exports.linked import address, report_name, urn
from tolltrace.exports.schema_org import interval
from tolltrace.following import find_statements
from tolltrace.values import Period


@pytest.fixture(scope="module")
def documents(filled, tmp_path_factory):
    from tolltrace.ledger import open_ledger

    folder = tmp_path_factory.mktemp("linked")
    with open_ledger(filled) as book:
        for name in ("prov", "schema-org", "annotations"):
            write_export(book, name, folder)
    return {
        name: json.loads((folder / f"tolltrace-{name}.jsonld").read_text("utf-8"))
        for name in ("prov", "schema-org", "annotations")
    }


def nodes(documents, name, kind):
    return [each for each in documents[name]["@graph"] if kind in each.get("@type", ())]


def test_a_claim_is_quoted_from_a_version_of_a_report_that_a_program_read(documents):
    graph = {each["@id"]: each for each in documents["prov"]["@graph"] if "@type" in each}
    claims = nodes(documents, "prov", "tolltrace:Claim")

    assert len(claims) > 20
    for claim in claims:
        version = graph[claim["prov:wasQuotedFrom"]]
        reading = graph[claim["prov:wasGeneratedBy"]]
        program = graph[reading["prov:wasAssociatedWith"]]
        assert reading["prov:used"] == version["@id"]
        assert "tolltrace:Report" in graph[version["prov:specializationOf"]]["@type"]
        assert program["tolltrace:version"] == "0.1.0"


def test_a_node_is_written_once_and_then_only_added_to(documents):
    typed = [each["@id"] for each in documents["prov"]["@graph"] if "@type" in each and "outlet" not in each["@id"]]

    assert len(typed) == len(set(typed))


def test_who_passed_a_claim_on_has_a_role_each(documents):
    (claim,) = (
        each
        for each in nodes(documents, "prov", "tolltrace:Claim")
        if len(each.get("prov:qualifiedAttribution", ())) == 2 and each["tolltrace:harm"] == "killed"
    )

    assert [
        (each["prov:agent"]["rdfs:label"], each["prov:hadRole"], each["tolltrace:position"])
        for each in claim["prov:qualifiedAttribution"]
    ] == [("Ana Veld", "tolltrace:firstSpeaker", 1), ("Radio Lume", "tolltrace:relay", 2)]


def test_a_claim_has_its_source_in_a_statement_and_a_denial_denies_one(documents, book):
    statement = next(each for each in find_statements(book) if each.speaker == "Ana Veld" and each.figure.value)
    added = [each for each in documents["prov"]["@graph"] if "@type" not in each]
    relayed = {each["@id"] for each in added if each.get("prov:hadPrimarySource") == urn("statement", statement.id)}
    denied = {each["@id"] for each in added if each.get("tolltrace:denies") == urn("statement", statement.id)}
    by_report = {relay.carrier.id: urn("claim", relay.claim.id) for relay in statement.relays}

    assert relayed == {by_report[name] for name in ("wire", "radio", "portal", "site")}
    assert denied == {by_report["denial"]}
    assert {"@id": report_name("site"), "prov:wasDerivedFrom": report_name("radio")} in added


def test_a_statement_appears_in_its_reports_and_first_in_the_earliest(documents, book):
    statement = next(each for each in find_statements(book) if each.speaker == "Ana Veld" and each.figure.value)
    node = next(each for each in nodes(documents, "schema-org", "Claim") if statement.id in each["@id"])

    assert [each["@id"] for each in node["appearance"]] == [report_name(each) for each in statement.reports]
    assert node["firstAppearance"] == {"@id": report_name(statement.reports[0])}
    assert (node["author"]["name"], node["tolltrace:low"]) == ("Ana Veld", 9000)
    quoted = [each for each in nodes(documents, "schema-org", "Quotation") if each["tolltrace:relays"] == node["@id"]]
    assert [each["isPartOf"]["@id"] for each in quoted] == [report_name("wire")]


def test_an_annotation_quotes_the_words_at_their_place(documents):
    texts = {report_name(each.article.url or each.article.id): each.article.text for each in the_kinds()}
    found = 0
    for each in documents["annotations"]["items"]:
        text = texts.get(each["target"]["source"])
        quote, position = each["target"]["selector"]
        if text is None:
            continue
        found += 1
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])
    assert found > 20


@pytest.mark.parametrize(
    ("given", "name"),
    [
        pytest.param("https://a.example/x?y=1#z", "https://a.example/x?y=1#z", id="address"),
        pytest.param("https://a.example/<x> y", "https://a.example/%3Cx%3E%20y", id="what-would-end-it"),
        pytest.param("javascript:alert(1)", "urn:tolltrace:report:javascript%3Aalert%281%29", id="a-program"),
        pytest.param("../r 1", "urn:tolltrace:report:..%2Fr%201", id="no-address"),
    ],
)
def test_a_report_is_named_by_its_address_or_by_a_urn(given, name):
    assert report_name(given) == name
    assert (address(given) is None) is name.startswith("urn:")


@pytest.mark.parametrize(
    ("edtf", "iso"),
    [("2024-03-04", "2024-03-04"), ("2023-12~/2024-03-05", "2023-12-01/2024-03-05"), ("../2024", "../2024-12-31")],
)
def test_a_period_is_an_interval_of_days(edtf, iso):
    assert interval(Period("then", edtf, 1)) == iso

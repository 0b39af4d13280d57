"""Each format against its standard: JSON-LD expanded by a processor, PROV-O's classes, Arrow's types, our records.

Nothing is fetched: the one context that is not written into its file, that of Web Annotations, is given here by the
terms of it that we use.
"""

import json
import re
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from tests.exports.conftest import the_kinds
from tests.exports.shapes import RECORD, STATEMENT
from tests.statements.stories import a_report, says
from tolltrace.exports import write_export
from tolltrace.exports.own_claims import COLUMNS
from tolltrace.imports import import_file
from tolltrace.ledger import open_ledger
from tolltrace.records import claim_from_json

PROV, SCHEMA, OA, OURS = (
    "http://www.w3.org/ns/prov#", "https://schema.org/", "http://www.w3.org/ns/oa#", "urn:tolltrace:vocabulary#",
)  # fmt: skip
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ANNOTATIONS = {  # the terms of http://www.w3.org/ns/anno.jsonld that our annotations use
    "@context": {
        "oa": OA, "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/", "rdf": RDF,
        "as": "http://www.w3.org/ns/activitystreams#", "foaf": "http://xmlns.com/foaf/0.1/",
        "xsd": "http://www.w3.org/2001/XMLSchema#", "id": {"@id": "@id", "@type": "@id"},
        "type": {"@id": "@type", "@type": "@vocab"},
        "Annotation": "oa:Annotation", "SpecificResource": "oa:SpecificResource", "TextualBody": "oa:TextualBody",
        "TextQuoteSelector": "oa:TextQuoteSelector", "TextPositionSelector": "oa:TextPositionSelector",
        "AnnotationPage": "as:OrderedCollectionPage", "Software": "as:Application",
        "describing": "oa:describing", "tagging": "oa:tagging",
        "body": {"@type": "@id", "@id": "oa:hasBody"}, "target": {"@type": "@id", "@id": "oa:hasTarget"},
        "source": {"@type": "@id", "@id": "oa:hasSource"}, "selector": {"@type": "@id", "@id": "oa:hasSelector"},
        "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
        "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix", "start": "oa:start", "end": "oa:end",
        "value": "rdf:value", "format": "dc:format", "language": "dc:language", "name": "foaf:name",
        "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"},
        "generator": {"@type": "@id", "@id": "as:generator"},
        "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    }
}  # fmt: skip
OF_PROV = {  # property → the class of what it leads to; None for a value
    "wasQuotedFrom": "Entity", "hadPrimarySource": "Entity", "wasRevisionOf": "Entity", "wasDerivedFrom": "Entity",
    "specializationOf": "Entity", "used": "Entity", "wasGeneratedBy": "Activity", "wasAttributedTo": "Agent",
    "wasAssociatedWith": "Agent", "agent": "Agent", "hadRole": "Role", "qualifiedAttribution": "Attribution",
    "qualifiedAssociation": "Association", "generatedAtTime": None, "value": None,
}  # fmt: skip
AGENTS = {"Agent", "Person", "Organization", "SoftwareAgent"}
OF_SCHEMA = {  # class → those of its properties that we use
    "Claim": {
        "name", "author", "dateCreated", "spatialCoverage", "temporalCoverage", "appearance", "firstAppearance",
    },
    "NewsArticle": {"headline", "datePublished", "publisher", "url", "inLanguage", "isBasedOn"},
    "CreativeWork": {"headline", "datePublished", "publisher", "url", "inLanguage", "isBasedOn"},
    "Quotation": {"text", "spokenByCharacter", "isPartOf"},
    "Organization": {"name"},
    "Place": {"name", "alternateName", "sameAs", "geo"},
    "GeoCoordinates": {"latitude", "longitude"},
    "DataDownload": {"name", "sha256", "identifier", "url", "isPartOf", "encodingFormat"},
    "Dataset": {"name"},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Exports of a ledger with every kind of claim, of which one was coded in a sheet."""
    folder = tmp_path_factory.mktemp("standards")
    sheet = folder / "coded.csv"
    sheet.write_text(
        "id,harm,value,side,outlet,published,speaker,url\n"
        "c1,killed,9000,Karvel,A Count,2024-03-05,Ana Veld,https://count.example/c1\n"
    )
    with open_ledger(folder / "l.db") as book:
        book.record([*the_kinds(), *two_wordings()])
        assert [each.fate.value for each in import_file(book, sheet) if each.records] == ["new"]
        for name in ("prov", "schema-org", "annotations", "jsonl", "jsonl-statements", "csv"):
            write_export(book, name, folder)
    return folder


def two_wordings():
    """A report, and what its outlet made of it a day later: a hedge came in."""
    text = "Ana Veld, the spokeswoman, said {} people were killed in the long battle for the town of Port Lume."
    for day, words in ((8, "9,200"), (9, "about 9,200")):
        said = says(text.format(words), words, by="Ana Veld")
        yield a_report(f"wording-{day}", said, outlet="Agency", on=date(2024, 3, day))


@pytest.fixture
def expanded(folder):
    """A document as a processor of JSON-LD reads it: absolute names alone."""
    jsonld = pytest.importorskip("pyld.jsonld")

    def load(url, options=None):
        assert url == "http://www.w3.org/ns/anno.jsonld", "nothing else may be fetched"
        return {"contextUrl": None, "documentUrl": url, "document": ANNOTATIONS}

    def expand(name):
        document = json.loads((folder / f"tolltrace-{name}.jsonld").read_text("utf-8"))
        return document, jsonld.expand(document, {"documentLoader": load})

    return expand


def objects(value):
    """Every object in it that is no plain value."""
    if isinstance(value, list):
        for each in value:
            yield from objects(each)
    elif isinstance(value, dict) and "@value" not in value:
        yield value
        for name, each in value.items():
            if name not in ("@id", "@type"):
                yield from objects(each)


def names_in(found):
    """The properties of an object, without what JSON-LD itself has (which Web Annotations write without "@")."""
    return {name for name in found if not name.startswith("@") and name not in ("id", "type")}


@pytest.mark.parametrize("name", ["prov", "schema-org", "annotations"])
def test_no_member_is_dropped_when_the_document_is_expanded(expanded, name):
    document, graph = expanded(name)
    written = [key for each in objects(document.get("@graph", document.get("items"))) for key in names_in(each)]
    read = [key for each in objects(graph) for key in names_in(each) if not key.endswith("#items")]

    assert [key for key in read if ":" not in key] == []
    assert len(read) == len(written) > 200


def test_prov_holds_its_own_terms_alone_and_leads_where_they_say(expanded):
    _, graph = expanded("prov")
    kinds = {}
    for each in objects(graph):
        if "@type" in each:
            kinds.setdefault(each.get("@id"), set()).update(each["@type"])
    wrong = []
    used = set()
    for each in objects(graph):
        for name in names_in(each):
            if not name.startswith(PROV):
                continue
            term = name.removeprefix(PROV)
            used.add(term)
            target = OF_PROV[term]
            for value in each[name] if target else ():
                found = set(value.get("@type", ())) | kinds.get(value.get("@id"), set())
                wanted = AGENTS if target == "Agent" else {target}
                if not found & {PROV + kind for kind in wanted}:
                    wrong.append((term, value))
    assert wrong == []
    assert used >= {"wasQuotedFrom", "hadPrimarySource", "wasRevisionOf", "wasDerivedFrom", "wasGeneratedBy"}


def test_a_claim_of_prov_is_an_entity_with_one_quotation_one_reading_and_a_time(expanded):
    _, graph = expanded("prov")
    claims = [each for each in graph if f"{OURS}Claim" in each.get("@type", ())]

    assert len(claims) > 20
    for claim in claims:
        assert f"{PROV}Entity" in claim["@type"]
        assert [len(claim[PROV + name]) for name in ("wasQuotedFrom", "wasGeneratedBy", "generatedAtTime")] == [1, 1, 1]
        assert claim[f"{PROV}generatedAtTime"][0]["@type"].endswith("XMLSchema#dateTime")


def test_a_claim_that_was_imported_is_derived_from_its_record(expanded):
    _, graph = expanded("prov")
    (record,) = (each for each in graph if f"{OURS}Record" in each.get("@type", ()))
    (claim,) = (each for each in graph if each.get(f"{PROV}wasDerivedFrom") == [{"@id": record["@id"]}])

    assert f"{OURS}Claim" in claim["@type"]
    assert [record[OURS + name][0]["@value"] for name in ("file", "dataset", "format")] == [
        "coded.csv",
        "coded",
        "sheet",
    ]
    assert re.fullmatch("[0-9a-f]{64}", record[f"{OURS}sha256"][0]["@value"])


def test_schema_org_has_only_properties_that_its_classes_have(expanded):
    _, graph = expanded("schema-org")
    wrong = []
    seen = set()
    for each in objects(graph):
        for kind in each.get("@type", ()):
            seen.add(kind.removeprefix(SCHEMA))
            known = OF_SCHEMA.get(kind.removeprefix(SCHEMA), set())
            own = {name.removeprefix(SCHEMA) for name in names_in(each) if name.startswith(SCHEMA)}
            wrong += [(kind, name) for name in own - known]

    assert wrong == []
    assert seen >= {"Claim", "NewsArticle", "CreativeWork", "Quotation", "DataDownload", "Dataset", "Place"}


def test_an_annotation_is_one_as_the_standard_has_it(expanded):
    document, graph = expanded("annotations")
    annotations = [each for each in objects(graph) if f"{OA}Annotation" in each.get("@type", ())]

    assert len(annotations) == len(document["items"]) > 20
    for each in annotations:
        (target,) = each[f"{OA}hasTarget"]
        kinds = [selector["@type"][0] for selector in target[f"{OA}hasSelector"]]
        starts = [
            selector[f"{OA}start"][0]["@value"] for selector in target[f"{OA}hasSelector"] if OA + "start" in selector
        ]
        assert each[f"{OA}motivatedBy"] == [{"@id": f"{OA}describing"}]
        assert kinds == [f"{OA}TextQuoteSelector", f"{OA}TextPositionSelector"]
        assert len(target[f"{OA}hasSource"]) == len(starts) == 1
        assert {body["@type"][0] for body in each[f"{OA}hasBody"]} == {f"{OA}TextualBody"}


@pytest.mark.parametrize(("name", "shape"), [("claims", RECORD), ("statements", STATEMENT)])
def test_every_line_of_json_has_the_shape_of_a_record(folder, name, shape):
    lines = [json.loads(line) for line in (folder / f"tolltrace-{name}.jsonl").read_text("utf-8").splitlines()]
    check = Draft202012Validator(shape)

    assert len(lines) > 15
    errors = [f"{list(each.path)}: {each.message[:200]}" for line in lines for each in check.iter_errors(line)]
    assert errors == []


def test_every_line_of_json_is_a_claim_again(folder):
    lines = [json.loads(line) for line in (folder / "tolltrace-claims.jsonl").read_text("utf-8").splitlines()]

    assert [claim_from_json(each).id for each in lines] == [each["id"] for each in lines]
    assert [each["imported"]["file"] for each in lines if each["imported"]] == ["coded.csv"]


def test_the_table_has_each_column_once_and_the_record_behind_what_was_imported(folder):
    import csv

    with (folder / "tolltrace-claims.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert list(rows[0]) == list(COLUMNS)
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert [row["imported_record"] for row in rows if row["imported_file"]] == ["row 2 (c1)"]


ARROW = {
    "id": "string", "claim": "int64", "mention": "string", "low": "int64", "high": "int64", "value": "int64",
    "hedge": "string", "fraction": "double", "part_of": "int64", "harm": "string", "place_geonames_id": "int64",
    "place_lat": "double", "place_lon": "double", "place_where_prec": "int64", "period_edtf": "string",
    "period_date_prec": "int64", "background": "bool", "quoted": "bool", "version": "int64", "confidence": "double",
    "confidence_side": "double", "published_on": "date32[day]", "recorded_at": "timestamp[us, tz=UTC]",
    "chain": "list<element: struct<name: string, role: string, cue: string, start: int64, end: int64>>",
    "start": "int64", "evidence_end": "int64", "decision": "string", "imported_file": "string",
    "imported_sha256": "string", "imported_record": "string", "knowledge_sha256": "string",
}  # fmt: skip


def types_of(schema):
    """The columns with their types; Parquet and Arrow have two names for what is in a list."""
    return {field.name: str(field.type).replace("item:", "element:") for field in schema}


def test_parquet_has_one_arrow_schema_in_all_its_parts(folder, tmp_path):
    pytest.importorskip("pyarrow", reason="needs the extra: pip install 'tolltrace[parquet]'")
    from pyarrow import parquet

    from tolltrace.exports.parquet import schema

    with open_ledger(folder / "l.db") as book:
        write_export(book, "parquet", tmp_path)
    parts = sorted((tmp_path / "tolltrace-claims").glob("month=*/part-*.parquet"))
    schemas = [parquet.ParquetFile(part).schema_arrow for part in parts]

    assert len(parts) > 1
    types = types_of(schema())
    assert [each for each in schemas if types_of(each) != types or each.metadata != schema().metadata] == []
    assert {name: types.get(name) for name in ARROW} == ARROW
    assert set(COLUMNS) <= set(types)
    rows = [row for part in parts for row in parquet.read_table(part, partitioning=None).to_pylist()]
    assert [row["imported_record"] for row in rows if row["imported_file"]] == ["row 2 (c1)"]
    assert all(
        part.parent.name == f"month={row['published_on']:%Y-%m}"
        for part in parts
        for row in parquet.read_table(part, partitioning=None).to_pylist()
        if row["published_on"]
    )

"""Every page: it answers, its headings and landmarks are in order, nothing comes from elsewhere, it looks back."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.site.conftest import parse, words_of
from tolltrace.server.site.frame import HERE as SITE
from tolltrace.server.site.frame import POLICY

ROOT = Path(__file__).parent.parent.parent
PAGES = [
    pytest.param("/", "Who said it", id="front"),
    pytest.param("/statements", "Statements", id="statements"),
    pytest.param("/statements?harm=killed&limit=2", "Statements", id="statements-by-the-page"),
    pytest.param("/statements?text=nowhere", "Statements", id="nothing-found"),
    pytest.param("/claims", "Claims", id="claims"),
    pytest.param("/reports", "Reports", id="reports"),
    pytest.param("/statements/{briefing}", "more than 9,000 killed", id="statement"),
    pytest.param("/report?id=wire", "A report without a title", id="report"),
    pytest.param("/explain", "Explain", id="explain"),
    pytest.param("/explain?text=12%20killed%20in%20Karvel", "Explain", id="explained"),
    pytest.param("/explain?text=nothing", "Explain", id="no-figure"),
    pytest.param("/method", "Method", id="method"),
    pytest.param("/corrections", "Corrections", id="corrections"),
    pytest.param("/privacy", "Privacy", id="privacy"),
    pytest.param("/api", "API", id="api"),
    pytest.param("/series", "Figures through time", id="series"),
    pytest.param("/series?harm=killed&side=Dravia&past=true", "Figures through time", id="series-drawn"),
    pytest.param("/series?speaker=Ana%20Veld%3B%20governor", "Figures through time", id="series-of-two"),
    pytest.param("/series?place=nowhere", "Figures through time", id="series-empty"),
    pytest.param("/map", "Where it is said", id="map"),
    pytest.param("/map?region=africa&harm=killed", "Where it is said", id="map-of-a-region"),
    pytest.param("/map?text=nowhere", "Where it is said", id="map-empty"),
    pytest.param("/about/borders", "no borders", id="borders"),
    pytest.param("/place?name=Karvel", "Karvel", id="place"),
    pytest.param("/speaker?name=Ana%20Veld", "Ana Veld", id="speaker"),
    pytest.param("/outlet?name=wire", "wire", id="outlet"),
    pytest.param("/digests", "Digests", id="digests"),
    pytest.param("/tags", "Tags", id="tags"),
    pytest.param("/tag?harm=killed", "killed", id="tag-harm"),
    pytest.param("/tag?side=Dravia&limit=2", "Dravia", id="tag-side"),
]
VOID = {"link", "meta", "input", "br", "img", "source"}


@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_a_page_is_well_built(get, path, heading):
    answered = get(path)
    page = parse(answered)

    assert answered.status_code == 200, answered.text
    assert answered.headers["content-type"] == "text/html; charset=utf-8"
    assert [heading in words_of(each) for each in page.iter("h1")] == [True]
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert [len(page.findall(f"./body/{each}")) for each in ("main", "header", "footer")] == [1, 1, 1]
    assert page.find(".//a[@class='skip']").get("href") == "#main"
    assert page.get("lang") == "en"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [one for each in page.xpath("//@aria-labelledby") for one in each.split() if one not in ids] == []
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert page.xpath("//label[@for=$id]", id=field.get("id")), field.attrib
    for table in page.iter("table"):
        assert table.find("caption") is not None
        assert all(each.get("scope") for each in table.iter("th"))
    assert all(each.get("alt") for each in page.iter("img"))
    assert words_of(page.find(".//title")).endswith("tolltrace") or path == "/"


@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_every_element_is_closed(get, path, heading):
    """A parser that forgives would hide it; what is no void element must have its end."""
    text = re.sub(r"<!doctype html>|<!--.*?-->", "", get(path).text)
    stack = []
    for end, name, own in re.findall(r"<(/?)([a-z0-9]+)((?:[^<>\"]|\"[^\"]*\")*)>", text):
        if name in VOID or own.endswith("/"):
            continue
        if end:
            assert stack, name
            assert stack.pop() == name
        else:
            stack.append(name)
    assert stack == []


@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_nothing_is_loaded_from_elsewhere(get, path, heading):
    answered = get(path)
    page = parse(answered)

    loaded = page.xpath("//@src | //@srcset | //link[@rel!='canonical']/@href | //form/@action")
    assert loaded
    assert [each for each in loaded if not each.startswith("/") or each.startswith("//")] == []
    assert page.xpath("//style | //*[@style] | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []
    assert answered.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answered.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_who_has_a_page_is_told_so(get, path, heading):
    answered = get(path)
    again = get(path, headers={"If-None-Match": answered.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_a_page_looks_back_and_so_do_its_links(get, path, heading):
    answered = get(path + ("&" if "?" in path else "?") + "as_of=2024-03-05")
    page = parse(answered)

    assert answered.status_code == 200, answered.text
    assert "at the end of 5 March 2024" in words_of(page.find(".//p[@class='lookback']"))
    links = [each for each in page.xpath("//main//a/@href") if each.startswith("/") and not each.startswith("/api/")]
    kept = [each for each in links if "as_of=2024-03-05" in each or ".json" in each]
    assert kept == links


@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_every_link_leads_somewhere(get, path, heading):
    page = parse(get(path))

    ids = set(page.xpath("//@id"))
    for link in dict.fromkeys(page.xpath("//@href")):
        if link.startswith("/"):
            refused = {422} if link == "/explain.json?text=nothing" else set()  # the page tells it beside its form
            assert get(link.partition("#")[0]).status_code in {200, 303} | refused, link
        elif link.startswith("#"):
            assert link[1:] in ids


def test_static_files_are_kept_for_ever(get):
    address = parse(get("/")).xpath("//link[@rel='stylesheet']/@href")[0]

    assert "immutable" in get(address).headers["cache-control"]
    assert get(address).headers["content-type"].startswith("text/css")
    assert get("/static/../frame.py").status_code == 404


def test_an_empty_field_is_taken_out_of_the_address(get):
    answered = get("/statements?text=fire&side=&as_of=")

    assert (answered.status_code, answered.headers["location"]) == (303, "/statements?text=fire")


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/nowhere", 404, "Nothing is here"),
        ("/statements/zzzz", 404, "Nothing is here"),
        ("/report?id=nobody", 404, "Nothing is here"),
        ("/claims?hram=killed", 422, "This cannot be asked"),
        ("/statements?as_of=soon", 422, "This cannot be asked"),
        ("/claims?cursor=x", 422, "This cannot be asked"),
    ],
)
def test_an_error_is_a_page_for_people_and_a_record_for_programs(get, path, status, heading):
    answered = get(path)
    program = get(path, headers={"Accept": "application/json"})

    assert answered.status_code == program.status_code == status
    assert [words_of(each) for each in parse(answered).iter("h1")] == [heading]
    assert answered.headers["content-security-policy"] == POLICY
    assert program.headers["content-type"] == "application/problem+json"
    assert get("/api/v1/claims/zzzz").headers["content-type"] == "application/problem+json"


def test_who_comes_too_often_sees_a_page(serving, file_book):
    from tests.site.conftest import BROWSER

    ask = serving(file_book, serve_requests_per_minute=6)
    ask("/method", headers=BROWSER)
    answered = ask("/method", headers=BROWSER)

    assert answered.status_code == 429
    assert "Too many requests" in answered.text
    assert int(answered.headers["retry-after"]) > 0


def test_a_page_and_its_record_tell_the_same(get):
    for path in ("/statements", "/claims", "/reports", "/statements/{briefing}"):
        record = get(f"{path}.json").json()
        assert record == get(f"/api/v1{path}").json() | ({"next": record["next"]} if "next" in record else {})
    assert get("/report.json?id=wire").json() == get("/api/v1/report?id=wire").json()
    assert set(get("/front.json").json()) == {"newest", "drifted", "denied"}


def test_the_templates_and_the_style_are_in_the_wheel():
    builder = WheelBuilder(str(ROOT))
    files = {each.distribution_path for each in builder.recurse_included_files()}
    ours = {each.relative_to(SITE.parent.parent.parent).as_posix() for each in SITE.rglob("*.*")}

    assert {"tolltrace/server/site/templates/base.html", "tolltrace/server/site/static/site.css"} <= ours
    assert {each for each in ours if "__pycache__" not in each} <= files

"""Series, map, places, speakers, outlets, tags, feeds, cards: what they show and refuse, how others follow them."""

import csv
from datetime import datetime
from io import StringIO

import pytest
from lxml import etree

from tests.server.conftest import book, give_tokens  # noqa: F401  on either engine
from tests.site.conftest import BROWSER, main_of, parse, words_of
from tolltrace.ledger import ClaimQuery
from tolltrace.pictures.svg import COLOURS
from tolltrace.server import views
from tolltrace.server.site.frame import POLICY, STATIC
from tolltrace.server.site.raster import code_of, draw_png

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SVG = {"s": "http://www.w3.org/2000/svg"}


def rows_of(answered):
    return list(csv.reader(StringIO(answered.content.decode("utf-8-sig"))))


# ── series ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_series_is_drawn_with_its_table_under_it(get):
    address = "/series?speaker=Ana%20Veld&harm=killed"
    page = parse(get(address))

    drawn = page.find(".//div[@class='drawn wide-only']/svg")
    assert drawn is not None
    assert "more than 9,000" in words_of(page.find(".//main//table"))
    assert page.xpath("//main//table//a/@href")[0].startswith("/statements/")
    shared = page.find(".//textarea").text
    assert "http://localhost/series/embed?" in shared
    assert "speaker=Ana+Veld" in shared


def test_a_series_as_data_is_what_the_page_shows(get):
    address = "speaker=Ana%20Veld&harm=killed"
    record = get(f"/series.json?{address}").json()
    rows = rows_of(get(f"/series.csv?{address}"))
    points = [point for one in record["series"] for point in one["points"]]

    assert len(rows) == len(points) + 1
    assert {row[rows[0].index("statement")] for row in rows[1:]} == {point["statement"] for point in points}
    assert get(f"/series.svg?{address}&width=340").headers["content-type"] == "image/svg+xml"
    etree.fromstring(get(f"/series.svg?{address}&width=340").content)


def test_several_speakers_stand_side_by_side_and_others_not(get):
    record = get("/series.json?speaker=Ana Veld; police").json()

    names = [{one["speaker"], *one["names"]} for one in record["series"]]
    assert any("police" in each for each in names)
    assert any("Ana Veld" in each for each in names)
    assert all(each & {"police", "Ana Veld"} for each in names)


def test_nothing_is_drawn_before_something_is_chosen(get):
    page = parse(get("/series"))

    assert page.find(".//figure") is None
    assert page.xpath("//main//a[contains(@href, '/series?harm=killed')]")


def test_too_much_is_refused_plainly(get, monkeypatch):
    monkeypatch.setattr(views, "MOST_COMPARED", 1)
    answered = get("/series?harm=killed&until=2090-01-01")

    assert answered.status_code == 422
    assert "Ask for less" in main_of_any(answered)


def main_of_any(answered):
    return words_of(parse(answered).find(".//main"))


def test_only_the_embed_may_be_framed_and_by_anybody(get):
    embedded, page = get("/series/embed?harm=killed"), get("/series?harm=killed")

    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "x-frame-options" not in embedded.headers
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["x-frame-options"] == "DENY"
    shown = parse(embedded)
    assert shown.xpath("//script | //style | //*[@style] | //header | //form") == []
    assert shown.xpath("//figcaption//a/@href")[0].startswith("http://localhost/series?")


def test_the_colours_of_pictures_in_pages_are_those_of_the_pictures():
    assert COLOURS in (STATIC / "pictures.css").read_text("utf-8")


# ── the map, and a place ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_map_shows_areas_that_open_lists_and_a_table_behind(get):
    page = parse(get("/map"))

    areas = {each.get("href") for each in page.xpath("//*[local-name()='svg']//a")}
    listed = set(page.xpath("//main//table//a/@href"))
    assert "/place?name=Karvel" in areas
    assert areas <= listed
    assert all(get(each).status_code == 200 for each in areas)
    places = {row[0]: row for row in rows_of(get("/map.csv"))}
    assert places["Karvel"][places["place"].index("claims")] == "3"
    assert len(places) - 1 == len(get("/map.json").json()["items"])


def test_a_map_of_what_is_not_there_says_so(get):
    assert "No claim of this selection names a place" in main_of(get("/map?text=nowhere"))


def test_a_place_is_the_whole_name_and_not_a_part_of_one(get):
    assert "Port Lume" in main_of(get("/place?name=Port%20Lume"))
    assert get("/place?name=Lume").status_code == 404
    assert get("/place.json?name=Port%20Lume").json()["places"][0]["claims"] == 3


# ── speakers, outlets, tags ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_speaker_is_told_with_what_became_of_the_words(get):
    record = get("/speaker.json?name=Ana%20Veld").json()
    told = main_of(get("/speaker?name=Ana%20Veld"))

    assert record["tally"]["moved"] > 0
    assert all("Ana Veld" in each["speakers"] for each in record["items"])
    assert "moved on the way" in told.casefold()
    assert "not a score" in told
    assert get("/speaker?name=Ana").status_code == 404  # a part of a name is another name


def test_an_outlet_is_told_with_how_it_passed_words_on(get):
    record = get("/outlet.json?name=wire").json()

    assert record["tally"]["reports"] == 1
    assert all("wire" in each["reports"] for each in record["items"])
    assert len(rows_of(get("/outlet.csv?name=wire"))) == record["tally"]["statements"] + 1


def test_tags_lead_to_lists(get):
    page = parse(get("/tags"))
    rows = rows_of(get("/tags.csv"))

    assert {"side", "harm", "speaker", "place"} <= {row[0] for row in rows[1:]}
    for heading, start in (("sides", "/tag?side="), ("speakers", "/speaker?name="), ("places", "/place?name=")):
        links = page.xpath(f"//section[@aria-labelledby='{heading}']//a/@href")
        assert links
        assert all(each.startswith(start) for each in links)
    assert get("/tag").status_code == 422


def test_whole_names_filter_alike_now_and_as_of_a_day(book):  # noqa: F811
    queries = [{"speakers": ("police",)}, {"place_names": ("Karvel", "Port Lume")}, {"outlets": ("wire",)}]
    for each in queries:
        now = {one.claim.id for one in book.claims(ClaimQuery(**each))}
        then = {one.claim.id for one in book.claims(ClaimQuery(**each, as_of=datetime(2090, 1, 1).date()))}
        assert now
        assert now == then


def test_places_are_counted_on_either_engine(book):  # noqa: F811
    with book.browsing() as view:
        every, newest = view.places(ClaimQuery(), 1000, 100), view.places(ClaimQuery(), 2, 100)
        first = view.places(ClaimQuery(), 1000, 1)

    assert {one.place.name: one.claims for one in every.places}["Karvel"] == 3
    assert sum(one.claims for one in every.places) + every.without == every.claims
    assert (newest.claims, newest.more, every.more) == (2, True, False)
    assert (len(first.places), first.cut) == (1, True)


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────────

LISTS = [
    "/statements?text=killed",
    "/series?harm=killed",
    "/speaker?name=police",
    "/place?name=Karvel",
    "/outlet?name=wire",
    "/tag?harm=killed",
    "/claims?harm=killed",
    "/reports?text=killed",
    "/statements/{briefing}",
]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_can_be_followed(get, path):
    page = parse(get(path))
    atom, record = (
        page.xpath(f"//link[@type='{kind}']/@href")[0] for kind in ("application/atom+xml", "application/feed+json")
    )
    feed, told = etree.fromstring(get(atom).content), get(record).json()

    ids = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert ids
    assert ids == [each["id"] for each in told["items"]]
    assert len(ids) == len(set(ids))
    assert feed.xpath("/a:feed/a:id/text()", namespaces=ATOM) == [f"http://localhost{atom}"]
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["home_page_url"].removeprefix("http://localhost").replace("+", "%20") == path.replace(
        "{briefing}", atom.removeprefix("/statements/").removesuffix(".atom")
    )
    for each in feed.xpath("//a:updated/text()", namespaces=ATOM):
        datetime.fromisoformat(each)


@pytest.mark.parametrize("named", ["moved", "denied", "statements"])
def test_the_lists_of_the_front_page_can_be_followed(get, named):
    page = parse(get("/"))
    told = get(f"/{named}.feed.json").json()

    assert page.xpath("//main//a[@href=$to]", to=f"/{named}.atom")
    assert page.xpath("//main//a[@href=$to]", to=f"/{named}.feed.json")
    ids = etree.fromstring(get(f"/{named}.atom").content).xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert ids == [each["id"] for each in told["items"]]
    assert ids
    assert told["home_page_url"] == f"http://localhost/{'' if named != 'statements' else named}"


def test_what_people_decided_can_be_followed(serving, file_book):
    (one,) = file_book.claims(limit=1)
    file_book.decide(one.claim.id, by="R. Viewer", verdict="rejected", why="it counts horses")
    ask = serving(file_book)
    (item,) = ask("/corrections.feed.json").json()["items"]

    assert (item["title"].endswith(": rejected"), item["content_text"]) == (True, "it counts horses\nby a reviewer")
    assert "horses" in ask("/corrections.atom").text
    assert ask("/corrections.feed.json?as_of=2001-01-01").json()["items"] == []
    assert "/corrections.atom" in ask("/corrections", headers=BROWSER).text


def test_an_entry_keeps_its_id_in_every_feed_and_on_every_host(get):
    here = etree.fromstring(get("/place.atom?name=Karvel").content)
    there = etree.fromstring(get("/statements.atom?place=Karvel", headers={"Host": "127.0.0.1"}).content)

    ids = "//a:entry/a:id/text()"
    assert set(here.xpath(ids, namespaces=ATOM)) == set(there.xpath(ids, namespaces=ATOM))


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_shows_the_figure_with_its_hedge(get):
    page = parse(get("/statements/{briefing}"))
    metas = {each.get("property"): each.get("content") for each in page.xpath("//meta[@property]")}
    picture = metas["og:image"].removeprefix("http://localhost")
    card = etree.fromstring(get(picture.replace(".png", ".svg")).content)

    told = [words_of(each) for each in card.xpath("//s:text", namespaces=SVG)]
    assert "“more than 9,000” killed" in " ".join(told)
    assert any(each.startswith("Ana Veld") for each in told)
    assert "“more than 9,000”" in metas["og:title"]
    assert card.xpath("//s:style | //s:script", namespaces=SVG) == []


def test_a_card_is_a_picture_that_networks_show(get):
    """As PNG, as large as they ask for, and with its words on it: fonts of our own, whatever the machine has."""
    page = parse(get("/statements/{briefing}"))
    metas = {each.get("property"): each.get("content") for each in page.xpath("//meta[@property]")}
    answered = get(metas["og:image"].removeprefix("http://localhost"))
    width, height = (int.from_bytes(answered.content[at : at + 4], "big") for at in (16, 20))

    assert (answered.headers["content-type"], answered.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert (str(width), str(height)) == (metas["og:image:width"], metas["og:image:height"])
    empty = draw_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"></svg>')
    assert 10_000 < len(answered.content) < 200_000
    assert len(empty) < 10_000


@pytest.mark.parametrize("family", ["system-ui, sans-serif", "Georgia, serif"])
def test_letters_of_every_language_that_we_read_have_their_shape(family):
    """What a font lacks is drawn as the same box, whichever letter it is."""

    def draw(letter):
        text = f'<text y="30" font-size="30" font-family="{family}">{letter}</text>'
        return draw_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{text}</svg>')

    lacking = draw("\u4e00")
    drawn = {draw(letter) for letter in "Aé“9ЖіїєґыШ◆█"}

    assert len(drawn) == len("Aé“9ЖіїєґыШ◆█")
    assert lacking not in drawn
    assert draw("\u4e01") == lacking


# ── sharing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_statement_is_cited_with_what_pins_it_down(get):
    page = parse(get("/statements/{briefing}"))
    plain, bibtex = ("".join(each.itertext()) for each in page.xpath("//pre"))
    address = page.xpath("//section[@aria-labelledby='cite']/p/a/@href")[0]

    assert "?as_of=" in address
    assert "more than 9,000" in plain
    assert address in plain
    assert address in bibtex
    assert get("/statements/{briefing}.txt").text == f"{plain}\n"
    assert get("/statements/{briefing}.bib").text == f"{bibtex}\n"
    assert get("/statements/{briefing}.bib").headers["content-type"] == "application/x-bibtex; charset=utf-8"


def test_on_paper_a_page_has_its_address_as_a_code(get):
    page = parse(get("/statements/{briefing}"))
    (code,) = page.xpath("//*[@class='on-paper']/*[local-name()='svg']")

    assert code.get("class") == "qr"
    assert page.xpath("//*[@style] | //style") == []
    assert code_of("https://tolls.example/statements/s1") != code_of("https://tolls.example/statements/s2")
    assert code_of("x" * 5000) == ""
    assert "<script" not in code_of("https://tolls.example/<script>")


# ── hostile words ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hostile_names_are_shown_harmlessly(serving, hostile_book):
    ask = serving(hostile_book)
    statement = ask("/api/v1/statements").json()["items"][0]
    named = (statement["first_speaker"] or "nobody")[:1000]
    for path in ("/series?harm=killed", "/series/embed?harm=killed", "/map", "/tags", "/tag?harm=killed"):
        answered = ask(path, headers=BROWSER)
        assert answered.status_code == 200, answered.text[:2000]
        assert parse(answered).xpath("//script[not(starts-with(@src, '/static/'))] | //@onmouseover") == []
        assert "\u202e" not in answered.text
    for path in ("/speaker", "/place", "/outlet"):
        assert ask(path, headers=BROWSER, params={"name": named}).status_code in (200, 404)
    etree.fromstring(ask(f"/statements/{statement['id']}/card.svg").content)
    assert ask(f"/statements/{statement['id']}/card.png").content.startswith(b"\x89PNG")
    etree.fromstring(ask("/tag.atom?harm=killed").content)
    assert ask("/tag.feed.json?harm=killed").json()["items"]


def test_a_speakers_page_shows_the_grades_that_people_gave(serving, file_book):
    tokens = give_tokens(file_book)
    file_book.grade_speaker("Ana Veld", "enemy-losses", "C", by="A. Coder", why="counts from the capital")
    file_book.grade_speaker("Ana Veld", "enemy-losses", "D", by="B. Coder", why="never names a source")
    ask = serving(file_book)
    anybody = main_of(ask("/speaker?name=Ana%20Veld", headers=BROWSER))
    trusted = main_of(ask("/speaker?name=Ana%20Veld", headers=BROWSER, who=tokens["reader"]))

    assert "D, not usually reliable on people of another side" in anybody
    assert anybody.index("never names a source") < anybody.index("counts from the capital")  # the newest counts
    assert "Coder" not in anybody
    assert "C by A. Coder" in trusted
    record = ask("/speaker.json?name=Ana%20Veld").json()["grades"]
    assert [(each["grade"], each["by"]) for each in record] == [("D", "a reviewer"), ("C", "a reviewer")]
    assert "Not graded by anybody" in main_of(ask("/speaker?name=police", headers=BROWSER))
    assert "Not graded by anybody" in main_of(ask("/speaker?name=Ana%20Veld&as_of=2024-03-05", headers=BROWSER))
    assert "Outlets are not graded" in main_of(ask("/outlet?name=wire", headers=BROWSER))
    assert "grades" not in ask("/outlet.json?name=wire").json()

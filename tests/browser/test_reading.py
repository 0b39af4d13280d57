"""What a reader does: search, narrow, follow a figure to its speaker, explain one, look back, draw, embed."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.demo import PAGES
from tests.browser.driving import NARROW, WIDE

LOOKING_BACK = ("front", "statements-found", "series-drawn", "map", "place", "speaker", "outlet", "tag", "report")


def test_who_searches_finds_narrows_and_follows(opened):
    window = opened()
    window.goto("/")
    window.get_by_label("Words, a name, a place").fill("largeau")
    window.keyboard.press("Enter")
    window.wait_for_url("**/statements?text=largeau")
    every = window.locator("ol.sayings > li").count()

    window.get_by_role("list", name="Harm").get_by_role("link").first.click()
    window.wait_for_url("**&harm=*")
    narrowed = window.locator("ol.sayings > li").count()
    assert 0 < narrowed < every

    window.get_by_role("link", name="Without Harm").click()
    window.wait_for_url("**/statements?text=largeau")
    assert window.locator("ol.sayings > li").count() == every

    window.locator("ol.sayings a").first.click()
    window.wait_for_url("**/statements/s*")
    assert window.get_by_role("heading", name="The words nearest to the speaker").is_visible()
    assert window.faults == []


def test_a_statement_leads_to_the_words_in_a_report(opened, site):
    window = opened()
    window.goto(site.url("/statements/{statement}"))
    window.get_by_role("table").filter(has_text="by day of publication").get_by_role("link").first.click()
    window.wait_for_url("**/report?id=*")

    mark = window.locator("mark:target, mark:has(:target)")
    assert mark.count() == 1
    assert mark.evaluate("mark => mark.getBoundingClientRect().bottom < innerHeight")
    assert mark.evaluate("mark => getComputedStyle(mark).outlineStyle") == "solid"


def test_a_narrow_screen_gets_a_picture_of_its_own(opened, site):
    drawn = []
    for viewport in (WIDE, NARROW):
        window = opened(viewport=viewport)
        window.goto(site.url("/statements/{statement}"))
        picture = window.locator(".picture img")
        drawn.append(picture.evaluate("image => [image.currentSrc, image.naturalWidth]"))

    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] > drawn[1][1] > 0


def test_a_pasted_figure_is_explained(opened):
    window = opened()
    window.goto("/")
    window.get_by_role("navigation", name="Site").get_by_role("link", name="Explain a figure").click()
    window.get_by_label("A figure, or a few sentences with figures").fill("more than 8,000 killed in Faya-Largeau")
    window.get_by_role("button", name="Explain").click()
    window.wait_for_url("**/explain?text=*")

    assert window.get_by_role("heading", level=2).first.inner_text().startswith("more than 8,000")
    window.get_by_role("main").locator("a[href^='/statements/']").first.click()
    window.wait_for_url("**/statements/s*")


def test_a_figure_that_nobody_gave_is_said_to_be_unknown(opened):
    window = opened(scripts=False)
    window.goto("/explain")
    window.get_by_label("A figure, or a few sentences with figures").fill(
        "At least 77,777 people were killed in Nowhere."
    )
    window.get_by_role("button", name="Explain").click()
    window.wait_for_url("**/explain?text=*")

    main = window.get_by_role("main")
    assert "77,777" in main.inner_text()
    assert main.locator("a[href^='/statements/']").count() == 0


def test_who_looks_back_stays_there(opened):
    window = opened()
    window.goto("/statements")
    newest = window.locator("ol.sayings .headline").first.inner_text()
    window.get_by_label("Look back from the end of").fill("2024-09-18")
    window.get_by_role("button", name="Show this page as of then").click()
    window.wait_for_url("**/statements?as_of=2024-09-18")
    assert "at the end of 18 September 2024" in window.get_by_role("status").first.inner_text()
    assert window.locator("ol.sayings .headline").first.inner_text() != newest

    window.locator("ol.sayings a").first.click()
    window.wait_for_url("**/statements/s*?as_of=2024-09-18")
    window.get_by_role("link", name="Show what is known now").click()
    window.wait_for_url(re.compile(r"/statements/s[0-9a-f]+$"))


@pytest.mark.parametrize("path", [each.address for each in PAGES if each.name in LOOKING_BACK])
def test_a_page_looks_back_by_its_own_picker_and_keeps_what_was_asked(opened, site, path):
    window = opened(scripts=False)
    window.goto(site.url(path))
    asked = parse_qs(urlsplit(window.url).query)
    window.get_by_label("Look back from the end of").fill("2032-01-01")
    window.get_by_role("button", name="Show this page as of then").click()

    assert parse_qs(urlsplit(window.url).query) == asked | {"as_of": ["2032-01-01"]}
    assert "at the end of 1 January 2032" in window.get_by_role("status").first.inner_text()
    links = [each.get_attribute("href") for each in window.get_by_role("main").get_by_role("link").all()]
    kept = [each for each in links if each.startswith("/") and not each.startswith("/digests")]
    assert all("as_of=2032-01-01" in each for each in kept), kept


def test_figures_are_drawn_by_what_is_chosen_and_the_address_keeps_it(opened):
    window = opened()
    window.goto("/series")
    window.get_by_role("main").get_by_role("link", name="Daybreak Movement").click()
    window.wait_for_url("**/series?side=Daybreak*")
    window.get_by_label("Harm").select_option("killed")
    window.get_by_role("button", name="Draw").click()
    window.wait_for_url("**harm=killed*")

    assert window.locator(".chart svg").first.is_visible()
    assert window.get_by_label("Harm").input_value() == "killed"
    assert window.get_by_role("table").count() >= 1
    with window.expect_download() as saved:
        window.get_by_role("link", name="Data (CSV)").click()
    assert saved.value.path().read_text("utf-8-sig").startswith("speaker,side,harm,")


def test_another_page_may_frame_a_chart_and_nothing_else(opened, site):
    window = opened()
    window.route(
        "http://paper.example/*",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<iframe src='{site.url('/series/embed?harm=killed&side=Daybreak Movement')}'></iframe>"
            f"<iframe src='{site.url('/series?harm=killed')}'></iframe>",
        ),
    )
    window.goto("http://paper.example/")
    chart, page = window.frames[1:]

    assert "figures as they were said" in chart.locator("h1").inner_text()
    assert page.url.startswith("chrome-error:")  # refused


def test_a_page_on_paper_has_its_words_and_no_menus(opened, site):
    window = opened()
    window.goto(site.url("/statements/{statement}"))
    window.emulate_media(media="print", color_scheme="dark")

    assert window.get_by_role("heading", level=1).is_visible()
    assert not window.get_by_role("navigation", name="Site").is_visible()
    assert window.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert window.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_an_error_says_what_to_do(opened):
    window = opened()
    assert window.goto("/statements/faya").status == 404
    window.get_by_role("link", name="Search for it").click()

    window.wait_for_url("**/statements?text=faya")

"""The docs' site is built without a warning, holds every page, and loads nothing from another host."""

import importlib.util
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SPEC = importlib.util.spec_from_file_location("make_site", ROOT / "scripts" / "make_site.py")
make_site = importlib.util.module_from_spec(SPEC)
sys.modules["make_site"] = make_site  # where its dataclasses look for their names
SPEC.loader.exec_module(make_site)

LOADING = {  # what a browser fetches by itself; <a href> is for the reader to follow
    "script": ("src",), "img": ("src", "srcset"), "iframe": ("src",), "source": ("src", "srcset"),
    "video": ("src", "poster"), "audio": ("src",), "embed": ("src",), "object": ("data",), "form": ("action",),
    "use": ("href", "xlink:href"), "image": ("href", "xlink:href"), "link": ("href",),
}  # fmt: skip
NAMING = {"canonical", "license", "author"}  # links that name something, and fetch nothing
STYLE = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"]?(?:url\()?['\"]?(?:https?:)?//", re.IGNORECASE)
CALLING = re.compile(
    r"(?:fetch|importScripts|import|open|sendBeacon|WebSocket|\.src\s*=)\s*\(?\s*['\"`](?:https?:|wss?:)?//"
)


class Loads(HTMLParser):
    """Collects what a page loads from other hosts, and where its links inside the site lead."""

    def __init__(self):
        super().__init__()
        self.elsewhere, self.inside, self.style = [], [], ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if not (tag == "link" and set(given.get("rel", "").split()) & NAMING):
            self.elsewhere += [
                f"<{tag} {name}={given[name]}>"
                for name in LOADING.get(tag, ())
                if re.search(r"(?:^|[\s,])(?:\w+:)?//", given.get(name, ""))
            ]
        self.style += given.get("style", "")
        target = given.get("href", given.get("src", "")).partition("#")[0].partition("?")[0]
        if target and not re.match(r"[a-z]+:|//", target):
            self.inside.append(target)

    def handle_data(self, data):
        if self.lasttag in ("style", "script"):
            self.style += data


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "site"
    assert make_site.build(ROOT, folder) == 0, "a warning: see what was printed"
    return folder


def test_the_site_holds_every_page(site):
    places = [place for page, place in make_site.find_pages(ROOT).items()]

    assert [place for place in places if not (site / place).with_suffix(".html").exists()] == []


def test_the_site_loads_nothing_from_elsewhere(site):
    found = {}
    for page in site.rglob("*.html"):
        loads = Loads()
        loads.feed(page.read_text("utf-8"))
        found[page.name] = loads.elsewhere + STYLE.findall(loads.style) + CALLING.findall(loads.style)
    for file in [*site.rglob("*.css"), *site.rglob("*.js"), *site.rglob("*.svg")]:
        text = file.read_text("utf-8")
        found[file.name] = STYLE.findall(text) + (CALLING.findall(text) if file.suffix == ".js" else [])

    assert len(found) > 40
    assert {name: loaded for name, loaded in found.items() if loaded} == {}


def test_links_inside_the_site_lead_somewhere(site):
    dead = []
    for page in site.rglob("*.html"):
        loads = Loads()
        loads.feed(page.read_text("utf-8"))
        dead += [
            f"{page.relative_to(site)}: {target}" for target in loads.inside if not (page.parent / target).exists()
        ]

    assert dead == []


@pytest.mark.parametrize(
    ("html", "elsewhere"),
    [
        pytest.param('<script src="https://cdn.example/x.js"></script>', 1, id="script"),
        pytest.param('<link rel="stylesheet" href="//fonts.example/css">', 1, id="style-sheet"),
        pytest.param('<img srcset="a.png 1x, https://cdn.example/b.png 2x">', 1, id="picture"),
        pytest.param('<a href="https://example.org">a link</a>', 0, id="a-link-is-for-the-reader"),
        pytest.param('<link rel="stylesheet" href="_static/furo.css">', 0, id="own"),
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(html, elsewhere):
    loads = Loads()
    loads.feed(html)

    assert len(loads.elsewhere) == elsewhere


@pytest.mark.parametrize(
    ("css", "found"),
    [
        pytest.param("@font-face { src: url('https://fonts.example/a.woff2') }", True, id="font"),
        pytest.param('@import "//cdn.example/a.css";', True, id="import"),
        pytest.param("a { background: url(data:image/svg+xml;base64,aaaa) }", False, id="inline"),
    ],
)
def test_what_a_style_sheet_loads_is_found(css, found):
    assert bool(STYLE.search(css)) is found


def a_repository(folder: Path, navigation: str) -> Path:
    for name, text in {
        "docs/index.md": "# Front\n\n[One](one.md), [code](../src/code.py)\n",
        "docs/one.md": "# One\n\n```sh\n[no](link.md)\n```\n\n"
        "[back](index.md#front) ![p](pictures/p.svg) [why](../CHANGELOG.md)\n",
        "docs/navigation.toml": navigation,
        **dict.fromkeys(make_site.OUTSIDE, "# A page\n"),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


ALL = ["docs/one", "CHANGELOG", "CONTRIBUTING", "SECURITY", "benchmarks/README", "training/README"]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        pytest.param(ALL[:-1], "in no section: training/README.md", id="forgotten"),
        pytest.param([*ALL, "docs/two"], "there is no page docs/two.md", id="absent"),
    ],
)
def test_navigation_that_fits_no_pages_is_refused(pages, said, tmp_path):
    root = a_repository(tmp_path, f'[[section]]\ntitle = "All"\npages = {pages!r}\n')

    with pytest.raises(make_site.NavigationError, match=said):
        make_site.load_sections(root, make_site.find_pages(root))


def test_a_page_in_two_sections_is_refused(tmp_path):
    root = a_repository(
        tmp_path,
        f'[[section]]\ntitle = "All"\npages = {ALL!r}\n[[section]]\ntitle = "More"\npages = ["docs/one"]\n',
    )

    with pytest.raises(make_site.NavigationError, match=r"docs/one.md stands in All and in More"):
        make_site.load_sections(root, make_site.find_pages(root))


def test_links_are_turned_for_the_site(tmp_path):
    root = a_repository(tmp_path / "repository", f'[[section]]\ntitle = "All"\npages = {ALL!r}\n')
    make_site.gather(root, tmp_path / "gathered")

    assert "[One](one.md), code\n" in (tmp_path / "gathered/index.md").read_text("utf-8")
    one = (tmp_path / "gathered/one.md").read_text("utf-8")
    assert "[no](link.md)" in one, "code stays as it is"
    assert "[back](index.md#front) ![p](pictures/p.svg) [why](project/changes.md)" in one

"""Make the docs' site: docs/ and the pages beside it, as HTML, without a network.

make_site.py               write build/site; end with 1 where anything is amiss: a dead link, a page in no section
make_site.py --to FOLDER   write it elsewhere

Pages stay plain Markdown that a forge shows as well: what a site needs beyond that is in docs/navigation.toml. Links to
files that are no pages (code, data) become their words, as the site does not hold them.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
DOCS = "docs"
FRONT = "docs/index.md"
OUTSIDE = {  # pages that lie outside docs/, and where they stand on the site
    "CHANGELOG.md": "project/changes.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "benchmarks/README.md": "project/benchmarks.md",
    "training/README.md": "project/training.md",
    "README.md": "index.md",  # its place is the front page's, whose text is another
}
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
ELSEWHERE = ("http://", "https://", "mailto:", "#")


class NavigationError(Exception):
    """What docs/navigation.toml must mend."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the navigation, and its pages as the repository names them."""

    title: str
    pages: tuple[str, ...]


def find_pages(root: Path) -> dict[str, str]:
    """Where each page of the repository stands on the site."""
    docs = sorted(path.relative_to(root).as_posix() for path in (root / DOCS).rglob("*.md"))
    return {path: path.removeprefix(f"{DOCS}/") for path in docs} | OUTSIDE


def load_sections(root: Path, pages: Mapping[str, str]) -> tuple[Section, ...]:
    """The navigation, patterns resolved. Raises NavigationError where a page is in no section, in two, or is none."""
    text = (root / DOCS / "navigation.toml").read_text("utf-8")
    placed: dict[str, str] = {}
    sections = []
    for section in tomllib.loads(text)["section"]:
        named: list[str] = []
        for name in section["pages"]:
            found = [page for page in pages if PurePosixPath(page).match(f"{name}.md") and page not in named]
            if not found:
                raise NavigationError(f"docs/navigation.toml: {section['title']}: there is no page {name}.md")
            named += found
        for page in named:
            if page in placed:
                raise NavigationError(
                    f"docs/navigation.toml: {page} stands in {placed[page]} and in {section['title']}"
                )
            placed[page] = section["title"]
        sections.append(Section(section["title"], tuple(named)))
    absent = [page for page in pages if page not in placed and page not in {FRONT, "README.md"}]
    if absent:
        raise NavigationError(f"docs/navigation.toml: in no section: {', '.join(absent)}")
    return tuple(sections)


def outside_code(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is prose: neither a fence nor what stands in one."""
    fence = ""
    for line in text.splitlines(keepends=True):
        found = FENCE.match(line)
        yield line, not fence and not found
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence):
            fence = ""


def turn_links(text: str, page: str, pages: Mapping[str, str]) -> str:
    """A page's text with its links as the site needs them: to pages where they stand there, else the words alone."""
    here = PurePosixPath(pages[page]).parent

    def turned(link: re.Match[str]) -> str:
        picture, words, target = link.groups()
        if target.startswith(ELSEWHERE):
            return link[0]
        path, mark, anchor = target.partition("#")
        file = os.path.normpath(PurePosixPath(page).parent / path)
        if file in pages:
            place = pages[file]
        elif file.startswith(f"{DOCS}/"):
            place = file.removeprefix(f"{DOCS}/")  # a picture, the OpenAPI
        else:
            return words
        return f"{picture}[{words}]({os.path.relpath(place, here)}{mark}{anchor})"

    parts = ((prose, "".join(line for line, _ in lines)) for prose, lines in groupby(outside_code(text), itemgetter(1)))
    return "".join(LINK.sub(turned, part) if prose else part for prose, part in parts)


def contents(sections: tuple[Section, ...], pages: Mapping[str, str]) -> str:
    """The navigation as Sphinx takes it: a tree of contents for each section, shown at the side alone."""
    parts = []
    for section in sections:
        lines = "\n".join(pages[page].removesuffix(".md") for page in section.pages)
        parts.append(f"\n```{{toctree}}\n:hidden:\n:maxdepth: 1\n:caption: {section.title}\n\n{lines}\n```\n")
    return "".join(parts)


def gather(root: Path, folder: Path) -> None:
    """Bring all that the site is made of into a folder. Raises NavigationError."""
    pages = find_pages(root)
    sections = load_sections(root, pages)
    shutil.copytree(root / DOCS, folder, dirs_exist_ok=True)
    for page, place in pages.items():
        if page == "README.md":
            continue
        text = turn_links((root / page).read_text("utf-8"), page, pages)
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text + (contents(sections, pages) if page == FRONT else ""), "utf-8")


def build(root: Path, site: Path) -> int:
    """Write the site; what stood there goes. The exit code of Sphinx, for which a warning is an error."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "docs"
        gather(root, source)
        shutil.rmtree(site, ignore_errors=True)
        told = ["--builder", "html", "--fail-on-warning", "--keep-going", "--nitpicky", "--quiet"]
        told += ["--doctree-dir", f"{scratch}/doctrees", str(source), str(site)]
        code = subprocess.run([sys.executable, "-m", "sphinx", *told], check=False).returncode
    (site / ".buildinfo").unlink(missing_ok=True)
    shutil.rmtree(site / "_sources", ignore_errors=True)  # empty, as docs/conf.py wants no sources
    return code


def main() -> int:
    """Write it, and say where."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "site", metavar="FOLDER")
    site = parser.parse_args().to
    try:
        code = build(ROOT, site)
    except NavigationError as error:
        print(error, file=sys.stderr)
        return 1
    if not code:
        print(f"{site}{os.sep}index.html")
    return code


if __name__ == "__main__":
    sys.exit(main())

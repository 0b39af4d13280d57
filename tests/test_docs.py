"""The docs say what the code does: made pages are fresh, the README's code runs, links lead somewhere."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.claims.cases import unknown_keys
from tolltrace.exports import EXPORTS
from tolltrace.imports import IMPORTS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("http://", "https://", "mailto:", "#")


def code_blocks(text, language):
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


EXAMPLES = code_blocks((ROOT / "README.md").read_text("utf-8"), "python")


def load_script(name):
    """A script as a module: scripts/ is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_code_says():
    assert load_script("make_docs").stale_pages(ROOT / "docs" / "reference") == [], "run: make docs"


def test_a_stale_or_absent_page_is_found(tmp_path):
    make_docs = load_script("make_docs")
    for name, make in make_docs.PAGES.items():
        (tmp_path / name).write_text(make(), "utf-8")
    (tmp_path / "cli.md").write_text("What it said last year.")
    (tmp_path / "harms.md").unlink()

    assert make_docs.stale_pages(tmp_path) == ["cli.md", "harms.md"]


def test_every_harm_is_on_its_page():
    harms = tomllib.loads((ROOT / "src/tolltrace/knowledge/harms.toml").read_text("utf-8"))
    page = (ROOT / "docs/reference/harms.md").read_text("utf-8")

    assert harms
    assert [name for name in harms if f"| `{name}` |" not in page] == []


def test_every_command_and_flag_is_on_its_page():
    page = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    flags = (
        "--ledger --no-ledger --json --evidence --harm --side --place --speaker --outlet --since --until --text --csv "
        "--why --sort --field --max-confidence"
    )

    assert [
        name
        for name in ("trace", "claims", "show", "reports", "export", "import")
        if f"## tolltrace {name}\n" not in page
    ] == []
    assert [flag for flag in flags.split() if f"`{flag}" not in page] == []


@pytest.mark.parametrize("page", ["docs/exports.md", "docs/reference/exports.md"])
def test_every_export_is_on_its_page(page):
    text = (ROOT / page).read_text("utf-8")

    assert [each.name for each in EXPORTS if f"`{each.name}`" not in text and f"## {each.name}\n" not in text] == []
    assert [each.name for each in EXPORTS if f"`{each.file_name}" not in text] == []


@pytest.mark.parametrize("page", ["docs/imports.md", "docs/reference/imports.md"])
def test_every_import_is_on_its_page(page):
    text = (ROOT / page).read_text("utf-8")

    assert [each.name for each in IMPORTS if f"| `{each.name}` |" not in text] == []


def test_the_readme_holds_python():
    assert EXAMPLES


@pytest.mark.parametrize("code", [pytest.param(code, id=f"block-{n}") for n, code in enumerate(EXAMPLES, 1)])
def test_the_readmes_python_runs(code, tmp_path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOLLTRACE_")}

    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", code],
        cwd=tmp_path,
        env=environment | {"TOLLTRACE_LEDGER": str(tmp_path / "default.db")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "an example that prints nothing shows nothing"


@pytest.mark.parametrize("page", [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES])
def test_links_inside_the_repository_lead_somewhere(page):
    text = FENCED.sub("", page.read_text("utf-8"))
    targets = [target for target in LINK.findall(text) if not target.startswith(ELSEWHERE)]

    assert [target for target in targets if not (page.parent / target.partition("#")[0]).exists()] == []


def test_the_case_that_contributing_shows_is_one():
    (block,) = code_blocks((ROOT / "CONTRIBUTING.md").read_text("utf-8"), "toml")
    (case,) = tomllib.loads(block)["case"]

    assert unknown_keys(case) == set()
    assert [claim["quote"] for claim in case["claims"] if claim["quote"] not in case["text"]] == []


def test_the_changelog_says_what_is_unreleased():
    assert re.search(r"^## .*Unreleased", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_fetches_nothing_from_elsewhere(picture):
    text = picture.read_text("utf-8")

    assert re.findall(r"(?:href|src)\s*=\s*[\"'](?!#)|url\((?!#)|@import|@font-face|<script", text) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-server.lock", "requirements-dev.lock"])
def test_a_lock_pins_by_hash_and_names_no_registry(name):
    text = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^[\w.-]+(?:\[[^\]]*\])?==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)

    assert "://" not in text
    assert len(pins) > 20
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []

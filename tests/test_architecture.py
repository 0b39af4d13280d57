"""The rings of docs/architecture.md, read from the imports; and the checker itself, on made-up trees."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "tolltrace"

STAGES = ("pages", "articles", "claims", "statements", "reckoning", "ledger")
INNERMOST = (
    "errors", "parse", "settings", "text", "printable", "values", "relays", "rules", "records", "relay_records", "days",
    "ledger_place", "phrasing", "seals", "reviews", "paging", "imported", "people", "veil", "anchors",
    "comments", "grades", "summaries", "digests", "visits", "watching",
)  # fmt: skip
RINGS = (
    INNERMOST,
    ("knowledge",),
    ("naming",),
    STAGES,
    ("workers",),
    ("pipeline", "following", "headlines", "sign_in"),
    ("corroboration", "merging"),
    ("pictures", "exports", "imports", "ledger_records"),
    ("archive", "desk", "web", "server", "client"),
    ("cli",),
    ("__main__",),
)
RING_OF = {unit: number for number, ring in enumerate(RINGS) for unit in ring}
ALONE = {
    "rich": "cli",
    "typer": "cli",
    "sqlalchemy": "ledger",
    "alembic": "ledger",
    "psycopg": "ledger",
    "argon2": "ledger",
    "authlib": "sign_in",
    "joserfc": "sign_in",
    "httpx": ("pages", "client"),
    "protego": "pages",
    "fastapi": "server",
    "jinja2": "server",
    "markupsafe": "server",
    "starlette": "server",
    "pydantic": "server",
    "uvicorn": "server",
    "openpyxl": "imports",
    "resvg_py": "server",
    "segno": "server",
    "prometheus_client": "desk",
    "fsspec": "archive",
    "ray": "archive",
}
MAX_LINES = 400
MAX_NAMES = 7  # that a package's root exports
THE_ROOT = "tolltrace"  # __init__.py: the door to all, above every ring


class Import(NamedTuple):
    """One import, as an absolute module name and the names taken from it."""

    module: str
    names: tuple[str, ...]
    line: int


def test_tolltrace_keeps_to_its_rings():
    assert list(find_faults(SOURCE)) == []


def test_the_checker_reads_something():
    assert len(list(SOURCE.rglob("*.py"))) > 20
    assert any(found.module == "tolltrace.values" for found in find_imports(SOURCE / "pipeline.py", SOURCE))


@pytest.mark.parametrize(
    ("module", "code", "fault"),
    [
        pytest.param(
            "values.py", "from tolltrace.knowledge import x", "values may not import knowledge", id="outwards"
        ),
        pytest.param("articles/a.py", "from tolltrace.claims import x", "articles may not import claims", id="stages"),
        pytest.param("claims/a.py", "from ..ledger import x", "claims may not import ledger", id="relative"),
        pytest.param("claims/a.py", "from .. import ledger", "claims may not import ledger", id="relative-to-the-root"),
        pytest.param("claims/a.py", "def f():\n    import tolltrace.ledger", "claims may not import ledger", id="lazy"),
        pytest.param("claims/a.py", "from tolltrace import trace", "claims may not import the root", id="root"),
        pytest.param("pipeline.py", "from tolltrace.pages.html import x", "only from the root of pages", id="inside"),
        pytest.param("cli/a.py", "from tolltrace.ledger import tables", "only from the root of ledger", id="submodule"),
        pytest.param("web/a.py", "import sqlalchemy.orm", "sqlalchemy is for ledger alone", id="sql"),
        pytest.param("ledger/a.py", "from rich.text import Text", "rich is for cli alone", id="printing"),
        pytest.param("claims/a.py", "import httpx as h", "httpx is for pages and client alone", id="network"),
        pytest.param("helpers.py", "", "helpers is in no ring", id="no-ring"),
        pytest.param("claims/a.py", "\n" * 401, "401 lines", id="long"),
        pytest.param(
            "claims/__init__.py", "__all__ = list('abcdefg')\n__all__ = [*'ab']", "no plain list", id="odd-all"
        ),
        pytest.param(
            "claims/__init__.py", "__all__ = ['a','b','c','d','e','f','g','h']", "exports 8 names", id="wide-door"
        ),
    ],
)
def test_a_breach_is_found(tmp_path, module, code, fault):
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "tables.py").touch()
    path = tmp_path / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(code)

    assert fault in "\n".join(find_faults(tmp_path))


@pytest.mark.parametrize(
    ("module", "code"),
    [
        pytest.param("claims/a.py", "from tolltrace.claims.b import x", id="inside-its-own-package"),
        pytest.param("claims/a.py", "from tolltrace.knowledge import Knowledge", id="inwards"),
        pytest.param("pipeline.py", "from tolltrace.pages import read_sources", id="from-a-root"),
        pytest.param("cli/a.py", "import rich.text\nfrom tolltrace import __version__", id="at-the-edge"),
        pytest.param("claims/a.py", "\n" * 400, id="just-short-enough"),
    ],
)
def test_what_is_allowed_passes(tmp_path, module, code):
    path = tmp_path / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(code)

    assert list(find_faults(tmp_path)) == []


# ── the checker ──────────────────────────────────────────────────────────────────────────────────────────────────────


def find_faults(source: Path) -> Iterator[str]:
    """Every breach in a source tree, as "file:line: what"."""
    for path in sorted(source.rglob("*.py")):
        shown = path.relative_to(source).as_posix()
        unit = unit_of(path, source)
        if unit not in RING_OF and unit != THE_ROOT:
            yield f"{shown}: {unit} is in no ring; add it to RINGS, or move it"
            continue
        for found in find_imports(path, source):
            yield from (f"{shown}:{found.line}: {fault}" for fault in faults_of(found, unit, source))
        lines = len(path.read_text("utf-8").splitlines())
        if lines > MAX_LINES:
            yield f"{shown}: {lines} lines, at most {MAX_LINES}"
        if path.name == "__init__.py":
            yield from (f"{shown}: {fault}" for fault in faults_of_door(path))


def unit_of(path: Path, source: Path) -> str:
    """The package or module right under the source that a file belongs to."""
    first = path.relative_to(source).parts[0]
    return THE_ROOT if first == "__init__.py" else first.removesuffix(".py")


def find_imports(path: Path, source: Path) -> Iterator[Import]:
    """Every import anywhere in a file, relative ones made absolute."""
    package = ("tolltrace", *path.relative_to(source).parent.parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import():
                yield from (Import(alias.name, (), node.lineno) for alias in node.names)
            case ast.ImportFrom():
                above = package[: len(package) - node.level + 1] if node.level else ()
                module = ".".join((*above, *([node.module] if node.module else [])))
                yield from expand(module, tuple(alias.name for alias in node.names), node.lineno)


def expand(module: str, names: tuple[str, ...], line: int) -> Iterator[Import]:
    """`from tolltrace import ledger` imports tolltrace.ledger; all else stays as it is."""
    units = [name for name in names if module == "tolltrace" and name in RING_OF]
    yield from (Import(f"{module}.{unit}", (), line) for unit in units)
    if others := tuple(name for name in names if name not in units):
        yield Import(module, others, line)


def faults_of(found: Import, unit: str, source: Path) -> Iterator[str]:
    """What is wrong with one import, seen from a unit."""
    parts = found.module.split(".")
    if parts[0] != "tolltrace":
        owners = ALONE.get(parts[0], unit)
        owners = (owners,) if isinstance(owners, str) else owners
        if unit not in owners:
            yield f"{parts[0]} is for {' and '.join(owners)} alone"
        return
    if unit == THE_ROOT:
        return
    if len(parts) == 1:
        if unit != "cli" and found.names != ("__version__",):
            yield f"{unit} may not import the root, which imports it"
        return
    other = parts[1]
    if other == unit:
        return
    inner = RING_OF.get(other, len(RINGS)) < RING_OF[unit]
    both_innermost = RING_OF.get(other) == RING_OF[unit] == 0
    if not inner and not both_innermost:
        yield f"{unit} may not import {other}"
    submodules = [name for name in found.names if (source / other / f"{name}.py").exists()]
    if len(parts) > 2 or submodules:
        yield f"{found.module}: only from the root of {other}"


def faults_of_door(path: Path) -> Iterator[str]:
    """A package says in `__all__` what it exports, and that is little."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if not (isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"):
            continue
        try:
            names = ast.literal_eval(node.value)
        except ValueError:
            yield "__all__ is no plain list of names"
            continue
        if len(names) > MAX_NAMES:
            yield f"exports {len(names)} names, at most {MAX_NAMES}"

"""Write docs/pictures/: trace.svg, what `tolltrace trace` prints for one of the examples, as it prints it; and
statement.svg, the way of a statement that several examples relay."""

import contextlib
import io
import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from tolltrace import open_ledger, trace
from tolltrace.cli.printing import report_view
from tolltrace.following import find_statements
from tolltrace.pictures import draw_relays
from tolltrace.settings import Settings
from tolltrace.values import Traced

ROOT = Path(__file__).parent.parent
EXAMPLE = "examples/textdump-rebel-losses-retold.txt"
PICTURE = ROOT / "docs" / "pictures" / "trace.svg"
RELAYS = "examples/relays"  # reports of one statement
REBELS = ("examples/html-jsonld-rebel-losses.html", EXAMPLE)  # where there are none
STATEMENT = ROOT / "docs" / "pictures" / "statement.svg"
COLUMNS = 124
# Dark on white, with a frame of its own: it reads on a light page and on a dark one.
THEME = TerminalTheme(
    background=(255, 255, 255),
    foreground=(36, 41, 47),
    normal=[
        (36, 41, 47),
        (207, 34, 46),
        (17, 99, 41),
        (130, 80, 0),
        (9, 105, 218),
        (130, 80, 223),
        (27, 124, 131),
        (110, 119, 129),
    ],
)


def make_picture() -> str:
    """The SVG. It names no address to fetch anything from, and is the same each time."""
    with contextlib.chdir(ROOT):
        (traced,) = (result for result in trace(EXAMPLE, settings=Settings()) if isinstance(result, Traced))
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(f"[dim]$[/] tolltrace trace {EXAMPLE}", highlight=False)
    console.print()
    console.print(report_view(traced))
    svg = console.export_svg(title="tolltrace", theme=THEME, unique_id="tolltrace")
    return without_fetched_fonts(svg)


def draw_statement() -> str:
    """The SVG of the statement on whose way most moved."""
    with contextlib.chdir(ROOT), tempfile.TemporaryDirectory() as folder:
        sources = [RELAYS] if Path(RELAYS).is_dir() else REBELS
        with open_ledger(Path(folder) / "examples.db") as ledger:
            for source in sources:
                ledger.record(trace(source, settings=Settings()))
            found = find_statements(ledger)
            return draw_relays(
                max(found, key=lambda one: (len(one.drift) + len(one.revisions), len(one.reports), one.id))
            )


def without_fetched_fonts(svg: str) -> str:
    """Rich would have the reader's browser fetch a font from elsewhere; the machine's own monospace does."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace")
    svg = svg.replace('stroke="rgba(255,255,255,0.35)"', 'stroke="#d0d7de"')  # a frame that shows on white
    return re.sub(r"\s*<!-- Generated with Rich .*? -->", "", svg)


def main() -> None:
    """Write the pictures."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    for path, picture in ((PICTURE, make_picture()), (STATEMENT, draw_statement())):
        path.write_text(picture, "utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()

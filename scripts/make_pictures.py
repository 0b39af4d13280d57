"""Write docs/pictures/trace.svg: what `tolltrace trace` prints for one of the examples, as it prints it."""

import contextlib
import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from tolltrace import trace
from tolltrace.cli.printing import report_view
from tolltrace.settings import Settings
from tolltrace.values import Traced

ROOT = Path(__file__).parent.parent
EXAMPLE = "examples/textdump-rebel-losses-retold.txt"
PICTURE = ROOT / "docs" / "pictures" / "trace.svg"
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


def without_fetched_fonts(svg: str) -> str:
    """Rich would have the reader's browser fetch a font from elsewhere; the machine's own monospace does."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace")
    svg = svg.replace('stroke="rgba(255,255,255,0.35)"', 'stroke="#d0d7de"')  # a frame that shows on white
    return re.sub(r"\s*<!-- Generated with Rich .*? -->", "", svg)


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(make_picture(), "utf-8")
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()

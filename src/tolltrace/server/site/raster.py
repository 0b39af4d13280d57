"""Pictures for those who show no SVG: a card as PNG, and an address as a code that a telephone reads. Pure.

Letters come from fonts of our own (fonts/): without one, a machine that has none would draw a card without its words.
"""

import io
from pathlib import Path

import resvg_py
import segno
from markupsafe import Markup

FONTS = tuple(sorted((Path(__file__).parent / "fonts").glob("*.ttf")))
SANS, SERIF = "DejaVu Sans Condensed", "DejaVu Serif Condensed"
MAX_ADDRESS_CHARS = 600  # of a code that can still be read off paper
MASK = 3  # of a code's eight patterns, any of which can be read: to try them all for the best takes 7 ms
QUIET = 2  # modules around it


def draw_png(svg: str) -> bytes:
    """A picture in SVG as PNG, as large as it says. Nothing that it names is loaded."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=[str(each) for each in FONTS],
            font_family=SANS,
            sans_serif_family=SANS,
            serif_family=SERIF,
        )
    )


def code_of(address: str) -> Markup:
    """A QR code of an address, as SVG inside a page; empty where the address is too long for one."""
    if len(address) > MAX_ADDRESS_CHARS:
        return Markup()
    drawn = io.BytesIO()
    code = segno.make_qr(address, error="m", boost_error=False, mask=MASK)
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=QUIET, svgclass="qr", lineclass=None)
    return Markup(drawn.getvalue().decode("ascii").strip())  # noqa: S704 - numbers alone: the address is drawn, not written

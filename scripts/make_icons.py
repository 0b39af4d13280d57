"""Draw the site's icons of dots from its icon in SVG: `python scripts/make_icons.py`; `--check` only compares."""

import sys
from pathlib import Path

import resvg_py

STATIC = Path(__file__).parent.parent / "src/tolltrace/server/site/static"
SIZES = {  # pixels; whether it goes to the very edge
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-mask.png": (512, True),
    "icon-touch.png": (180, True),
}


def main() -> int:
    """How many differ."""
    wrong = 0
    for name, (pixels, is_whole) in SIZES.items():
        drawn = draw((STATIC / "icon.svg").read_text("utf-8"), pixels, is_whole=is_whole)
        if "--check" not in sys.argv:
            (STATIC / name).write_bytes(drawn)
        elif (STATIC / name).read_bytes() != drawn:
            print(f"{name} is not as icon.svg has it; run scripts/make_icons.py")
            wrong += 1
    return wrong


def draw(svg: str, pixels: int, *, is_whole: bool) -> bytes:
    """`is_whole`: to the very edge, which who shows it cuts off; what is drawn stays inside of four fifths."""
    if is_whole:
        inner = svg.partition(">")[2].removesuffix("</svg>\n").removesuffix("</svg>")
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#1b1b1f"/>'
            f'<g transform="translate(4.8 4.8) scale(.7)">{inner}</g></svg>'
        )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=pixels, height=pixels, skip_system_fonts=True))


if __name__ == "__main__":
    sys.exit(main())

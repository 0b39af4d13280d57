"""Made-up web archives: pages of a site, some with a toll, and what else a crawl comes upon."""

import gzip
import random
from pathlib import Path

PLACES = ("Karvel", "Dravo", "Tavi Pass", "Ostrel", "Lake Dravo", "Merin", "Sond", "Velka")
SPEAKERS = ("the governor", "the health ministry", "a police spokesman", "the fire brigade", "the defence ministry")
DULL = (
    "The council of {place} agreed on a budget for the coming year after a debate that went on until late.",
    "A new bridge near {place} will open to traffic in spring, and the old one becomes a footpath.",
    "The orchestra of {place} plays its first concert of the season, with works that are seldom heard.",
    "Farmers around {place} expect a good harvest of plums, and prices that stay as they are.",
    "The museum in {place} shows photographs of the harbour from the time before the railway came.",
    "The school of {place} has chosen a new head teacher, who begins after the summer.",
)
MENU = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("News", "Sport", "Weather", "Markets"))
TEASER = '<li><a href="/t/{n}">Two killed on {place} road</a></li>'


def a_page(
    number: int, *, toll: bool, random_: random.Random, paragraphs: int = 12, teaser: bool = False, furniture: int = 0
) -> str:
    """A news page of some length, in the build of many sites; `furniture` is how much stands around it."""
    place, speaker = random_.choice(PLACES), random_.choice(SPEAKERS)
    dead, hurt = random_.randint(2, 60), random_.randint(61, 200)
    title = f"Fire in {place} kills {dead}" if toll else f"{place} looks forward to its week, edition {number}"
    body = [random_.choice(DULL).format(place=random_.choice(PLACES)) for _ in range(paragraphs)]
    if toll:
        body[0] = (
            f"At least {dead} people were killed and {hurt} wounded when a depot burned in {place}, {speaker} said."
        )
    text = "".join(f"<p>{each} {random_.choice(DULL).format(place=place)}</p>" for each in body)
    aside = "".join(TEASER.format(n=n, place=random_.choice(PLACES)) for n in range(5)) if teaser else ""
    script = "var settings = {" + ",".join(f'"k{n}":{n}' for n in range(400)) + "};"
    more = "".join(
        f'<div class="card"><a class="link" href="/{n}/{number}"><img alt="" src="/{n}.jpg"><span>Edition {n} of '
        f"{random_.choice(PLACES)}</span></a></div>"
        for n in range(furniture)
    )
    script += f"/*{'x' * 60 * furniture}*/"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Karvel Courier</title>'
        f'<meta property="article:published_time" content="2024-03-0{1 + number % 8}T12:00:00Z">'
        f"<script>{script}</script></head><body><nav><ul>{MENU}</ul></nav><main><article><h1>{title}</h1>"
        f"{text}</article></main>{more}<aside><ul>{aside}</ul></aside><footer><p>About us</p></footer></body></html>"
    )


def a_record(url: str, content: bytes, *, type_: str = "text/html; charset=utf-8", at: str = "2024-03-04") -> bytes:
    """One response, as a member of its own."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: " + type_.encode() + b"\r\n\r\n" + content
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {at}T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash_of(url)):032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", 6, mtime=0)


def hash_of(text: str) -> int:
    """A number that is the same in every process."""
    return int.from_bytes(text.encode()[-12:], "big")


def write_warc(
    path: Path, *, pages: int, seed: int = 0, one_in: int = 30, paragraphs: int = 12, furniture: int = 0
) -> Path:
    """An archive of pages, one in `one_in` with a toll; and pictures, and pages in a language that we do not read."""
    random_ = random.Random(seed)  # noqa: S311 - made-up news, no secret
    with path.open("wb") as file:
        for number in range(pages):
            url = f"https://karvel.example/{path.stem}/{number}"
            day = f"2024-03-0{4 + (number * 2 // pages)}"
            toll = number % one_in == one_in // 2
            page = a_page(
                number, toll=toll, random_=random_, paragraphs=paragraphs, teaser=number % 3 == 0, furniture=furniture
            )
            file.write(a_record(url, page.encode(), at=day))
            if number % 20 == 7:
                file.write(a_record(f"{url}.png", b"\x89PNG\r\n\x1a\n" + bytes(200), type_="image/png", at=day))
    return path

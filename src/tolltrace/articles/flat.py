"""Plain text: a note, or a page flattened to text with all its furniture around the article.

The body is the run of lines that holds the most prose: sentences count for it, short lines against it, and bylines,
tags and the like end it. What stands above and below is then read for title, authors, date, tags and outlet.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.articles.credits import add_credits, split_notes
from tolltrace.articles.dates import Candidate, Stamp, read_published
from tolltrace.articles.decode import decode
from tolltrace.articles.keeping import judge_blocks, keep_blocks, load_judge
from tolltrace.articles.line_traits import LineTraits
from tolltrace.articles.lines import SENTENCE_END, WORD, Line, Sort, alternatives, read_line, split_label
from tolltrace.articles.names import find_owners, read_authors
from tolltrace.articles.traits import Hints
from tolltrace.knowledge import Knowledge, PageSigns
from tolltrace.text import normalise_text
from tolltrace.values import Article, Outlet, Page, Reason, Rejected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# In words. Set by hand on made-up dumps; what must move with them are the cases in tests/cases/pages.
SHORT_COSTS = 6
FURNITURE_COSTS = 3
MANY_LINES, MANY_WORDS = 15, 400  # a page flattened to text has more: of such the trained judge knows
LIKELY_ENOUGH = 0.1  # for prose right beside the text
FEW_LINES = 4  # a text so short is a note: its words need no full stop
ENOUGH_WORDS = 40  # a body so long needs no further proof
ENOUGH_SHARE = 0.2  # of all words: a shorter body must make up so much of the text
HEADING_LINES = 15  # how far above the body a title may stand
LINES_BELOW = 6  # where an agency may be credited
TITLE_WORDS = range(2, 35)
WRAP_CHARS = range(40, 111)  # widths at which programs and people wrap text
HOST = re.compile(r"(?<![\w.-])(?:[\w-]++\.)+[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Body:
    """Where the article's text stands among the lines: from `first` to before `last`."""

    first: int
    last: int
    paragraphs: tuple[str, ...]


def extract(page: Page, knowledge: Knowledge) -> Iterator[Article | Rejected]:
    """The one article of a text."""
    printed = unwrap(normalise_text(decode(page.content, charset=page.charset)).split("\n"))
    lines = [line for one in printed if (line := read_line(one, knowledge.signs))]
    if not lines:
        yield Rejected(page.source, Reason.EMPTY, "no letter in it")
        return
    body = judge_body(lines, knowledge) or find_body(lines)
    if body is None:
        yield Rejected(page.source, Reason.NO_ARTICLE, f"{len(lines)} lines, but no run of sentences among them")
        return
    title, title_at = find_title(lines, body, knowledge.signs)
    around = [line for at, line in enumerate(lines) if not body.first <= at < body.last]
    outlet, outlet_name = find_outlet(around, title, page, knowledge)
    candidates = find_dates(lines, body, knowledge.signs)
    printed_paragraphs = [one for one in body.paragraphs if one != title]
    paragraphs, notes = split_notes(printed_paragraphs, knowledge)
    article = Article(
        id=page.url or page.sha256,
        title=title,
        body="\n\n".join(paragraphs or printed_paragraphs),
        language="",
        source=page.source,
        page_sha256=page.sha256,
        outlet=outlet_name,
        url=page.url,
        published=read_published(candidates, outlet=outlet, signs=knowledge.signs),
        description=find_standfirst(lines, title_at, body),
        authors=find_authors(lines, body, knowledge),
        tags=find_tags(around, knowledge.signs),
        notes=notes if paragraphs else (),
    )
    below = [line.text for line in lines[body.last : body.last + LINES_BELOW]]
    yield add_credits(article, knowledge, byline=find_byline(lines, body), below=below)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def unwrap(lines: Sequence[str]) -> list[str]:
    """The lines, with those joined that were broken at a fixed width.

    A line was broken there when the next line's first word would not have fitted. That is believed only of a text
    whose blocks bear it out: most lines inside them end without a full stop.
    """
    blocks = split_blocks(lines)
    inner = [line for block in blocks for line in block[:-1]]
    width = max((len(line) for line in inner), default=0)
    whole = sum(bool(SENTENCE_END.search(line)) for line in inner)
    full = sum(len(line) > width - 15 for line in inner)
    if width not in WRAP_CHARS or whole * 2 > len(inner) or full * 2 < len(inner) or full < 2:
        return list(lines)
    joined: list[str] = []
    for block in blocks:
        paragraph = block[0]
        for line, following in pairwise(block):
            first_word = following.split(" ", 1)[0]
            if len(line) + 1 + len(first_word) > width - 3:  # some programs break a little earlier
                paragraph += " " + following
            else:
                joined.append(paragraph)
                paragraph = following
        joined += [paragraph, ""]
    return joined


def split_blocks(lines: Sequence[str]) -> list[list[str]]:
    """Runs of lines that are not blank, outer blanks taken off."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


# ── the body ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_body(lines: Sequence[Line]) -> Body | None:
    """The run of lines that holds the most prose; None where there is no prose to speak of."""
    if not lines:
        return None
    first, last = best_run(score_lines(lines))
    last = end_of_list(lines, last)
    run = lines[first:last]
    paragraphs = tuple(line.text for line in run if line.sort in {Sort.PROSE, Sort.SHORT})
    words = sum(line.words for line in run if line.sort is Sort.PROSE)
    if words >= min(ENOUGH_WORDS, ENOUGH_SHARE * sum(line.words for line in lines)) and words > 2:
        return Body(first, last, paragraphs)
    if len(lines) <= FEW_LINES:  # "12 dead in Exampletown", with nothing else
        at, longest = max(enumerate(lines), key=lambda numbered: numbered[1].words)
        if longest.sort is Sort.SHORT and longest.words > 2:
            return Body(at, at + 1, (longest.text,))
    return None


def judge_body(lines: Sequence[Line], knowledge: Knowledge) -> Body | None:
    """The lines that the trained judge keeps, from the first to the last; None for a text too short for it."""
    if len(lines) < MANY_LINES or sum(line.words for line in lines) < MANY_WORDS:
        return None
    box = Box(0, None, "body", "", hidden=False, depth=0, own=len(lines))
    page = Blocks([Block(box, line.text, linked=0, strong=0, breaks=0) for line in lines], [box])
    judge = load_judge(knowledge.models_folder, "lines")
    if judge is None:
        return None
    likely = judge_blocks(page, Hints(), judge, knowledge.signs, LineTraits(lines)).likely
    kept = keep_blocks(page, likely)
    if sum(lines[number].words for number in kept if lines[number].sort is Sort.PROSE) <= 2:
        return None
    while kept[0] > 0 and goes_on(kept[0] - 1, lines, likely):
        kept.insert(0, kept[0] - 1)
    while kept[-1] + 1 < len(lines) and goes_on(kept[-1] + 1, lines, likely):
        kept.append(kept[-1] + 1)
    return Body(kept[0], kept[-1] + 1, tuple(lines[number].text for number in kept))


def goes_on(number: int, lines: Sequence[Line], likely: "NDArray[np.float32]") -> bool:
    """Whether a line beside the text is more of it: prose, which the judge need not be sure of."""
    return lines[number].sort is Sort.PROSE and bool(likely[number] > LIKELY_ENOUGH)


def score_lines(lines: Sequence[Line]) -> list[float]:
    """What each line says for standing inside the article's text, in words; minus infinity cuts."""
    scores: list[float] = []
    seen: set[str] = set()
    for line in lines:
        match line.sort:
            case Sort.PROSE if line.text in seen:  # a description that repeats the lead
                scores.append(-line.words)
            case Sort.PROSE:
                scores.append(line.words)
            case Sort.SHORT:
                scores.append(-SHORT_COSTS)
            case Sort.FURNITURE:
                scores.append(-FURNITURE_COSTS)
            case _:
                scores.append(float("-inf"))
        seen.add(line.text)
    return scores


def best_run(scores: Sequence[float]) -> tuple[int, int]:
    """Where the run with the highest sum begins, and the index after its end; (0, 0) where none is positive."""
    best, best_run, total, first = 0.0, (0, 0), 0.0, 0
    for at, score in enumerate(scores):
        if total <= 0:
            total, first = 0.0, at
        total += score
        if total > best:
            best, best_run = total, (first, at + 1)
    return best_run


def end_of_list(lines: Sequence[Line], last: int) -> int:
    """Just behind the items of a list that the body ends with: each but the last ends with a comma or semicolon."""
    while 0 < last < len(lines) and lines[last].sort is Sort.SHORT:
        goes_on, before = lines[last].text.endswith((",", ";")), lines[last - 1].text
        if not (before.endswith((",", ";")) or (before.endswith(":") and goes_on)):
            break
        last += 1
    return last


# ── what stands around it ────────────────────────────────────────────────────────────────────────────────────────────


def find_title(lines: Sequence[Line], body: Body, signs: PageSigns) -> tuple[str | None, int]:
    """The headline above the body, and the index of its line; (None, where the body begins) where there is none.

    Of the short lines above it is the one that shares most words with the body; being printed twice (the browser's
    title, "Headline - Outlet") speaks for it, distance against it.
    """
    subject = {word.lower() for paragraph in body.paragraphs[:6] for word in WORD.findall(paragraph)}
    best_score = 0.0
    best: tuple[str | None, int] = (None, body.first)
    for at in range(body.first - 1, max(-1, body.first - 1 - HEADING_LINES), -1):
        line = lines[at]
        text = split_label(line.text, signs.labels.title) or line.text
        words = WORD.findall(text)
        is_title_like = line.sort is Sort.SHORT or (line.sort is Sort.PROSE and not text.endswith((".", ":", "…")))
        if not is_title_like or len(words) not in TITLE_WORDS:
            continue
        telling = {word.lower() for word in words if len(word) > 3}
        shared = len(telling & subject) / max(1, len(telling))
        twice = any(other.text.startswith(text) for index, other in enumerate(lines[: body.first]) if index != at)
        distance = body.first - 1 - at
        score = shared + twice / 2 + (len(words) > 3) / 5 - distance / 25
        if score > max(best_score, 0.15):
            best_score, best = score, (text, at)
    return best


def find_standfirst(lines: Sequence[Line], title_at: int, body: Body) -> str | None:
    """The sentence between title and byline, which says in short what the article says."""
    between = lines[title_at + 1 : body.first]
    return next((line.text for line in between if line.sort is Sort.PROSE and line.words > 5), None)


def find_dates(lines: Sequence[Line], body: Body, signs: PageSigns) -> list[Candidate]:
    """The stamps outside the body, the likeliest to be the article's own first.

    Above the body before below it, the nearest first; then updates; then what a crawler or a saving browser printed.
    """
    above = [("byline" if line.sort is Sort.BYLINE else "line above the text", line) for line in lines[: body.first]]
    below = [("line below the text", line) for line in lines[body.last :]]
    ranked: list[tuple[int, Candidate]] = []
    for rank, place, line in (*((0, *one) for one in reversed(above)), *((1, *one) for one in below)):
        for stamp, label in label_stamps(line, signs):
            if line.sort in {Sort.PROSE, Sort.SHORT} and not stamp.by_numbers:
                continue  # a date that is told, not stamped
            if label in signs.labels.updated:
                ranked.append((3, Candidate(stamp, f"{place}, as updated")))
            elif label in signs.labels.captured:
                ranked.append((4, Candidate(stamp, f"{place}, where a date of capture may stand")))
            else:
                ranked.append((rank if stamp.hour is not None or rank == 0 else 2, Candidate(stamp, place)))
    return [candidate for _, candidate in sorted(ranked, key=lambda one: one[0])]


def label_stamps(line: Line, signs: PageSigns) -> Iterator[tuple[Stamp, str]]:
    """Each stamp of a line with the label that stands before it, in lower case; "" where none does."""
    labels = signs.labels
    known = re.compile(
        rf"\b({alternatives((*labels.published, *labels.updated, *labels.captured))})\b[\s:]*(?:on|at)?\s*$"
    )
    begin = 0
    for stamp in line.stamps:
        found = known.search(line.text[begin : stamp.start].lower())
        yield stamp, found[1] if found else ""
        begin = stamp.end


def find_authors(lines: Sequence[Line], body: Body, knowledge: Knowledge) -> tuple[str, ...]:
    """Who signs, by the byline; empty where it names nobody."""
    return read_authors(find_byline(lines, body), knowledge)


def find_byline(lines: Sequence[Line], body: Body) -> str:
    """The byline nearest above the body, or else nearest below it; "" where there is none."""
    above = [line for line in reversed(lines[: body.first]) if line.sort is Sort.BYLINE]
    below = [line for line in lines[body.last :] if line.sort is Sort.BYLINE]
    return next((line.text for line in (*above, *below)), "")


def find_tags(around: Sequence[Line], signs: PageSigns) -> tuple[str, ...]:
    """What the first line of tags lists."""
    listed = next((line.text for line in around if line.sort is Sort.TAGS), "")
    tags = re.split(r"\s*[|,;•·#]\s*", split_label(listed, signs.labels.tags) or "")
    return tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


def find_outlet(
    around: Sequence[Line], title: str | None, page: Page, knowledge: Knowledge
) -> tuple[Outlet | None, str | None]:
    """Who published it: the outlet where we know it, and its name, which may be all that is known.

    By the URL; else by the known names and domains in the furniture, the one printed most; else by the owner of the
    copyright, or what follows the title in the browser's title.
    """
    if outlet := knowledge.outlets.at_url(page.url):
        return outlet, outlet.name
    named = [name for line in around for name in find_owners(line.text, title)]
    hosts = [host for line in around for host in HOST.findall(line.text.lower())]
    votes = Counter(
        outlet.domain
        for outlet in (*map(knowledge.outlets.named, named), *map(knowledge.outlets.at_host, hosts))
        if outlet
    )
    if votes:
        outlet = knowledge.outlets[votes.most_common(1)[0][0]]
        return outlet, outlet.name
    return None, named[0] if named else None

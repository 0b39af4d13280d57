"""What stands around the title of a page: the blocks and marks of the article's own heading, and what is elsewhere."""

import re
from functools import cache, cached_property
from itertools import pairwise

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.articles.head import AROUND_STEPS, HEADING, Head, Mark
from tolltrace.articles.lines import alternatives
from tolltrace.articles.linked import fold
from tolltrace.knowledge import PageSigns

# Names that hold a word for something beside the article and are of the article itself.
OWN = re.compile(r"(?:post|entry|article|asset|story|node|content)[-_]{1,2}footer|node-promoted|\bwidget blog\b")


@cache
def elsewhere(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds no part of the article's own heading."""
    return re.compile(alternatives(signs.boxes.elsewhere))


class Around:
    """A page's head and blocks, seen from its title; `title_at` is the number of its block, None where none prints it.

    A box that holds the title too is no sign that something in it stands elsewhere, whatever it is called.
    """

    def __init__(self, head: Head, blocks: Blocks, title: str | None, title_at: int | None, signs: PageSigns) -> None:
        self.head, self.blocks, self.title, self.title_at, self.signs = head, blocks, title, title_at, signs
        self.out = elsewhere(signs)

    @cached_property
    def own_boxes(self) -> frozenset[int]:
        """The numbers of the boxes that the title stands in."""
        box: Box | None = self.blocks.blocks[self.title_at].box if self.title_at is not None else None
        numbers: set[int] = set()
        while box is not None:
            numbers.add(box.number)
            box = box.parent
        return frozenset(numbers)

    @cached_property
    def heading_at(self) -> int | None:
        """The number of the mark that is the title's h1."""
        wanted = fold(self.title or "")
        marks = enumerate(self.head.marks)
        return next((at for at, mark in marks if mark.kind == HEADING and wanted and wanted in fold(mark.text)), None)

    @cached_property
    def own_names(self) -> frozenset[str]:
        """What the boxes around the title's h1 are called."""
        return (
            frozenset(self.head.marks[self.heading_at].around.split(" / "))
            if self.heading_at is not None
            else frozenset()
        )

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Those behind the title up to another h1, then those before it, the nearest first; all where it has none."""
        marks, own = self.head.marks, self.heading_at
        if own is None:
            return marks
        heads = [at for at, mark in enumerate(marks) if mark.kind == HEADING]
        end = next((later for at, later in pairwise([*heads, len(marks)]) if at == own), len(marks))
        return (*marks[own + 1 : end], *reversed(marks[:own]))

    @property
    def marks_behind(self) -> tuple[Mark, ...]:
        """All those behind the title; all where it has no h1."""
        return self.head.marks[self.heading_at + 1 :] if self.heading_at is not None else self.head.marks

    def near(self, *, below: int, above: int) -> list[Block]:
        """The blocks below the title, then those above it, the nearest first; none where no title is printed."""
        if self.title_at is None:
            return []
        every, at = self.blocks.blocks, self.title_at
        return [*every[at + 1 : at + 1 + below], *reversed(every[max(0, at - above) : at])]

    def is_elsewhere(self, block: Block) -> bool:
        """Whether a box around a block, and not around the title too, is named for something beside the article."""
        box: Box | None = block.box
        for _ in range(AROUND_STEPS):
            if box is None or box.tag == "body" or box.number in self.own_boxes:
                return False
            if box.names and self.names_other(box.names):
                return True
            box = box.parent
        return False

    def is_mark_elsewhere(self, mark: Mark) -> bool:
        """The same of a mark."""
        apart = [names for names in mark.around.split(" / ") if names not in self.own_names]
        return self.names_other(" / ".join([mark.names, *apart]))

    def names_other(self, names: str) -> bool:
        """Whether these names of boxes say that they hold something beside the article."""
        return self.out.search(OWN.sub("", names.lower())) is not None


def names_around(block: Block) -> str:
    """What a block's box and the one around it are called, in lower case."""
    above = block.box.parent
    return (f"{block.box.names} {above.names}" if above else block.box.names).lower()

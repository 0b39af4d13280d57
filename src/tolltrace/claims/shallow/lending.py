"""The word of harm that a neighbouring segment lends to a count that has none in its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from tolltrace.claims.shallow.counts import Count
from tolltrace.claims.shallow.harm_words import HarmWord, closes, clues_of, stripped
from tolltrace.claims.shallow.people import Group, read_group
from tolltrace.claims.shallow.sentences import Passage, Segment

QUOTES = '«»„“”"'
TOLD_BEFORE = frozenset({"are", "tolls"})  # what may stand far before its count: "втрати … склали"
SAID_BEHIND = frozenset({"happens", "happens_to_one"})
MAX_REST = 6  # words between a word of harm and the end of its segment, before a dash and a count


@dataclass(frozen=True, slots=True)
class Around:
    """A count in its segment, with the words of harm and the counts of the sentence."""

    passage: Passage
    at: int  # the index of the segment
    count: Count
    counts: Sequence[Count]
    words: Sequence[HarmWord]
    group: Group | None  # the people behind the count

    @property
    def segment(self) -> Segment:
        """The count's own."""
        return self.passage.segments[self.at]

    @property
    def leads(self) -> bool:
        """Whether the count opens its segment."""
        start = self.segment.start
        return not self.passage.text[start : max(start, self.count.start)].strip(" +~≈")

    @property
    def moved(self) -> bool:
        """Whether the count is what a total came to, came from, or rose by."""
        return self.count.added or self.count.moved_to or self.count.former

    def own(self, at: int) -> list[HarmWord]:
        """The words of harm of a segment."""
        segment = self.passage.segments[at]
        return [word for word in self.words if segment.start <= word.start < segment.end]

    def is_counted(self, at: int) -> bool:
        """Whether a segment holds a count."""
        segment = self.passage.segments[at]
        return any(segment.start <= other.bare < segment.end for other in self.counts)

    def is_aside(self, at: int) -> bool:
        """Whether a segment is an inserted remark: `за даними поліції`."""
        return bool(clues_of(self.passage.language).asides.match(self.passage.text, *stripped(self.passage, at)))

    def is_joined(self, at: int) -> bool:
        """Whether a conjunction opens a segment."""
        return bool(clues_of(self.passage.language).joins.fullmatch(self.passage.segments[at].opened_by))


def word_around(
    passage: Passage, at: int, count: Count, counts: Sequence[Count], words: Sequence[HarmWord]
) -> HarmWord | None:
    """The word of harm that the segments before a count lend, else those behind it; None where no pattern allows it."""
    around = Around(passage, at, count, counts, words, read_group(passage, count.end, passage.segments[at].end))
    return word_before(around) or word_behind(around)


def word_before(around: Around) -> HarmWord | None:
    """`Загиблих – 5`, `загинули, за даними поліції, 5 осіб`, `зросла на чотири, до 45`, `близько 900 (+40)`,
    `втрати угруповання «Приклад» склали 40 бійців`, `знищили 3 танки та 15 окупантів`."""
    segments, at, segment = around.passage.segments, around.at, around.segment
    back = at - 1
    while back >= 0 and not around.own(back):
        is_name = segments[back].opened_by in QUOTES and not around.is_counted(back)
        if not is_name and not around.is_aside(back):
            break
        back -= 1
    last = around.own(back)[-1] if back >= 0 and around.own(back) else None
    if last is not None:
        rest = around.passage.text[last.end : segments[back].end].split()
        beside = segment.is_dashed or (segments[back + 1].is_dashed and back == at - 1) or back < at - 1
        if around.moved and last.is_total:
            return last
        if not around.is_counted(back):
            if segment.opened_by in QUOTES and last.kinds & TOLD_BEFORE and around.group:
                return last
            if around.leads and beside and (last.is_total or len(rest) <= MAX_REST):
                return last
        is_listed = back == at - 1 and around.is_joined(at) and around.leads
        if is_listed and around.group and closes(around.passage, around.group):
            return last
    further = around.own(at - 2)[-1:] if at >= 2 and around.moved else []
    return further[0] if further and further[0].is_total else None


def word_behind(around: Around) -> HarmWord | None:
    """`12 людей, за словами мера, поранено`, `ще троє – поранені`, `двоє чоловіків та жінка загинули`."""
    segments, ahead = around.passage.segments, around.at + 1
    while ahead < len(segments) and not around.own(ahead) and around.is_aside(ahead):
        ahead += 1
    if ahead == len(segments) or not around.own(ahead):
        return None
    first, segment = around.own(ahead)[0], segments[ahead]
    opens = not around.passage.text[segment.start : first.start].strip()
    is_apart = segment.is_dashed or ahead > around.at + 1
    if opens and is_apart and not around.is_counted(ahead) and (first.kinds & SAID_BEHIND or segment.is_dashed):
        return first
    is_listed = around.is_joined(ahead) and around.leads and around.group is not None
    return first if is_listed and "happens" in first.kinds else None

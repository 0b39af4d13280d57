"""Parts of a whole: `12 people, including three children`, `half of the dead`, `31 of those injured`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tolltrace.claims.figures import FigureMention
from tolltrace.claims.harms import Harmed, counted_noun, number_token
from tolltrace.claims.passages import Passage
from tolltrace.claims.victims import has_number, is_single_person, single_span
from tolltrace.knowledge import Language
from tolltrace.values import Figure

OPENS_LIST = re.compile(
    r"\b(?:including|among them|among the (?:dead|victims|injured|wounded|killed)|of whom|among whom|most of them)\b",
    re.IGNORECASE,
)
CLOSES_LIST = re.compile(
    r";|,?\s+(?:after|when|as|while|in a|in an|and (?:injur|wound|kill|leav|left|destroy|damag)\w*|according to|were|was|are|is)\b|,\s+(?:\w+\s+){1,3}(?:said|says|reported)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shares:
    """Figures that are a share of an earlier claim, by their own words."""

    harmed: dict[FigureMention, Harmed] = field(default_factory=dict)
    bases: frozenset[FigureMention] = frozenset()

    def of(self, mention: FigureMention) -> tuple[Harmed, ...]:
        """The reading of a share; empty where the figure is none."""
        return (self.harmed[mention],) if mention in self.harmed else ()

    def is_share(self, mention: FigureMention) -> bool:
        """Whether a figure is a share of another claim."""
        return mention in self.harmed

    def is_base(self, mention: FigureMention) -> bool:
        """Whether a figure only says of how many another one is a share (`five of the seven occupants`)."""
        return mention in self.bases


@dataclass(frozen=True, slots=True)
class Parts:
    """Harmed that stand in a list of parts, each with the mention of its whole."""

    wholes: tuple[tuple[Harmed, FigureMention], ...]

    def __iter__(self) -> Iterator[Harmed]:
        return (harmed for harmed, _ in self.wholes)

    def get(self, harmed: Harmed) -> FigureMention | None:
        """The mention of the whole of one part."""
        return next(
            (whole for each, whole in self.wholes if each.mention == harmed.mention and each.harm == harmed.harm), None
        )


def find_shares(passage: Passage, figures: Iterable[FigureMention], language: Language) -> Shares:
    """`half of the dead`, `31 of those injured`: the base names the harm."""
    found: dict[FigureMention, Harmed] = {}
    bases = set()
    previous: FigureMention | None = None
    for mention in figures:
        if previous is not None and re.fullmatch(
            r"\s+(?:out\s+)?of\s+(?:the|its|their|all)\s+", passage.text[previous.end : mention.start]
        ):
            bases.add(mention)
        previous = mention
        tail = re.match(r"\s+of\s+(?:the|those|these|them)\s+([\w-]+)", passage.text[mention.end :])
        words = (
            passage.text[mention.number_start : mention.end]
            if mention.figure.fraction is not None
            else tail[0]
            if tail
            else ""
        )
        offset = mention.number_start if mention.figure.fraction is not None else mention.end
        for match in re.finditer(r"[\w-]+", words):
            harm = language.harm_counts.get(match[0].lower()) or language.harm_states.get(match[0].lower())
            if harm:
                token = passage.token_at(offset + match.start())
                found[mention] = Harmed(mention, harm, token, token)
                break
    return Shares(found, frozenset(bases))


def find_parts(passage: Passage, harmed: list[Harmed], figures: Iterable[FigureMention], language: Language) -> Parts:
    """Every figure and single victim in a list that `including` or the like opens, with the harm of its whole."""
    found: list[tuple[Harmed, FigureMention]] = []
    for opening in OPENS_LIST.finditer(passage.text):
        wholes = sorted((h for h in harmed if h.mention.start < opening.start()), key=lambda h: h.mention.start)
        if not wholes:
            continue
        whole = wholes[-1]
        closing = CLOSES_LIST.search(passage.text, opening.end()) if not opening[0].lower().endswith("whom") else None
        end = closing.start() if closing else len(passage.text)
        listed = [m for m in figures if opening.end() <= m.start < end]
        for mention in listed:
            own = next((h for h in harmed if h.mention == mention and h.harm != whole.harm), None)
            if own is not None and whole.harm not in {"casualties", "losses"}:
                break  # `including 3 children, and wounded 12`: the list is over
            part = own or Harmed(mention, whole.harm, whole.trigger, people_of(passage, mention, language))
            found.append((part, whole.mention))
        end = min(
            [end, *(m.start for m in figures if m.start >= opening.end() and m not in [p.mention for p, _ in found])]
        )
        for token in passage.doc:
            if opening.end() <= token.idx < end and is_single_person(token, language) and not has_number(token):
                start, stop = single_span(token)
                start = max(start, opening.end() + 1)
                if not any(h.mention.start < stop and start < h.mention.end for h, _ in found):
                    found.append(
                        (
                            Harmed(
                                FigureMention(Figure(1, 1, 1), start, stop, start, stop),
                                whole.harm,
                                whole.trigger,
                                token,
                            ),
                            whole.mention,
                        )
                    )
    return Parts(tuple(found))


def people_of(passage: Passage, mention: FigureMention, language: Language) -> "object":
    """The noun that a figure in a list counts."""
    return counted_noun(number_token(passage, mention), language)

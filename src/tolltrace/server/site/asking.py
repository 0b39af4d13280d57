"""What pages of the site may be asked for, beside what the API may be."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from tolltrace.knowledge import Knowledge
from tolltrace.ledger import ClaimQuery
from tolltrace.server.asking import MOST_STATEMENTS, AsOf, Cursor, Harm, ReportFilters, SeriesAsking, Words

MAX_NAME_CHARS = 1000
MOST_NAMES = 90  # of one institution
MOST_SPEAKERS = 12
BETWEEN = ";"  # of several speakers
Region = Literal["world", "africa", "americas", "asia", "europe", "middle-east", "oceania"]


class ListAsking(AsOf):
    """A page of statements."""

    limit: int = Field(20, ge=1, le=MOST_STATEMENTS)
    cursor: Cursor = None


class NameAsking(ListAsking):
    """All about one name, whole and as it is written. It may hold any character, so it is no part of the path."""

    name: str = Field(min_length=1, max_length=MAX_NAME_CHARS)

    def as_place(self) -> ClaimQuery:
        """Claims of a place."""
        return ClaimQuery(place_names=(self.name,), as_of=self.as_of)

    def as_outlet(self) -> ClaimQuery:
        """Claims that an outlet carried."""
        return ClaimQuery(outlets=(self.name,), as_of=self.as_of)

    def as_speaker(self, knowledge: Knowledge) -> ClaimQuery:
        """Claims with this speaker in their chain, by any name that we know of the same institution."""
        return ClaimQuery(speakers=names_of(self.name, knowledge), as_of=self.as_of)


class TagAsking(ListAsking):
    """Statements of one harm, or about one side's people, or both; or such as fit a conflict, of a harm or of all."""

    harm: Harm = None
    side: Words = None
    conflict: str | None = Field(None, min_length=1, max_length=60, description="By its id; /tags lists them.")

    def query(self) -> ClaimQuery:
        """For the ledger."""
        return ClaimQuery(harm=self.harm, side=self.side, as_of=self.as_of)


class ChartAsking(SeriesAsking):
    """Series side by side; `speaker` may name several, with semicolons between."""

    past: bool = Field(False, description="Also tolls of the past, told for comparison.")


class MapAsking(ReportFilters):
    """Where claims say that it happened."""

    region: Region | None = Field(None, description="What part of the world to draw; else where the claims are.")


def names_of(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The name, and those under which we know the same institution, as they may be printed."""
    identity = knowledge.identify_speaker(name)
    if identity.is_vague:
        return (name,)
    institution = knowledge.speakers.file.institutions.get(identity.name)
    aliases = (identity.name, *(institution.aliases if institution else ()))
    printed = (form for each in aliases for form in (each, each[:1].upper() + each[1:]))
    return tuple(dict.fromkeys((name, *printed)))[:MOST_NAMES]


def speakers_of(said: SeriesAsking) -> tuple[str, ...]:
    """The speakers that a series is asked of, each once."""
    named = (each.strip() for each in (said.speaker or "").split(BETWEEN))
    return tuple(dict.fromkeys(each for each in named if each))[:MOST_SPEAKERS]


def series_query(said: SeriesAsking) -> ClaimQuery:
    """The claims that a series may be made of; of several speakers it is told apart once their series are known."""
    named = speakers_of(said)
    return replace(said.query(), speaker=named[0] if len(named) == 1 else None)

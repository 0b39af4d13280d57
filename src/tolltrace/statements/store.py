"""What grouping needs to be kept for it: a ledger does, and so does a test."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from tolltrace.relays import Kept, Loaded, NewRelay, Placed, Relay, Ruling
from tolltrace.summaries import Summed


class Store(Protocol):
    """One transaction's view of reports, their claims, and the groups made of them. All keys are the store's own."""

    def stale(self, limit: int) -> tuple[list[int], int | None]:
        """Reports that something happened to since they were grouped, oldest first, and the last such event."""

    def mark(self, event: int, rules: str) -> None:
        """Remember up to which event all is grouped, and by which rules."""

    def grouped_by(self) -> str | None:
        """The rules that what is kept was grouped by; None where nothing is."""

    def count(self) -> int:
        """How many relays are kept."""

    def last_event(self) -> int:
        """The newest there is."""

    def clear(self) -> None:
        """Forget all groups."""

    def reports(self, keys: Sequence[int] | None = None, as_of: date | None = None) -> Iterator[Loaded]:
        """These reports, or all, with what lists would show of their claims: now, or of what was known on a day."""

    def claims_of(self, keys: Sequence[int], as_of: date) -> dict[str, Relay]:
        """Claims by the keys of their rows, as they could be known on a day, with their reports, by id."""

    def forget(self, report_keys: Sequence[int]) -> set[int]:
        """Take out the relays of these reports; the components that they were in."""

    def keep(self, found: Sequence[tuple[Loaded, Sequence[NewRelay]]]) -> list[int]:
        """Write the relays of some reports; their keys, in order."""

    def near(self, figure_keys: Iterable[str], day: int | None, within: int) -> list[Kept]:
        """Relays of these figures, said within so many days of a day, and those of no day; of any day for None."""

    def before(self, figure_keys: Iterable[str], first: int, last: int) -> list[Kept]:
        """Relays of these figures, said between two days, both included; none of no day."""

    def members(self, components: Iterable[int]) -> list[Kept]:
        """All relays of some components."""

    def of_claims(self, claim_ids: Iterable[str]) -> list[Kept]:
        """The relays of these claims."""

    def place(self, places: Sequence[tuple[int, int, str]]) -> None:
        """Say of relays (by key) in which component and statement they are."""

    def key_range(self) -> tuple[int, int]:
        """The smallest and the largest key of a relay; 1 and 0 for none."""

    def by_figure(self, before: str) -> Iterator[tuple[str, Iterator[Kept]]]:
        """All relays, a figure at a time and in it by day, those of no day first; figures that sort before a text."""

    def by_component(self) -> Iterator[list[Kept]]:
        """All relays, a component at a time."""

    def set_components(self, of: Iterable[tuple[int, int]]) -> None:
        """Say of relays (by key) in which component they are."""

    def rulings(self, claim_ids: Iterable[str] | None = None, as_of: date | None = None) -> list[Ruling]:
        """Reviewers' newest word by the end of a day on each pair with one of these claims; of all for None."""

    def forget_texts(self, report_keys: Sequence[int]) -> None:
        """Take out what is known of the texts of these reports."""

    def sharing(self, found: Sequence[int], most: int) -> dict[int, bytes]:
        """The reports with one of these bands, the oldest first and so many at most, and their sketches."""

    def keep_text(self, report: int, sketch: bytes, found: Sequence[int], like: Mapping[int, float]) -> None:
        """Write what a report is found and compared by, and how much of its text others share (0 to 1)."""

    def alike(self, report_ids: Sequence[str]) -> frozenset[frozenset[str]]:
        """Pairs of these reports that share their text."""

    def placed(self, report_ids: Sequence[str]) -> list[Placed]:
        """Where all claims of some reports stand."""

    def relays_of(self, kept: Sequence[Kept]) -> dict[str, Relay]:
        """The claims behind some relays, with their reports, by id."""

    def statements_in(self, report_keys: Sequence[int]) -> set[str]:
        """The statements that the relays of these reports stand in."""

    def members_of(self, statements: Collection[str]) -> list[Kept]:
        """All relays of some statements."""

    def summed_up(self, statements: Collection[str]) -> dict[str, tuple[int, int]]:
        """Those of these statements that are kept: how large the group is, how many origins it has."""

    def summaries(self, statements: Collection[str]) -> list[Summed]:
        """These statements as they are kept."""

    def shown(self, statements: Collection[str]) -> list[bytes]:
        """What lists show of these statements, packed."""

    def keep_summaries(self, found: Sequence[Summed]) -> None:
        """Write what lists show of statements."""

    def forget_summaries(self, statements: Collection[str]) -> None:
        """Take it out."""

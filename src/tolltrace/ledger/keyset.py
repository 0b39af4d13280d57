"""Pages by keyset: each begins behind the last row of the one before, found by an index and not by counting."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_

from tolltrace.errors import UnfitError
from tolltrace.paging import Position


class Sort(NamedTuple):
    """One step of an order, by a column that is never null: a page begins behind the values of the one before."""

    column: ColumnElement[Any]
    down: bool = False


def paged(statement: Select[Any], order: Sequence[Sort], after: Sequence[Any] | None, limit: int) -> Select[Any]:
    """One page: `limit` rows and the first of the next page, each with `at_0`, `at_1`, … of the order."""
    statement = statement.order_by(None).order_by(*(one.column.desc() if one.down else one.column for one in order))
    statement = statement.add_columns(*(one.column.label(f"at_{n}") for n, one in enumerate(order)))
    if after is not None:
        statement = statement.where(_is_behind(order, after))
    return statement.limit(limit + 1)


def _is_behind(order: Sequence[Sort], after: Sequence[Any]) -> ColumnElement[bool]:
    """The first step also stands alone, in front: it is what an index finds the place by."""
    behind: ColumnElement[bool] | None = None
    for one, value in reversed(list(zip(order, after, strict=True))):
        beyond = one.column < value if one.down else one.column > value
        behind = beyond if behind is None else or_(beyond, and_(one.column == value, behind))
    assert behind is not None  # noqa: S101  no order is empty
    first, value = order[0], after[0]
    return and_(first.column <= value if first.down else first.column >= value, behind)


def check_position(order: Sequence[Sort], after: Position | None) -> None:
    """Raise UnfitError for what was never a place in this order: a database compares no text with numbers."""
    if after is None:
        return
    fits = len(after) == len(order) and all(
        isinstance(value, str) if one.column.type.python_type is str else is_number(value)
        for one, value in zip(order, after, strict=False)
    )
    if not fits:
        raise UnfitError("the cursor is none of this list; take it from a page's `next`, or begin without")


def is_number(value: object) -> bool:
    """A number that a database holds."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**63

"""Where claims say that it happened, counted."""

from sqlalchemy import Connection, FromClause, func, select

from tolltrace.ledger.tables import claims
from tolltrace.paging import PlaceCount, Places
from tolltrace.values import Place

DAY = len("2023-05-01")


def count_places(connection: Connection, chosen: FromClause, most: int, *, more: bool) -> Places:
    """The places of the claims whose keys a subquery has; `more`: whether it is only the newest of them."""
    point = (
        claims.c.place_name,
        claims.c.place_geonames_id,
        claims.c.place_latitude,
        claims.c.place_longitude,
        claims.c.place_where_prec,
    )
    words = func.coalesce(claims.c.place_name, claims.c.place_text)  # the words part only those without a name
    many = func.count().label("claims")
    joined = chosen.join(claims, claims.c.key == chosen.c.claim)
    asked = select(
        *point,
        func.min(claims.c.place_text).label("text"),
        many,
        func.count(claims.c.version.distinct()).label("reports"),
        func.max(func.substr(claims.c.newest, 1, DAY)).label("newest"),
    )
    asked = asked.select_from(joined).where(claims.c.place_text.is_not(None)).group_by(words, *point)
    rows = connection.execute(asked.order_by(many.desc(), words).limit(most + 1)).all()
    looked_at = connection.execute(select(func.count()).select_from(chosen)).scalar_one()
    nowhere = select(func.count()).select_from(joined).where(claims.c.place_text.is_(None))
    counts = tuple(PlaceCount(Place(row.text, *row[:5]), row.claims, row.reports, row.newest or "") for row in rows)
    return Places(counts[:most], looked_at, connection.execute(nowhere).scalar_one(), more, cut=len(counts) > most)

"""A statement's card: the picture that is shown where its address is shared. As PNG, as few that show it read SVG."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from tolltrace.following import find_statement
from tolltrace.pictures import draw_card
from tolltrace.server.answers import Anybody, Asked, send
from tolltrace.server.api import StatementId
from tolltrace.server.asking import AsOf
from tolltrace.server.site.charts import SVG
from tolltrace.server.site.raster import draw_png

router = APIRouter()
PNG = "image/png"


@router.get("/statements/{statement_id}/card.svg")
async def card(asked: Anybody, statement_id: StatementId, said: Annotated[AsOf, Query()]) -> Response:
    """The figure never without its hedge."""
    return await send(asked, lambda _: drawn(asked, statement_id, said).encode("utf-8", "replace"), SVG)


@router.get("/statements/{statement_id}/card.png")
async def card_png(asked: Anybody, statement_id: StatementId, said: Annotated[AsOf, Query()]) -> Response:
    """The same, of dots."""
    return await send(asked, lambda _: draw_png(drawn(asked, statement_id, said)), PNG)


def drawn(asked: Asked, statement_id: str, said: AsOf) -> str:
    """The card as SVG."""
    return draw_card(find_statement(asked.desk.ledger, statement_id, as_of=said.as_of))

"""Asking for digests by mail, saying yes, and ending it. Nobody learns here which addresses are known.

What is asked for is kept nowhere before its owner says yes: it stands in the link that is mailed to them.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Query, Response
from pydantic import Field
from starlette.background import BackgroundTask

from tolltrace.digests import Every, Wish, read_address, read_choices
from tolltrace.errors import MailError
from tolltrace.people import Scope
from tolltrace.server.asking import Asking
from tolltrace.server.desk import Desk
from tolltrace.server.mail.letters import choice_words, confirmation
from tolltrace.server.mail.links import MAX_TOKEN_CHARS, read_wish, sign_wish
from tolltrace.server.mail.posting import Answer, Post, can_send
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.frame import show_privately
from tolltrace.server.site.sessions import FORM, Visit, Visitor, keep_cookie, read_form

router = APIRouter()
log = logging.getLogger("tolltrace.server")
MOST_TO_AN_ADDRESS = 2  # mails a day: nobody fills another's mailbox from here …
MOST_FROM_AN_ADDRESS = 20  # … nor many of them; a newsroom may share one
MAIL_SECONDS = 15.0
NO_MAIL = "This site sends no mail. Its digests are pages, and a feed: /digests"


class ChoosingAsking(Asking):
    """What the form begins with: pages of a side or a place link here."""

    side: str | None = Field(None, max_length=60)
    place: str | None = Field(None, max_length=60)


class TokenAsking(Asking):
    """What a link of a mail holds."""

    token: str = Field(min_length=1, max_length=MAX_TOKEN_CHARS)


class ReaderAsking(Asking):
    """Whose subscription a link ends."""

    reader: str = Field(min_length=1, max_length=100)


@router.get("/digests/sign-up")
async def sign_up_page(visit: Visitor, said: Annotated[ChoosingAsking, Query()]) -> Response:
    """The form."""
    check_can_send(visit)
    return await show_form(visit, {"sides": said.side or "", "places": said.place or ""})


@router.post("/digests/sign-up")
async def sign_up(visit: Visitor) -> Response:
    """Mail a link to the address, whoever's it is. The answer is one, and as quick, whatever becomes of that."""
    check_can_send(visit)
    given = await read_form(visit)
    try:
        wish = wish_of(given)
    except ValueError as error:
        return await show_form(visit, given, f"{str(error)[:1].upper()}{str(error)[1:]}.", 422)
    response = await show_privately(visit, "digest-asked.html", lambda _: {"wish": wish, "choice": choice_words(wish)})
    client = visit.request.client.host if visit.request.client else ""
    response.background = BackgroundTask(mail_the_link, visit.desk, wish, client)
    return response


@router.get("/digests/confirm")
async def confirm_page(visit: Visitor, said: Annotated[TokenAsking, Query()]) -> Response:
    """A button: what opens links in mails by itself, to look for viruses, so says yes to nothing."""
    wish = await wish_in(visit, said.token)
    told = {"wish": wish, "choice": choice_words(wish), "token": said.token}
    return with_form_cookie(visit, await show_privately(visit, "digest-confirm.html", lambda _: told))


@router.post("/digests/confirm")
async def confirm(visit: Visitor) -> Response:
    """Keep what was wished."""
    given = await read_form(visit)
    wish = await wish_in(visit, given.get("token", ""))
    one = await visit.desk.run(lambda: visit.desk.ledger.mailing.subscribe(wish))
    told = {"wish": wish, "choice": choice_words(wish), "reader": one.id}
    return await show_privately(visit, "digest-confirmed.html", lambda _: told)


@router.get("/digests/unsubscribe")
async def unsubscribe_page(visit: Visitor, said: Annotated[ReaderAsking, Query()]) -> Response:
    """A button, likewise."""
    return await show_privately(visit, "digest-end.html", lambda _: {"reader": said.reader, "is_done": False})


@router.post("/digests/unsubscribe")
async def unsubscribe(visit: Visitor, said: Annotated[ReaderAsking, Query()]) -> Response:
    """End it (RFC 8058): mail programs send this by themselves, without a cookie and from no page of ours.

    Who knows the link may: it stands in one reader's mails alone.
    """
    await visit.desk.run(lambda: visit.desk.ledger.mailing.unsubscribe(said.reader))
    return await show_privately(visit, "digest-end.html", lambda _: {"reader": said.reader, "is_done": True})


async def show_form(visit: Visit, given: Mapping[str, str], trouble: str = "", status: int = 200) -> Response:
    """The form, and what was wrong."""
    shown = {name: given.get(name, "") for name in ("address", "every", "sides", "places")}
    told: dict[str, Any] = {"given": shown, "trouble": trouble, "kinds": tuple(Every)}
    return with_form_cookie(visit, await show_privately(visit, "digest-sign-up.html", lambda _: told, status=status))


def with_form_cookie(visit: Visit, response: Response) -> Response:
    """A page whose form only this browser can send."""
    if visit.admitted is None:
        keep_cookie(visit.request, response, FORM, visit.key)
    return response


def wish_of(given: Mapping[str, str]) -> Wish:
    """A form's fields. Raises ValueError."""
    every = given.get("every", "")
    if every not in list(Every):
        raise ValueError("choose daily or weekly")
    return Wish(
        read_address(given.get("address", "")),
        Every(every),
        read_choices(given.get("sides", "")),
        read_choices(given.get("places", "")),
    )


async def wish_in(visit: Visit, token: str) -> Wish:
    """What a link holds. Raises ProblemError where it has ended."""
    try:
        secret = await visit.desk.run(visit.desk.ledger.mailing.secret)
        return read_wish(token, secret, datetime.now(UTC))
    except ValueError as error:
        raise ProblemError(422, str(error)) from None


def check_can_send(visit: Visit) -> None:
    """Raise ProblemError where no mail is set up, and where only who has an account may read: a digest is reading."""
    settings = visit.desk.settings
    if not can_send(settings):
        raise ProblemError(404, NO_MAIL)
    if not settings.serve_publicly and not (visit.admitted and visit.admitted.allows(Scope.READ)):
        raise ProblemError(401, "Only who has an account may read here, and so get the digest.")


async def mail_the_link(desk: Desk, wish: Wish, client: str) -> None:
    """Behind the answer, so that nobody learns from its time whether a mail went out. It is no thread of the desk's."""
    await anyio.to_thread.run_sync(_mail_the_link, desk, wish, client)


def _mail_the_link(desk: Desk, wish: Wish, client: str) -> None:
    mailing = desk.ledger.mailing
    asked = [mailing.count_asking(f"from {client}", MOST_FROM_AN_ADDRESS)]
    asked.append(all(asked) and mailing.count_asking(f"to {wish.address.casefold()}", MOST_TO_AN_ADDRESS))
    if not all(asked):
        return
    token = sign_wish(wish, mailing.secret(), datetime.now(UTC))
    try:
        with Post(desk.settings, MAIL_SECONDS) as post:
            post.open()
            answer = post.send(confirmation(wish, token, desk.settings))
    except MailError as error:
        log.warning("a link for a digest was not sent: %s", error)
    else:
        if answer is not Answer.TAKEN:
            log.warning("a link for a digest was not sent: %s", answer)

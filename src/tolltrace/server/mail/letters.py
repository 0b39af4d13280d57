"""Digests and questions as mails: as text and as HTML, both without pictures, scripts or anything that loads.

A link in a mail is the same for everybody; the one that ends the subscription alone is its reader's own.
"""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment

from tolltrace.digests import Digest, Every, Subscriber, Wish
from tolltrace.phrasing import counted, day_words
from tolltrace.server.mail.choosing import Told
from tolltrace.server.mail.links import VALID_HOURS
from tolltrace.server.site.frame import environment
from tolltrace.settings import Settings

MOST_SHOWN = 60  # statements of one mail; its page has all
POLICY = SMTP.clone(utf8=False)


@cache
def plain_environment() -> Environment:
    """The templates of text parts, where nothing is to be escaped."""
    return environment().overlay(autoescape=False)


def digest_letter(chosen: Told, one: Subscriber, settings: Settings) -> EmailMessage:
    """A digest for one reader, with what they chose. With RFC 8058's way to end it."""
    end = unsubscribe_address(one.id, settings)
    letter = begin_letter(one.wish.address, subject_of(chosen.digest, len(chosen.statements)), settings)
    letter["List-Id"] = f"<digests.{host_of(settings)}>"
    letter["List-Unsubscribe"] = f"<{end}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter["Precedence"] = "bulk"
    shown = {
        "digest": chosen.digest,
        "parts": (
            ("Said for the first time", chosen.fresh[:MOST_SHOWN]),
            ("Carried further", chosen.further[: max(0, MOST_SHOWN - len(chosen.fresh))]),
        ),
        "count": len(chosen.statements),
        "site": settings.site_address,
        "end": end,
        "wish": one.wish,
        "choice": choice_words(one.wish),
        "most": MOST_SHOWN,
    }
    return with_body(letter, "digest", shown)


def confirmation(wish: Wish, token: str, settings: Settings) -> EmailMessage:
    """The question whether somebody wants digests. Whoever gets it without asking need do nothing."""
    letter = begin_letter(wish.address, "Do you want the digest of tolltrace?", settings)
    shown = {
        "wish": wish,
        "choice": choice_words(wish),
        "site": settings.site_address,
        "address": f"{settings.site_address}/digests/confirm?token={token}",
        "hours": VALID_HOURS,
    }
    return with_body(letter, "confirm", shown)


def begin_letter(to: str, subject: str, settings: Settings) -> EmailMessage:
    """What all mails begin with."""
    letter = EmailMessage(policy=POLICY)
    letter["From"] = f"tolltrace <{settings.mail_from}>"
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = format_datetime(datetime.now(UTC), usegmt=True)
    letter["Message-ID"] = make_msgid(domain=host_of(settings))
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def with_body(letter: EmailMessage, template: str, shown: dict[str, Any]) -> EmailMessage:
    """The same words as text and as HTML."""
    text = plain_environment().get_template(f"mail/{template}.txt").render(**shown)
    html = environment().get_template(f"mail/{template}.html").render(**shown)
    letter.set_content(text.encode("utf-8", "replace").decode(), cte="quoted-printable")
    letter.add_alternative(html.encode("utf-8", "replace").decode(), subtype="html", cte="quoted-printable")
    return letter


def subject_of(digest: Digest, count: int) -> str:
    """No figure: a subject has no room for who said it."""
    until = day_words(digest.until.date())
    when = until if digest.every is Every.DAILY else f"the week to {until}"
    return f"tolltrace, {when}: {counted(count, 'statement')}"


def choice_words(wish: Wish) -> str:
    """ "all", or what was chosen."""
    parts = [f"about {', '.join(wish.sides)}"] if wish.sides else []
    parts += [f"at {', '.join(wish.places)}"] if wish.places else []
    return " or ".join(parts) or "all statements"


def unsubscribe_address(subscriber_id: str, settings: Settings) -> str:
    """Where a reader ends it, with one click and without signing in."""
    return f"{settings.site_address}/digests/unsubscribe?reader={quote(subscriber_id, safe='')}"


def host_of(settings: Settings) -> str:
    """The site's name, as mails know it."""
    return urlsplit(settings.site_address).hostname or "localhost"

"""Handing mails to a server (SMTP), one after another over one connection."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from enum import StrEnum
from types import TracebackType
from typing import Self

from tolltrace.errors import MailError
from tolltrace.settings import Settings

TIMEOUT_SECONDS = 30.0
FOR_GOOD = 500  # answers from here on
NO_SUCH_ADDRESS = re.compile(r"5\.1\.\d{1,3}\b")  # RFC 3463: it is the address, not what we send or who we are
NEEDED = ("site_address", "mail_host", "mail_from")


class Answer(StrEnum):
    """What became of one mail."""

    TAKEN = "taken"
    NOT_NOW = "not now"  # certainly not sent; may be tried again
    REFUSED = "refused"  # certainly not sent, and not to be tried again
    NO_SUCH_ADDRESS = "no such address"
    NOT_FROM_US = "refused from us"  # whoever they are to
    UNKNOWN = "unknown"  # the connection broke: it may have been sent


def can_send(settings: Settings) -> bool:
    """Whether mails are set up."""
    return all(getattr(settings, name) for name in NEEDED)


def check_settings(settings: Settings) -> None:
    """Raise MailError for what is missing."""
    missing = [f"TOLLTRACE_{name.upper()}" for name in NEEDED if not getattr(settings, name)]
    if missing:
        raise MailError(f"no mail can be sent without {' and '.join(missing)}; docs/digests.md tells what they are")


class Post:
    """A connection that is opened when it is needed, and again when it broke. Use it in a `with`."""

    def __init__(self, settings: Settings, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        check_settings(settings)
        self._settings = settings
        self._timeout_seconds = timeout_seconds
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def open(self) -> None:
        """Connect, unless that is done. Raises MailError where the server is not there, or does not admit us."""
        if self._server is not None:
            try:
                if self._server.noop()[0] < 400:
                    return
            except (smtplib.SMTPException, OSError):
                self._server.close()
            self._server = None
        try:
            self._server = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            place = f"{self._settings.mail_host}, port {self._settings.mail_port}"
            raise MailError(f"{place}: mails cannot be handed over ({error}); look at TOLLTRACE_MAIL_…") from error

    def _connect(self) -> smtplib.SMTP:
        said = self._settings
        context = ssl.create_default_context()
        if said.mail_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                said.mail_host, said.mail_port, timeout=self._timeout_seconds, context=context
            )
        else:
            server = smtplib.SMTP(said.mail_host, said.mail_port, timeout=self._timeout_seconds)
        try:
            if said.mail_security == "starttls":
                server.starttls(context=context)
            if said.mail_user:
                server.login(said.mail_user, said.mail_password)
        except BaseException:
            server.close()
            raise
        return server

    def send(self, letter: EmailMessage) -> Answer:
        """Hand a mail over; `open` comes first. Never raises for what one address or one mail is to blame for."""
        assert self._server is not None, "open it first"  # noqa: S101
        try:
            self._server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            return _answer_of(next(iter(error.recipients.values()), (FOR_GOOD, b"")))
        except smtplib.SMTPSenderRefused:
            return Answer.NOT_FROM_US
        except smtplib.SMTPResponseException as error:
            said = error.smtp_error
            return Answer.REFUSED if error.smtp_code >= FOR_GOOD else _answer_of((error.smtp_code, said))
        except (smtplib.SMTPServerDisconnected, OSError):
            self._server.close()
            self._server = None
            return Answer.UNKNOWN
        except (smtplib.SMTPException, ValueError):  # an address that this server's SMTP cannot say
            return Answer.REFUSED
        return Answer.TAKEN


def _answer_of(said: tuple[int, bytes | str]) -> Answer:
    code, words = said
    if code < FOR_GOOD:
        return Answer.NOT_NOW
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    return Answer.NO_SUCH_ADDRESS if NO_SUCH_ADDRESS.match(text.strip()) else Answer.REFUSED

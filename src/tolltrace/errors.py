"""What a person must mend. A page that is no article is not an error: it is a Rejected.

    TolltraceError
    ├── SourceError      an input cannot be opened or is no kind that we read
    ├── SettingsError    a flag, environment variable or settings file says something we cannot use
    ├── KnowledgeError   our own data is not as it must be
    ├── WorkerError      one of several processes died
    ├── SignInError      another service did not vouch for who wants to sign in
    ├── MailError        mails cannot be sent: their settings are missing, the server is not there
    ├── ExportError      an export cannot be written as it was asked for
    ├── ArchiveError     a run over archives cannot be begun, or gone on with, as it was asked for
    └── LedgerError      the ledger cannot be opened, read or written
        ├── AbsentError  it holds nothing of that name
        │   └── TakenDownError    it does, and that was taken down
        ├── SlowError    the answer would take longer than it may
        ├── UnfitError   what was given to it does not fit; the ledger itself is well
        └── AccountError an account cannot be so: its name is taken, its password too short
            └── TooSoonError    after tries that failed, somebody must wait before they sign in

Every message says where, what was found, what was expected and what to do.
"""

from datetime import datetime


class TolltraceError(Exception):
    """The root of all that tolltrace raises on purpose. `str(error)` is for a person to read."""


class SourceError(TolltraceError):
    """An input cannot be opened, or is no kind that we read."""


class SettingsError(TolltraceError):
    """A flag, an environment variable or the settings file says something that we cannot use."""


class KnowledgeError(TolltraceError):
    """Our own data (lexicons, outlets, speakers, a model) is not as it must be."""


class WorkerError(TolltraceError):
    """One of several processes died. What was given before stands; what the message names was not read."""


class ExportError(TolltraceError):
    """An export cannot be written as it was asked for. Nothing of it was left behind."""


class ArchiveError(TolltraceError):
    """A run over archives cannot be begun, or gone on with, as it was asked for. What is done of it stands."""


class SignInError(TolltraceError):
    """Another service did not vouch for who wants to sign in, or not as it must. Nobody is admitted."""


class MailError(TolltraceError):
    """No mail can be sent. Those that were sent before stay sent, and none is sent twice."""


class LedgerError(TolltraceError):
    """The ledger cannot be opened, read or written. Nothing acknowledged before is lost."""


class AbsentError(LedgerError):
    """The ledger holds no claim, report or statement of that id."""


class SlowError(LedgerError):
    """The answer would take longer than whoever asks is given."""


class UnfitError(LedgerError):
    """What was given does not fit a ledger, which is itself well: all else can still be recorded."""


class AccountError(LedgerError):
    """What was asked of an account, a token or a password cannot be. Nothing was changed."""


class TooSoonError(AccountError):
    """After tries that failed, an account or an address must wait. `seconds` says how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many tries to sign in failed; wait {max(1, round(seconds))} s, and try again")
        self.seconds = seconds


class TakenDownError(AbsentError):
    """A record is there, and was taken down: it is not shown. Says when and why."""

    def __init__(self, of: str, at: datetime, why: str) -> None:
        super().__init__(f"{of}: taken down on {at:%Y-%m-%d}: {why}")
        self.of = of
        self.at = at
        self.why = why

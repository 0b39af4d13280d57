"""What a person must mend. A page that is no article is not an error: it is a Rejected.

    TolltraceError
    ├── SourceError      an input cannot be opened or is no kind that we read
    ├── SettingsError    a flag, environment variable or settings file says something we cannot use
    ├── KnowledgeError   our own data is not as it must be
    ├── WorkerError      one of several processes died
    ├── ExportError      an export cannot be written as it was asked for
    └── LedgerError      the ledger cannot be opened, read or written
        └── UnfitError   what was given to it does not fit; the ledger itself is well

Every message says where, what was found, what was expected and what to do.
"""


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


class LedgerError(TolltraceError):
    """The ledger cannot be opened, read or written. Nothing acknowledged before is lost."""


class UnfitError(LedgerError):
    """What was given does not fit a ledger, which is itself well: all else can still be recorded."""

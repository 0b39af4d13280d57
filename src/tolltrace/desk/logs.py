"""The desk's log, a JSON object a line on standard error: journald and log collectors take it apart."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}  # what every record has


class JsonLines(logging.Formatter):
    """One record as one line, whatever is in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The time, the level, what was said, and all that was given with it."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        said |= {name: value for name, value in vars(record).items() if name not in OWN}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str, ensure_ascii=False)


def log_as_json(level: str = "info") -> None:
    """From now on, for what the desk says."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tolltrace.desk")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False

"""Logs for the operator: never the token, never what people typed."""

import logging
import re
import sys
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
HIDDEN = "<token>"
TALKATIVE = ("httpx", "httpcore", "telegram", "aiohttp", "apscheduler", "alembic", "asyncio", "PIL")
"""Libraries that log addresses with the token, or what every user would only wonder about."""
INDISCREET = ("telegram.request", "telegram.Bot", "telegram.ext")
"""They log whole messages."""


class Redacting(logging.Formatter):
    """Takes tokens out of the finished line, its traceback included, and the words out of exceptions."""

    def __init__(self, token: str = "") -> None:
        """`token` is hidden whatever it looks like; anything that looks like a token is hidden as well."""
        super().__init__(FORMAT)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        return self._redacted(super().format(record))

    def formatException(  # noqa: N802  the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The traceback with the last line's words left out: they may be what somebody typed."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(_without_words(line) for line in lines)

    def _redacted(self, line: str) -> str:
        line = line.replace(self._token, HIDDEN) if self._token else line
        return TOKEN.sub(HIDDEN, line)


def set_up(level: str, token: str = "") -> None:
    """Log to standard error from `level` on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(token))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in INDISCREET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _without_words(line: str) -> str:
    """A line of a traceback: the code stays, "ValueError: Anna 25 Euro" becomes "ValueError"."""
    if line.startswith((" ", "Traceback")) or not line.strip():
        return line
    kind, colon, _ = line.partition(":")
    return kind if colon and re.fullmatch(r"[\w.]+", kind) else ""

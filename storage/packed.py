"""Values as JSON text: what a button carries, what a question keeps, what a letter says."""

from __future__ import annotations

import json
from typing import Any

import orjson

_ONLY_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
"""As the standard library does, refuse what would not come back as it was."""


def packed(value: Any) -> str:
    """The value as compact JSON; TypeError for what JSON has no form for.

    Halves of characters and keys that are no text are left to the standard library, which escapes them.
    """
    try:
        return orjson.dumps(value, option=_ONLY_PLAIN).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, separators=(",", ":"))

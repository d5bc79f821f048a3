"""Names: the key they are looked up by, and where they stand in a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.errors import RuleError
from rules.parsing.text import one_line, trimmed
from rules.parsing.vocabulary import Vocabulary

type_known = Callable[[str], bool]
MAX_WORDS = 5
MAX_CHARACTERS = 64

_QUOTES = "\"'`´„“”‟»«›‹‚‘’‛"
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "\ufe0e": None, "\ufe0f": None} | dict.fromkeys(_QUOTES))
_GROUP = re.compile(
    r'(?<!\w)@\w{2,32}|[„"“”»«][^„"“”»«]{1,64}["“”»«]|(?<!\w)[\'‚‘][^\'‚‘’]{1,64}[\'‘’](?!\w)',
)
_FIRST_GROUP = "\ue000"
_GROUPS = 256


def name_key(text: str) -> str:
    """The form of a name that is looked up exactly: case, umlauts (ae, oe, ue, ss), quotes and a leading @ do not count."""
    text = one_line(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().translate(_FOLD).split()).lstrip("@ ")

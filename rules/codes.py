"""Short codes for vouchers and buyers, to be read aloud and typed in without a mistake."""

from __future__ import annotations

import re

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: a code looks the same on paper and on the screen."""
SHORTEST, LONGEST = 4, 16

# Phones turn two hyphens into a dash, and what is pasted brings no-break spaces and soft hyphens along.
_SEPARATORS = re.compile(r"[\s\u00ad\u200b\u2060\u2010-\u2015\u2212-]+")
_FAIR = 256 - 256 % len(ALPHABET)


def bytes_for(length: int) -> int:
    """So many random bytes are enough for a code of that length (they fail once in 2^80 codes)."""
    return 2 * length + 16


def code(random_bytes: bytes, length: int) -> str:
    """A code of `length` characters, each equally likely; ValueError for a length out of range or too few bytes.

    Bytes from 248 on are skipped (256 is no multiple of 31), so `bytes_for(length)` of them are asked for.
    """
    if not SHORTEST <= length <= LONGEST or len(random_bytes) < bytes_for(length):
        raise ValueError("a code has 4 to 16 characters and takes bytes_for(length) random bytes")
    fair = [byte for byte in random_bytes if byte < _FAIR]
    if len(fair) < length:
        raise ValueError("these bytes are not random")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in fair[:length])


def normalised(typed: str) -> str | None:
    """The code as it was issued, whatever case, spaces and hyphens it was typed with; None when it cannot be one."""
    code = bare(typed)
    if not SHORTEST <= len(code) <= LONGEST or not code.isascii():
        return None
    return code.upper() if set(code.upper()) <= set(ALPHABET) else None


def bare(typed: str) -> str:
    """What was typed without spaces and hyphens of any kind."""
    return _SEPARATORS.sub("", typed)


def is_voucher_code(code: str) -> bool:
    """Whether a normalised code can be a voucher's: with a letter and a digit, so that no word and no number is one."""
    return any(map(str.isdigit, code)) and any(map(str.isalpha, code))

"""The code by which a lost shop is taken over: long enough that nobody guesses it, short enough to copy from paper."""

from __future__ import annotations

from rules.codes import ALPHABET, bare

LENGTH, GROUP = 28, 4
"""28 of 31 characters, each equally likely: 138 bits."""


def shown(code: str) -> str:
    """The code in groups, as it is written down: "7K2P-QM4X-…"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def typed(words: str) -> str | None:
    """The code as it was issued, whatever case, spaces and hyphens it was typed with; None when it cannot be one."""
    code = bare(words)
    return code.upper() if len(code) == LENGTH and code.isascii() and set(code.upper()) <= set(ALPHABET) else None

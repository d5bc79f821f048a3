"""What `stammkunde doctor` says about one thing it has looked at."""

from dataclasses import dataclass
from typing import Any

from messages_de import plain


@dataclass(frozen=True, slots=True)
class Finding:
    """In order or not, and the sentence about it; a hint is in order, and could be better."""

    fine: bool
    words: str
    hint: bool = False

    @property
    def line(self) -> str:
        """As it is printed."""
        if self.hint:
            return plain("cli.hint", words=self.words)
        return plain("cli.fine" if self.fine else "cli.wrong", words=self.words)


def fine(key: str, **values: Any) -> Finding:
    """All is well."""
    return Finding(fine=True, words=plain(key, **values))


def wrong(key: str, **values: Any) -> Finding:
    """Something is to be done."""
    return Finding(fine=False, words=plain(key, **values))


def hint(key: str, **values: Any) -> Finding:
    """Something could be better."""
    return Finding(fine=True, words=plain(key, **values), hint=True)

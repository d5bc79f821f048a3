"""What a market says of a purchase in a column of states: that it came to nothing, that some of it may have, or nothing of that kind."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from rules.importing.columns import heading_key

CANCELLED, DOUBTFUL, STANDS = "cancelled", "doubtful", ""
LONGEST_STATUS = 80
"""Characters of a status that count, and that are told of it."""
_SINCE = re.compile(r" (?:am|on) [0-9].*")

Words = frozenset[str]


class States(NamedTuple):
    """The words for it, as `heading_key` gives them."""

    undone: Words = frozenset()
    """What came to nothing; also two words that only say so together."""
    partly: Words = frozenset()
    """Some of it did."""
    beside: Words = frozenset()
    """What may stand beside those and changes nothing: who did it, and to what."""
    never: Words = frozenset()
    """The next word is not so."""

    def of(self, status: str) -> str:
        """What a status means. One that nobody knows means nothing; a known word among others is doubtful."""
        words = _SINCE.sub("", heading_key(status[:LONGEST_STATUS])).split()
        pairs = list(pairwise(words))
        denied = {word for before, word in pairs if before in self.never}
        found = {*words, *map(" ".join, pairs)} & self.undone - denied
        told = " ".join(found).split()
        if found and set(words) <= self.beside.union(self.undone, told):
            return CANCELLED
        return DOUBTFUL if found or self.partly & set(words) else STANDS

"""The many ways to say that one wants no more messages: not everybody types /stopp."""

from __future__ import annotations

import re
from functools import cache

from messages_de import plain
from rules.parsing.names import name_key


def is_said(words: str) -> bool:
    """Whether a message says this and nothing else, however long it holds a letter and however politely it asks."""
    said = _plainly(words)
    return bool(said) and said in _phrases()


@cache
def _phrases() -> frozenset[str]:
    return frozenset(filter(None, map(_plainly, plain("route.words_stopp").split("|"))))


@cache
def _polite() -> frozenset[str]:
    return frozenset(map(_once, name_key(plain("route.words_polite")).split("|")))


def _plainly(words: str) -> str:
    """Without politeness and signs, each letter once where it is held."""
    return " ".join(word for word in map(_once, re.findall(r"[^\W\d_]+", name_key(words))) if word not in _polite())


def _once(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)

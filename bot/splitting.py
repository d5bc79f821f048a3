"""Cutting a long text into messages: at line ends if possible, never inside a tag, with tags closed and opened again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"<[^>]+>|&[^;\s]{1,8};|\n|[^<&\n\s]{1,64}|[^\S\n]+|.", re.DOTALL)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z-]+)[^>]*>", re.IGNORECASE)


def length(token: str) -> int:
    """How much of Telegram's limit a token uses: UTF-16 units after the tags are taken out."""
    if token.startswith("<"):
        return 0
    return 1 if token.startswith("&") and token.endswith(";") else len(token.encode("utf-16-le")) // 2


def split(html: str, first: int, later: int) -> list[str]:
    """The text in pieces: the first of at most `first` visible characters, the others of at most `later`."""
    if len(html.encode("utf-16-le")) // 2 <= first:
        return [html]
    return list(_pieces(_TOKEN.findall(html), first, later))


@dataclass(slots=True)
class _Piece:
    """A message in the making, and the tags that are open in it."""

    limit: int
    tokens: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    used: int = 0

    def add(self, token: str) -> None:
        self.tokens.append(token)
        self.used += length(token)
        self.open = _opened(self.open, token)

    @property
    def text(self) -> str:
        ends = "".join(f"</{_name(tag)}>" for tag in reversed(self.open))
        return "".join(self.tokens).strip() + ends


def _pieces(tokens: list[str], first: int, later: int) -> Iterator[str]:
    piece = _Piece(first)
    for token in tokens:
        if piece.used + length(token) > piece.limit:
            piece, rest = _cut(piece)
            yield piece.text
            piece = _continued(piece.open, rest, later)
        piece.add(token)
    if piece.used:
        yield piece.text


def _cut(piece: _Piece) -> tuple[_Piece, list[str]]:
    """The piece up to its last line end (if that is not too early), and the tokens behind it."""
    half = len(piece.tokens) // 2
    ends = [place for place, piece_of in enumerate(piece.tokens) if piece_of == "\n" and place >= half]
    where = ends[-1] + 1 if ends else len(piece.tokens)
    kept = _Piece(piece.limit)
    for token in piece.tokens[:where]:
        kept.add(token)
    return kept, piece.tokens[where:]


def _continued(tags: list[str], rest: list[str], limit: int) -> _Piece:
    piece = _Piece(limit)
    for token in (*tags, *rest):
        piece.add(token)
    return piece


def _opened(tags: list[str], token: str) -> list[str]:
    tag = _TAG.fullmatch(token)
    if tag is None:
        return tags
    return tags[:-1] if tag["end"] else [*tags, token]


def _name(tag: str) -> str:
    found = _TAG.fullmatch(tag)
    return found["name"] if found else ""

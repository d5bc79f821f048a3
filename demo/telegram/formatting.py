"""Telegram's HTML: text and entities out of tags, or the error Telegram would give."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from demo.telegram.errors import ApiError, bad_request

Entity = dict[str, Any]

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
TOKEN = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s[^<>]*)?)>|&(?:#\d+|#x[\da-fA-F]+|lt|gt|amp|quot);|<")
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FOUND = re.compile(
    r"(?P<url>(?:https?://|\bt\.me/)[^\s<>\"]+)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z]\w{0,31}(?:@\w+)?)(?![\w/])"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
    r"|(?<![\w.])(?P<mention>@[A-Za-z]\w{3,31})",
)
CLOSED_KINDS = ("code", "pre", "text_link")


@dataclass(slots=True)
class Formatted:
    """Plain text with entities; offsets and lengths count UTF-16 units as in the Bot API."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Formatted:
    """Turns HTML as the Bot API understands it into text and entities; raises a 400 on any other."""
    parser = _Parser(source)
    end = 0
    for token in TOKEN.finditer(source):
        parser.literal(source[end : token.start()])
        parser.token(token)
        end = token.end()
    parser.literal(source[end:])
    return parser.finished()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.offset = 0
        self.open: list[tuple[str, Entity]] = []
        self.entities: list[Entity] = []

    def literal(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.offset += units(text)

    def token(self, token: re.Match[str]) -> None:
        closing, name, attributes = token.group(1, 2, 3)
        if name is None:
            self._unescape(token)
        elif closing:
            self._close(name.lower(), token)
        else:
            self._open(name.lower(), attributes, token)

    def _unescape(self, token: re.Match[str]) -> None:
        if token.group() == "<":
            raise self._error('Unsupported start tag ""', token)
        self.literal(html.unescape(token.group()))

    def _open(self, name: str, attributes: str, token: re.Match[str]) -> None:
        values = {key: html.unescape(one or other) for key, one, other in ATTRIBUTE.findall(attributes)}
        if name not in KINDS or (name == "span" and values.get("class") != "tg-spoiler"):
            raise self._error(f'Unsupported start tag "{name}"', token)
        entity: Entity = {"type": KINDS[name], "offset": self.offset, "length": 0}
        if name == "a":
            entity["url"] = values.get("href", "")
        elif "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        self.open.append((name, entity))
        self.entities.append(entity)

    def _close(self, name: str, token: re.Match[str]) -> None:
        if not self.open:
            raise self._error("Unexpected end tag", token)
        expected, entity = self.open.pop()
        if expected != name:
            raise self._error(f'Unmatched end tag, expected "</{expected}>", found "</{name}>"', token)
        entity["length"] = self.offset - entity["offset"]

    def _error(self, problem: str, token: re.Match[str]) -> ApiError:
        offset = len(self.source[: token.start()].encode())
        return bad_request(f"can't parse entities: {problem} at byte offset {offset}")

    def finished(self) -> Formatted:
        if self.open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self.open[-1][0]}\""
            )
        text = "".join(self.parts)
        return _trimmed(
            text, [entity for entity in self.entities if entity["length"] and not _inside_pre(entity, self.entities)]
        )


def _inside_pre(entity: Entity, entities: list[Entity]) -> bool:
    return entity["type"] == "code" and any(_covers(other, entity) for other in entities if other["type"] == "pre")


def _covers(outer: Entity, inner: Entity) -> bool:
    start, end = outer["offset"], outer["offset"] + outer["length"]
    return bool(start <= inner["offset"] and inner["offset"] + inner["length"] <= end)


def _trimmed(text: str, entities: list[Entity]) -> Formatted:
    """Telegram cuts white space at both ends and moves the entities along."""
    left = units(text) - units(text.lstrip())
    text = text.strip()
    end = units(text)
    for entity in entities:
        start = max(entity["offset"] - left, 0)
        stop = min(entity["offset"] + entity["length"] - left, end)
        entity.update(offset=start, length=max(stop - start, 0))
    return Formatted(text, [entity for entity in entities if entity["length"]])


def detected(text: str) -> list[Entity]:
    """Commands, links, hashtags and mentions Telegram finds by itself in plain text."""
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in FOUND.finditer(text)
    ]


def formatted(source: str, parse_mode: str, entities: list[Entity] | None = None) -> Formatted:
    """What a text shows: tags by `parse_mode`, given entities, and what Telegram detects itself."""
    if parse_mode and parse_mode.upper() != "HTML":
        raise bad_request("unsupported parse_mode")
    found = parse_html(source) if parse_mode else _trimmed(source, [dict(entity) for entity in entities or []])
    closed = [entity for entity in found.entities if entity["type"] in CLOSED_KINDS]
    found.entities += [one for one in detected(found.text) if not any(_covers(outer, one) for outer in closed)]
    found.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return found

"""One typed note: about whom, what, and the preferences and the birthday that it contains."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from rules.parsing.birthdays import find_birthday, is_of_relative
from rules.parsing.names import IsKnown, first_name, grouped, leading_name
from rules.parsing.preferences import Preference, parse_preferences
from rules.parsing.slips import without_birthday_slips
from rules.parsing.text import one_line, trimmed, visible

if TYPE_CHECKING:
    from datetime import date

    from rules.occasions.facts import Birthday
    from rules.parsing.vocabulary import Vocabulary

_HEAD = 400
"""A name stands within this many characters."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What a note line says; the text is kept as typed, line breaks included."""

    name: str | None = None
    text: str = ""
    preferences: tuple[Preference, ...] = ()
    birthday: Birthday | None = None
    of_relative: Birthday | None = None
    """A birthday that is not that of the buyer."""


def parse_note(line: str, today: date, words: Vocabulary, is_known: IsKnown, *, expect_name: bool = True) -> NoteLine:
    """A note as typed behind the command; `expect_name=False` if the buyer is known otherwise (a reply).

    RuleError birthday.impossible, .future, .too_old; name.too_long (limit in characters).
    """
    line = visible(line).strip()
    name, text = _name_and_text(line, words, is_known) if expect_name else (None, line)
    heard = without_birthday_slips(text, words)
    birthday, (start, end) = find_birthday(heard, today, words)
    preferences = parse_preferences(f"{heard[:start]};{heard[end:]}", words)
    if birthday and is_of_relative(heard, (start, end), words):
        return NoteLine(name, text, preferences, of_relative=birthday)
    return NoteLine(name, text, preferences, birthday)


def _name_and_text(line: str, words: Vocabulary, is_known: IsKnown) -> tuple[str | None, str]:
    head = " ".join(line[:_HEAD].split())
    typed = grouped(one_line(head))
    parts = typed.line.split()
    count = leading_name(typed, is_known) or _likely_name(parts, words)
    while count > 1 and not typed.is_group(parts[count - 1]) and not any(map(str.isalnum, parts[count - 1])):
        count -= 1
    name = typed.name(parts[:count])
    return name or None, trimmed(_behind(line, typed.typed(" ".join(parts[:count]))))


def _likely_name(parts: list[str], words: Vocabulary) -> int:
    """The first word, unless the note begins without a name."""
    starts = words.likes | words.avoids | words.birthdays | words.sizes
    return 0 if parts and parts[0].casefold().rstrip(".:") in starts else first_name(parts, words)


def _behind(line: str, name: str) -> str:
    """What stands behind the name, as typed; the name may be typed with other spaces."""
    letters = len(name.replace(" ", ""))
    ends = (at + 1 for at, char in enumerate(line) if not char.isspace())
    return line[next(islice(ends, letters - 1, None)) :] if letters else line

"""Birthdays and what is due as an iCalendar file (RFC 5545) that a phone takes over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Row

from handlers.sentences import what_comes
from messages_de import plain
from rules.occasions import birthday, coming_occasions
from storage import exporting, marks, occasions
from storage.shops import Shop, rules_of

AHEAD = timedelta(days=60)
"""So far what is due stands in the file; what comes later may still change."""
MOST = 500
"""People of whom something is due."""
MANY = 3
"""More of it on one day is one event."""
DAY = "day"
LONGEST_LINE = 75
"""Bytes, as the standard wants it."""
LEAP_DAY, LEAP_YEAR = (29, 2), 2024
YEARLY = "FREQ=YEARLY"
YEARLY_DAY_60 = "FREQ=YEARLY;BYYEARDAY=60"
"""29 February in leap years, 1 March in all others."""
MORNING = "PT9H"
"""When the phone reminds, from midnight."""


def calendar(db: Connection, shop: Shop, today: date, now: datetime) -> bytes:
    """A calendar of whole days; the same thing has the same number in every file, so that it is not there twice."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Stammkunde//DE", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{escaped(plain('export.calendar', shop=shop.name))}"]
    for event in (*_birthdays(db, shop, today, now), *_due(db, shop, today, now)):
        lines += event
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _birthdays(db: Connection, shop: Shop, today: date, now: datetime) -> Iterator[list[str]]:
    for row, _ in exporting.people(db, shop.id, today):
        if row.birthday_day is not None:
            is_leap = (row.birthday_day, row.birthday_month) == LEAP_DAY
            title = plain("export.birthday", name=row.name)
            uid = f"{marks.ref(shop, row.id)}-birthday"
            yield _event(uid, _first(row, today), title, now, YEARLY_DAY_60 if is_leap else YEARLY)


def _first(row: Row[date], today: date) -> date:
    """The day of birth, or this year's birthday where the year is not known."""
    is_leap = (row.birthday_day, row.birthday_month) == LEAP_DAY
    return date(row.birthday_year or (LEAP_YEAR if is_leap else today.year), row.birthday_month, row.birthday_day)


def _due(db: Connection, shop: Shop, today: date, now: datetime) -> Iterator[list[str]]:
    days: dict[date, list[tuple[str, str]]] = defaultdict(list)
    found, _ = occasions.until(db, shop, today + AHEAD, today, MOST)
    for known in found:
        for one in coming_occasions(known.facts, rules_of(shop), today):
            if one.due <= today + AHEAD and not one.withheld and one.kind != birthday.KIND:
                title = plain("export.due", name=known.row.name, what=str(what_comes(one)))
                uid = f"{marks.ref(shop, known.row.id)}-{one.kind}-{one.key}"
                days[max(one.due, today)].append((uid, title))
    for day, due in days.items():
        if len(due) > MANY:
            yield _together(shop, day, [title for _, title in due], now)
        else:
            yield from (_event(uid, day, title, now) for uid, title in due)


def _together(shop: Shop, day: date, titles: Sequence[str], now: datetime) -> list[str]:
    """What is due on a day with a lot of it: one event, with everything in its text."""
    names = ", ".join(dict.fromkeys(title.partition(": ")[0] for title in titles))
    title = plain("export.due_together", n=len(titles), names=names)
    return _event(f"{marks.ref(shop, day.toordinal(), DAY)}", day, title, now, more="\n".join(titles))


def _event(uid: str, day: date, title: str, now: datetime, rule: str = "", more: str = "") -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(uid)}@stammkunde",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.year:04}{day:%m%d}",
        f"SUMMARY:{escaped(title)}",
        *([f"RRULE:{rule}"] if rule else []),
        *([f"DESCRIPTION:{escaped(more)}"] if more else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(title)}",
        f"TRIGGER:{MORNING}",
        "END:VALARM",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """A text as a value: signs that mean something are marked."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "".join(letter for letter in text.replace("\n", "\\n") if letter.isprintable())


def folded(line: str) -> str:
    """A line of at most 75 bytes, and what does not fit in lines of their own; no letter is cut in two."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])

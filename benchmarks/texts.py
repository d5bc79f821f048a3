"""Sample drafts for reading, and figures over all combinations: `python -m benchmarks.texts [--seed 4] [--count 60]`."""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain, combinations

from handlers.wordings import MOODS, PERSONAL, Wording, wordings
from messages_de import catalogue
from rules.phases import PHASES

FORMS = ("", "sie")
LONGEST = 400
FAMILIAR = re.compile(r"\b(du|dich|dir|dein\w*|hast|bist|magst|kannst|sollst)\b", re.IGNORECASE)
POLITE = re.compile(r"\b(Ihnen|Ihr(e[nmrs]?)?|Sie)\b")
BROKEN = re.compile(r"[{}]|\(\s*\)|„\s*“|  | [.,!?:;)]|[,;:(]$|[.!?,:]{2}|None")
ONE = r"\b1 (?:Punkt|Stempel)\b"
MANY = r"\b(?!1 )\d+ (?:Punkte|Stempel)\b"
DISAGREES = re.compile(
    rf"\b(?:sind|gelten|fehlen)\b[^.!?]*{ONE}|{ONE}[^.!?]*\b(?:sie|sind|gelten|fehlen)\b"
    rf"|\b(?:ist es|gilt|fehlt)(?: nur)?(?: noch)? {MANY}|{MANY}(?: \S+)? (?:ist|gilt|fehlt)\b"
)
"""One thing with the verb of many, or the other way round."""
TOGETHER = {"points": "day", "missing": "reward"}
VALUES: dict[str, tuple[object, ...]] = {
    "name": ("Anna", "Ben", "Frau Yılmaz", "Jörg", "Lena Vogt"),
    "item": ("Wollsocken", "Honig 500 g", "zwei Kerzen", "Ohrringe Silber"),
    "like": ("Blau", "dunkle Schokolade", "Lavendel"),
    "ago": ("gestern", "vor 6 Tagen", "vor 7 Wochen", "vor 3 Monaten"),
    "points": ("20 Punkte", "1 Punkt"),
    "day": (date(2026, 5, 28),),
    "benefits": ("gratis Versand", "10 % auf alles"),
    "reward": ("Gratis Kaffee", "Seife nach Wahl"),
    "missing": ("1 Stempel", "8 Punkte"),
    "what": ("Fotos schicken", "Naht offen"),
    "count": (10,),
    "n": (1, 2),
    "shop": ("Marias Wolle",),
    "tier": ("Stammkunde", "Gold"),
}


def known(names: tuple[str, ...], chance: random.Random) -> dict[str, object]:
    """Facts about a buyer: these, and what is always known."""
    all_ = ("name", "n", "shop", "tier", *names, *(TOGETHER[name] for name in names if name in TOGETHER))
    return {name: chance.choice(VALUES[name]) for name in all_}


def asked_for(kind: str) -> list[str]:
    """What a text of this kind may mention."""
    texts = " ".join(words for key, words in catalogue("draft").items() if key.startswith(f"draft.{kind}."))
    return sorted(name for name in PERSONAL | {"ago"} if re.search(rf"\{{{name}\W", texts))


def subsets(kind: str) -> Iterator[tuple[str, ...]]:
    """Every subset of what may be known."""
    names = asked_for(kind)
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def sample(count: int, chance: random.Random) -> Iterator[str]:
    """Drafts for reading, kind after kind."""
    kinds = list(MOODS)
    for number in range(count):
        kind, phase, form = kinds[number % len(kinds)], chance.choice(PHASES), chance.choice(FORMS)
        what = chance.choice(list(subsets(kind)))
        chosen = chance.choice(wordings(kind, phase, known(what, chance), number, form))
        yield f"{number + 1:2}. {kind} / {phase} / {form or 'du'}\n    {chosen.words}"


def _broken(one: Wording, form: str) -> bool:
    mixed = (FAMILIAR if form else POLITE).search(one.words)
    return bool(
        BROKEN.search(one.words)
        or DISAGREES.search(one.words)
        or mixed
        or len(one.words) > LONGEST
        or one.words[-1] not in ".!?"
    )


def figures() -> str:
    """All combinations in one line."""
    chance = random.Random(1)
    texts, combined, longest, duplicates, broken = set[str](), 0, 0, 0, 0
    for kind, phase, form in ((kind, phase, form) for kind in MOODS for phase in PHASES for form in FORMS):
        for what in subsets(kind):
            found = wordings(kind, phase, known(what, chance), 0, form)
            combined += 1
            texts.update(f"{form}:{one.fingerprint}" for one in found)
            longest = max(longest, *(len(one.words) for one in found))
            duplicates += sum(times - 1 for times in Counter(one.words for one in found).values())
            broken += sum(_broken(one, form) for one in found) + (len({one.body for one in found}) < 4)
    return f"texts={len(texts)} combinations={combined} longest={longest} duplicates={duplicates} broken={broken}"


def main() -> None:
    """Print the sample and the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=4)
    options.add_argument("--count", type=int, default=60)
    given = options.parse_args()
    for draft in sample(given.count, random.Random(given.seed)):
        print(draft)
    print(figures())


if __name__ == "__main__":
    main()

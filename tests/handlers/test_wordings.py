"""Every text for every buyer: complete, warm in one form of address, short, and different from the others."""

import re
from datetime import date
from itertools import chain, combinations, product
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from benchmarks.texts import DISAGREES
from handlers.wordings import MOODS, PERSONAL, Wording, pick, wordings
from messages_de import catalogue, keys
from rules.occasions import KINDS
from rules.phases import BEFORE, PHASES

ROOT = Path(__file__).parents[2]
FAMILIAR = re.compile(r"\b(du|dich|dir|dein\w*|hast|bist|magst|kannst|sollst)\b", re.IGNORECASE)
POLITE = re.compile(r"\b(Ihnen|Ihr(e[nmrs]?)?|Sie)\b")
BROKEN = re.compile(r"[{}]|\(\s*\)|„\s*“|  | [.,!?:;)]|[,;:(]$|\( |[.!?,:]{2}|: [.!?]|None|, [.!?]")
EMOJI = re.compile("[\U0001f300-\U0001faff☀✅✏⏰✨❤♥]")
LONGEST = 400
VALUES: dict[str, object] = {
    "item": "Wollsocken",
    "like": "Blau",
    "ago": "vor 3 Wochen",
    "points": "20 Punkte",
    "day": date(2026, 5, 28),
    "benefits": "gratis Versand",
    "reward": "eine Tasse Tee",
    "missing": "2 Stempel",
    "what": "Fotos schicken",
    "count": 10,
}
OPTIONAL = sorted(PERSONAL | {"ago"})
TOGETHER = {"points": "day", "missing": "reward"}
"""What is known together."""
NAMED = {"tier_up": {"tier": "Stammkunde"}}
FORMS = ["", "sie"]


def asked_for(kind: str) -> list[str]:
    """What any text of this kind may mention."""
    texts = " ".join(words for key, words in catalogue("draft").items() if key.startswith(f"draft.{kind}."))
    return [name for name in OPTIONAL if re.search(rf"\{{{name}\W", texts)]


def subsets(kind: str) -> list[dict[str, object]]:
    """Every subset of what may be known, with a name always."""
    names = asked_for(kind)
    found = chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
    always = {"name": "Anna", "n": 1, "shop": "Marias Wolle", **NAMED.get(kind, {})}
    return [{**always, **_values(chosen)} for chosen in found]


def _values(chosen: tuple[str, ...]) -> dict[str, object]:
    names = [*chosen, *(TOGETHER[name] for name in chosen if name in TOGETHER)]
    return {name: VALUES[name] for name in names}


ALL_PHASES = (*PHASES, BEFORE)


def all_texts(kind: str, form: str) -> list[tuple[str, str]]:
    """Every text of a kind, with the phase it is for."""
    known = list(product(ALL_PHASES, subsets(kind)))
    return [(phase, one.words) for phase, values in known for one in wordings(kind, phase, values, 0, form)]


CASES = [(kind, form) for kind in MOODS for form in FORMS]


@pytest.mark.parametrize(("kind", "form"), CASES, ids=lambda value: str(value) or "du")
class TestEveryText:
    def test_it_is_complete(self, kind: str, form: str) -> None:
        """No gap, no double space, no comma or bracket left over."""
        assert [text for text in all_texts(kind, form) if BROKEN.search(text[1])] == []

    def test_it_ends_as_a_sentence_and_names_the_buyer(self, kind: str, form: str) -> None:
        for phase, words in all_texts(kind, form):
            assert re.search(r"[.!?]$", words), (phase, words)
            assert words.count("Anna") == 1, (phase, words)

    def test_du_and_sie_are_never_mixed(self, kind: str, form: str) -> None:
        other = FAMILIAR if form else POLITE
        assert [text for text in all_texts(kind, form) if other.search(text[1])] == []

    def test_it_is_short_with_one_emoji_at_most(self, kind: str, form: str) -> None:
        for phase, words in all_texts(kind, form):
            assert len(words) <= LONGEST, (phase, words)
            assert len(EMOJI.findall(words)) <= 1, (phase, words)

    def test_there_are_at_least_four_different_ones_whatever_is_known(self, kind: str, form: str) -> None:
        """Different in more than the sentence about the phase, and no two alike."""
        for phase, known in product(ALL_PHASES, subsets(kind)):
            found = wordings(kind, phase, known, 0, form)
            assert len({one.body for one in found}) >= 4, (phase, known)
            different = len({one.words for one in found}), len({one.fingerprint for one in found})
            assert different == (len(found), len(found)), (phase, known)


@pytest.mark.parametrize("kind", MOODS)
def test_each_phase_has_texts_of_its_own(kind: str) -> None:
    texts = {phase: {one.words for one in wordings(kind, phase, subsets(kind)[-1], 0, "")} for phase in PHASES}
    assert all(texts[one].isdisjoint(texts[other]) for one, other in combinations(PHASES, 2))


def test_a_sentence_about_the_phase_stands_once_only() -> None:
    said = [words for key, words in catalogue("phase").items() if not key.startswith("phase.ago.")]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("kind", [kind.KIND for kind in KINDS])
def test_every_kind_of_reminder_has_a_mood(kind: str) -> None:
    assert any(name.split(".")[0] == kind for name in MOODS)


def test_no_text_is_left_over() -> None:
    prefixes = {f"draft.{kind}" for kind in MOODS}
    assert {key for key in keys("draft") if key.rpartition(".")[0] not in prefixes} == set()


def test_every_text_that_addresses_the_buyer_has_a_polite_form() -> None:
    for feature in ("draft", "phase"):
        with (ROOT / "messages_de" / f"{feature}.po").open("rb") as file:
            po = read_po(file, locale="de")
        polite = {str(m.id) for m in po if m.id and m.context == "sie"}
        familiar = {str(m.id) for m in po if m.id and not m.context and FAMILIAR.search(str(m.string))}
        assert familiar <= polite


@pytest.mark.parametrize("form", FORMS, ids=["du", "sie"])
def test_years_are_counted(form: str) -> None:
    for phase in PHASES:
        for one in wordings("anniversary", phase, {"name": "Anna", "n": 2}, 0, form):
            assert "2 Jahre" in one.words


@pytest.mark.parametrize("kind", MOODS)
def test_the_longest_facts_leave_every_text_short(kind: str) -> None:
    long: dict[str, object] = {name: "x" * 60 if isinstance(value, str) else value for name, value in VALUES.items()}
    known = {**long, "name": "y" * 60, "tier": "z" * 40, "n": 1}
    for phase in PHASES:
        found = wordings(kind, phase, known, 0, "sie")
        assert all(len(one.words) <= LONGEST for one in found)
        assert len({one.words for one in found}) == len({one.fingerprint for one in found}) == len(found)


@pytest.mark.parametrize("form", FORMS, ids=["du", "sie"])
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize(
    ("points", "missing"), [("1 Punkt", "1 Stempel"), ("20 Punkte", "2 Stempel"), ("1 Punkt", "1 Punkt")]
)
def test_one_thing_has_the_verb_of_one(phase: str, form: str, points: str, missing: str) -> None:
    known = {**VALUES, "points": points, "missing": missing, "name": "Anna", "n": 1, "tier": "Gold", "shop": "Wolle"}
    found = [one.words for kind in MOODS for one in wordings(kind, phase, known, 0, form)]
    assert [words for words in found if DISAGREES.search(words)] == []


@pytest.mark.parametrize(
    ("words", "disagrees"),
    [
        ("Bis zur Tasse sind es nur noch 1 Stempel.", True),
        ("Du hast noch 1 Punkt bei mir, sie gelten bis 28. Mai.", True),
        ("Punkte auf deiner Karte (1 Punkt) gelten nur noch bis 28. Mai.", True),
        ("Dir fehlt nur noch 8 Punkte.", True),
        ("Dir fehlen nur noch 8 Punkte.", False),
        ("Für 1 Punkt auf deiner Karte ist nur noch bis 28. Mai Zeit.", False),
        ("Für 20 Punkte auf deiner Karte ist nur noch bis 28. Mai Zeit.", False),
        ("Wir sind da. Nur noch 1 Stempel bis zur Tasse.", False),
    ],
)
def test_a_verb_that_disagrees_is_seen(words: str, disagrees: bool) -> None:
    assert bool(DISAGREES.search(words)) is disagrees


class TestThePick:
    OPTIONS = tuple(Wording(f"{body}:{tail}", "") for tail in "xy" for body in "abc")

    def test_first_come_first(self) -> None:
        assert pick(self.OPTIONS, {}, ()).fingerprint == "a:x"

    def test_a_buyer_gets_another_text_each_time_and_another_body_first(self) -> None:
        mine: dict[str, int] = {}
        for number in range(1, 7):
            mine[pick(self.OPTIONS, mine, ()).fingerprint] = number
        assert [fingerprint[0] for fingerprint in mine] == list("abcabc")
        assert len(mine) == 6

    def test_when_all_were_used_the_oldest_comes_back(self) -> None:
        mine = {one.fingerprint: number for number, one in enumerate(self.OPTIONS, 5)}
        assert pick(self.OPTIONS, mine | {"a:x": 99}, ()).fingerprint == "b:x"

    def test_two_buyers_of_one_day_get_different_texts(self) -> None:
        others: set[str] = set()
        for _ in self.OPTIONS:
            others.add(pick(self.OPTIONS, {}, others).fingerprint)
        assert len(others) == 6

    def test_the_second_buyer_of_a_day_gets_another_body_and_another_sentence_about_the_phase(self) -> None:
        assert pick(self.OPTIONS, {}, {"a:x"}).fingerprint == "b:y"

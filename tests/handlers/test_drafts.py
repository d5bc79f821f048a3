"""Ready messages: personal, in du and Sie, different each time, for every kind."""

import re
from datetime import date
from typing import Any

import pytest

from handlers.drafts import draft
from handlers.knowing import ago, clipped
from messages_de import keys, plain
from rules.contacts import ALONE
from rules.occasions import KINDS
from rules.occasions.facts import Occasion
from storage import reminders, shops
from tests.chat import Person, World

DAY = date(2026, 5, 10)
KEYS = {kind.KIND: kind.KIND for kind in KINDS} | {"birthday_ahead": "birthday", "birthday_late": "birthday"}
BIRTHDAYS = {"birthday_ahead": "2026-05-12:ahead", "birthday_late": "2026-05-08:day"}
REASONS: dict[str, dict[str, Any]] = {"reward_near": {"unit": "stamps", "cost": 10}, "tier_up": {"tier": "regular"}}
POLITE = re.compile(r"\b(Ihnen|Ihre?[nmr]?|Sie)\b")
FAMILIAR = re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE)


def drafts(
    world: World, wording: str, number: int = 1, form: str = "", reason: dict[str, Any] | None = None
) -> list[str]:
    occasion = Occasion(
        KEYS[wording], BIRTHDAYS.get(wording, "2026-05-10:day"), DAY, DAY, 3, reason or REASONS.get(wording, {})
    )
    with world.engine.begin() as db:
        shop = shops.change(db, 1, address_form=form)
        row = reminders.get(db, 1, reminders.make(db, 1, 1, occasion, DAY))
        return [draft(db, shop, row, DAY).words for _ in range(number)]


@pytest.mark.parametrize("wording", KEYS)
def test_every_kind_has_at_least_four_wordings(wording: str) -> None:
    """Two of them need nothing but a name, so that a second tap always brings another."""
    assert len([key for key in keys("draft") if key.startswith(f"draft.{wording}.")]) >= 4


@pytest.mark.parametrize("wording", KEYS)
def test_a_buyer_of_whom_little_is_known_gets_complete_sentences(world: World, maria: Person, wording: str) -> None:
    maria.hears("/kauf Anna 25")
    first, second = drafts(world, wording, 2)
    assert first != second
    for words in (first, second):
        assert "Anna" in words
        assert not re.search(r"[{}]|\(\)| ,|None|  ", words)


@pytest.mark.parametrize("wording", ["follow_up", "win_back"])
@pytest.mark.parametrize("buyer", range(4), ids=lambda number: f"buyer {number + 1}")
def test_the_first_draft_names_what_was_bought_last(world: World, maria: Person, wording: str, buyer: int) -> None:
    names = [f"Kundin{number}" for number in range(buyer)] + ["Anna"]
    for name in names:
        maria.hears(f"/kauf {name} 25 Mütze gestern")
    maria.hears("/kauf Anna 25 Wollsocken")
    occasion = Occasion(wording, "x", DAY, DAY, 3, {})
    with world.engine.begin() as db:
        row = reminders.get(db, 1, reminders.make(db, 1, buyer + 1, occasion, DAY))
        words = draft(db, shops.get(db, 1), row, DAY).words
    assert "Wollsocken" in words


@pytest.mark.parametrize("wording", ["birthday", "birthday_ahead", "birthday_late", "surprise"])
def test_the_first_draft_uses_a_preference(world: World, maria: Person, wording: str) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/vorliebe Anna Blau")
    assert "Blau" in drafts(world, wording)[0]


@pytest.mark.parametrize("card", ["2026-05-10:ahead", "2026-05-10:day"])
@pytest.mark.parametrize(
    ("day", "said", "unsaid"),
    [
        (9, "Geburtstag", "nachträglich|spät"),
        (10, "Geburtstag|Glück", "nachträglich|spät|bald"),
        (23, "nachträglich|spät", "heute|bald"),
    ],
    ids=["the eve", "the day", "long past"],
)
def test_a_text_for_a_birthday_goes_by_the_day_it_is_taken(
    world: World, maria: Person, card: str, day: int, said: str, unsaid: str
) -> None:
    maria.hears("/kauf Anna 25")
    today = date(2026, 5, day)
    occasion = Occasion("birthday", card, DAY, DAY, 2, {"date": DAY})
    with world.engine.begin() as db:
        row = reminders.get(db, 1, reminders.make(db, 1, 1, occasion, DAY))
        texts = [draft(db, shops.get(db, 1), row, today).words for _ in range(4)]
    assert all(re.search(said, words, re.IGNORECASE) for words in texts)
    assert not any(re.search(unsaid, words, re.IGNORECASE) for words in texts)


@pytest.mark.parametrize("wording", KEYS)
def test_the_polite_form_has_no_du_in_it(world: World, maria: Person, wording: str) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/vorliebe Anna Blau")
    for words in drafts(world, wording, 8, form="sie"):
        assert not FAMILIAR.search(words)


@pytest.mark.parametrize("wording", KEYS)
def test_the_familiar_form_has_no_sie_in_it(world: World, maria: Person, wording: str) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/vorliebe Anna Blau")
    for words in drafts(world, wording, 8):
        assert not POLITE.search(words)


@pytest.mark.parametrize(("years", "words"), [(1, "ein"), (2, "2 Jahre")])
def test_years_are_counted(world: World, maria: Person, years: int, words: str) -> None:
    maria.hears("/kauf Anna 25")
    assert all(words in draft for draft in drafts(world, "anniversary", 3, reason={"years": years}))


@pytest.mark.parametrize("form", ["", "sie"], ids=["du", "sie"])
@pytest.mark.parametrize("kind", [kind.KIND for kind in KINDS if kind.LIMIT not in ALONE and kind.KIND != "win_back"])
def test_what_stands_on_the_same_card_is_said_too(world: World, maria: Person, kind: str, form: str) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    reason = {"years": 2, "purchase": 10, "tier": "regular", "date": DAY, "unit": "stamps", "cost": 10}
    lead = Occasion("win_back", "x", DAY, DAY, 3, {})
    with world.engine.begin() as db:
        shop = shops.change(db, 1, address_form=form)
        number = reminders.make_card(db, 1, 1, [lead, Occasion(kind, f"{DAY}:day", DAY, DAY, 3, reason)], DAY)
        words = draft(db, shop, reminders.get(db, 1, number), DAY).words
    said = plain(f"beside.{kind}", form=form, n=2, **reason | {"tier": "Stammkunde"})
    assert words.endswith(said)
    assert words.count("Anna") == 1
    assert len(words) <= 400


def test_a_birthday_and_an_anniversary_are_both_said(world: World, maria: Person, no_thanks: None) -> None:
    maria.hears("/kauf Anna 25 am 10.5.2025")
    maria.hears("/kauf Anna 25 am 10.4.2026")
    maria.hears("/geburtstag Anna 10.5.")
    world.go_to(DAY, 9)
    world.tick()
    said = maria.tap("Text")
    assert re.search("Geburtstag|Glückwunsch", said)
    assert "Und danke für ein gemeinsames Jahr!" in said


def test_nobody_is_told_on_a_later_day_that_it_is_so_since_today(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    assert not [words for words in drafts(world, "tier_up", 9) if "heute" in words]


def test_while_a_complaint_is_open_no_birthday_promises_a_present(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/vorliebe Anna Blau")
    maria.hears("/reklamation Anna Naht offen")
    said = drafts(world, "birthday", 16)
    assert len(set(said)) == 16
    assert not [words for words in said if re.search("Geschenk|lege ich|Kleinigkeit|Kleines|Überraschung", words)]


def test_every_draft_fits_the_copy_button(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/vorliebe Anna Blau")
    assert all(len(words) <= 256 for wording in KEYS for words in drafts(world, wording, 8))


def test_one_buyer_never_gets_the_same_text_twice_while_others_are_left(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    said = drafts(world, "follow_up", 16)
    assert len(set(said)) == 16


def test_two_buyers_of_one_day_get_different_texts(world: World, maria: Person) -> None:
    names = ["Anna", "Ben", "Cleo", "Dora", "Emil"]
    for name in names:
        maria.hears(f"/kauf {name} 25")
    said = []
    with world.engine.begin() as db:
        for number, name in enumerate(names, 1):
            row = reminders.get(db, 1, reminders.make(db, 1, number, Occasion("win_back", "x", DAY, DAY, 3, {}), DAY))
            said.append(draft(db, shops.get(db, 1), row, DAY).words.replace(name, "N."))
    assert len(set(said)) == len(names)


@pytest.mark.parametrize(("days", "words"), [(0, "heute"), (1, "gestern"), (6, "vor 6 Tagen"), (14, "vor 2 Wochen")])
def test_the_time_since_the_last_purchase_is_in_words(days: int, words: str) -> None:
    assert ago(days) == words


@pytest.mark.parametrize(("days", "words"), [(60, "vor 2 Monaten"), (729, "vor 24 Monaten"), (730, "vor 2 Jahren")])
def test_a_long_time_is_told_in_months_and_years(days: int, words: str) -> None:
    assert ago(days) == words


def test_a_long_item_is_shortened() -> None:
    assert len(clipped("Wolle " * 40)) <= 60
    assert clipped("Danke.  Sehr.") == "Danke. Sehr"


def test_a_near_reward_is_named_when_winning_back(world: World, maria: Person) -> None:
    for _ in range(8):
        maria.hears("/kauf Anna 3")
    with world.engine.begin() as db:
        shops.change(db, 1, card_reward="Gratis Tee")
    assert any("nur noch 2 Stempel" in words and "Gratis Tee" in words for words in drafts(world, "reward_near", 4))

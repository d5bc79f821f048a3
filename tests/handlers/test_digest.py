"""The daily message: when it comes, what it says, and that it comes once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.collecting import MOST
from rules.occasions import KINDS, Occasion
from storage import shops
from tests.chat import SELLER, Person, Said, World, rows

MONDAY = date(2026, 5, 4)
SUMMER, WINTER = date(2026, 3, 29), date(2026, 10, 25)


def digest_at(world: World, day: date, hour: int = 9, minute: int = 0) -> list[Said]:
    world.go_to(day, hour, minute)
    return world.tick()


def at(maria: Person, clock: str) -> None:
    """Choose another time for the daily message."""
    maria.hears("/start")
    maria.tap("Uhrzeit")
    assert f"um {clock.zfill(5)} Uhr" in maria.hears(clock)


def wanted_daily(maria: Person) -> None:
    maria.hears("/start")
    maria.tap("Auch an ruhigen Tagen melden")


def sent_in(world: World, start: datetime, end: datetime, every: timedelta) -> list[datetime]:
    """When the minute ticks from `start` to `end`, the instants at which a message came."""
    instants = []
    world.now = start
    while world.now <= end:
        if world.tick():
            instants.append(world.now)
        world.now += every
    return instants


def test_a_day_with_every_kind(world: World, maria: Person, snapshot: SnapshotAssertion) -> None:
    maria.hears("/kauf Jana 30 Decke am 10.5.2025")
    maria.hears("/kauf Jana 30 Kissen am 12.4.2026")
    maria.hears("/kauf Nora 25 Socken")
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    maria.hears("/kauf Gerd 12 am 1.2.2026")
    maria.hears("/geburtstag Gerd 10.5.1980")
    maria.hears("/kauf Ida 12 am 1.2.2026")
    maria.hears("/geburtstag Ida 13.5.")
    said = digest_at(world, date(2026, 5, 10))
    assert [message.text for message in said] == snapshot
    *others, wilma = [list(message.buttons) for message in said[1:]]
    assert others == [["Text", "Erledigt", "Später", "Nicht mehr", "Warum?"]] * (len(said) - 2)
    assert wilma == [*others[0], "Kauft saisonal"]


def test_only_the_greeting_rings(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    greeting, card = digest_at(world, date(2026, 5, 10))
    assert "disable_notification" not in greeting.payload
    assert card.payload["disable_notification"] is True


def test_one_reminder_is_one_person(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert digest_at(world, date(2026, 5, 10))[0].text == "☀️ Guten Morgen! Heute lohnt sich ein Gedanke an eine Person."


def test_two_reminders_about_one_buyer_are_one_card(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/geburtstag Anna 10.5.")
    greeting, *cards = digest_at(world, date(2026, 5, 10))
    assert "an eine Person" in greeting.text
    (card,) = cards
    assert card.text == (
        "🎂 Anna hat heute Geburtstag. Gratuliere mit einer kleinen Aufmerksamkeit.\n"
        "Und gleich mit: nachfragen, ob der Einkauf vom 4. Mai gut angekommen ist"
    )


def test_in_the_afternoon_nobody_says_good_morning(world: World, maria: Person) -> None:
    at(maria, "18:00")
    maria.hears("/kauf Anna 25")
    assert digest_at(world, date(2026, 5, 10), 18)[0].text.startswith("Hallo! Heute")


def test_at_most_seven_in_order_of_value(world: World, maria: Person) -> None:
    for number in range(1, 11):
        maria.hears(f'/kauf "Kundin {number:02}" {number}')
    greeting, *cards = digest_at(world, date(2026, 5, 10))
    assert "an 7 Menschen" in greeting.text
    assert [card.text[2:11] for card in cards] == [f"Kundin {number:02}" for number in range(10, 3, -1)]
    assert len(cards) == MOST


def test_what_was_not_shown_comes_the_next_day(world: World, maria: Person) -> None:
    for number in range(1, 11):
        maria.hears(f'/kauf "Kundin {number:02}" {number}')
    digest_at(world, date(2026, 5, 10))
    greeting, *cards = digest_at(world, date(2026, 5, 11))
    assert [card.text[2:11] for card in cards] == ["Kundin 03", "Kundin 02", "Kundin 01"]
    assert greeting.text.endswith("Außerdem sind noch 7 Erinnerungen offen: /heute")


@pytest.mark.usefixtures("no_thanks")
def test_nothing_due_means_no_message(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert digest_at(world, date(2026, 5, 5)) == []


def test_a_message_on_quiet_days_if_the_seller_wants_one(world: World, maria: Person) -> None:
    wanted_daily(maria)
    (said,) = digest_at(world, date(2026, 5, 5))
    assert said.text == "☀️ Guten Morgen! Heute steht niemand an."


@pytest.mark.parametrize("minute", [0, 1, 14])
def test_it_comes_once_a_day_however_often_the_clock_ticks(world: World, maria: Person, minute: int) -> None:
    wanted_daily(maria)
    assert len(digest_at(world, date(2026, 5, 5), 9, minute)) == 1
    assert digest_at(world, date(2026, 5, 5), 9, minute) == []
    assert digest_at(world, date(2026, 5, 5), 20) == []
    assert len(digest_at(world, date(2026, 5, 6))) == 1


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_restart_brings_no_second_message(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert digest_at(world, date(2026, 5, 10)) != []
    after = world.restarted((SELLER,))
    with after.engine.begin() as db:
        shops.change(db, 1, next_digest=after.now)
    assert after.tick() == []
    assert rows(after)["reminder"] == 1


def test_a_clock_set_back_brings_no_second_message(world: World, maria: Person) -> None:
    wanted_daily(maria)
    assert len(digest_at(world, date(2026, 5, 5))) == 1
    assert digest_at(world, date(2026, 5, 5), 8) == []
    assert digest_at(world, date(2026, 5, 5), 9, 1) == []


@pytest.mark.parametrize(
    ("hour", "comes"),
    [(11, True), (20, True), (21, False), (23, False)],
    ids=["11: by day", "20: by day", "21: night", "23: night"],
)
def test_what_was_missed_is_caught_up_by_day_only(world: World, maria: Person, hour: int, *, comes: bool) -> None:
    wanted_daily(maria)
    assert bool(digest_at(world, date(2026, 5, 5), hour)) is comes
    assert len(digest_at(world, date(2026, 5, 6))) == 1


def test_three_days_off_bring_one_message(world: World, maria: Person) -> None:
    wanted_daily(maria)
    digest_at(world, date(2026, 5, 5))
    assert len(digest_at(world, date(2026, 5, 9), 12)) == 1
    assert digest_at(world, date(2026, 5, 9), 13) == []


def test_a_message_at_midnight_comes_at_midnight_and_is_caught_up_in_the_morning(world: World, maria: Person) -> None:
    wanted_daily(maria)
    at(maria, "0:00")
    assert len(digest_at(world, date(2026, 5, 5), 0, 1)) == 1
    assert digest_at(world, date(2026, 5, 6), 0, 30) == []
    assert digest_at(world, date(2026, 5, 6), 6, 59) == []
    assert len(digest_at(world, date(2026, 5, 6), 7)) == 1


@pytest.mark.parametrize("clock", ["0:00", "2:30", "3:00", "9:00", "23:50"])
@pytest.mark.parametrize("day", [SUMMER, WINTER], ids=["the hour that is skipped", "the hour that comes twice"])
def test_each_local_day_has_one_message_when_the_clocks_change(
    world: World, maria: Person, day: date, clock: str
) -> None:
    wanted_daily(maria)
    world.go_to(day - timedelta(days=2), 12)
    at(maria, clock)
    world.go_to(day - timedelta(days=1), 0)
    start = world.now
    world.go_to(day + timedelta(days=2), 0)
    instants = sent_in(world, start, world.now - timedelta(minutes=10), timedelta(minutes=10))
    zone = shops.ZoneInfo("Europe/Berlin")
    days = [instant.astimezone(zone).date() for instant in instants]
    assert days == [day - timedelta(days=1), day, day + timedelta(days=1)]


def test_a_skipped_hour_is_the_hour_after_it(world: World, maria: Person) -> None:
    wanted_daily(maria)
    at(maria, "2:30")
    world.now = datetime(2027, 3, 28, 1, 29, tzinfo=UTC)
    assert world.tick() == []
    world.now = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert len(world.tick()) == 1


def test_each_shop_has_its_own_message(world: World, maria: Person, petra: Person) -> None:
    maria.hears("/kauf Anna 25")
    petra.hears("/kauf Bruno 25")
    said = digest_at(world, date(2026, 5, 10))
    assert {(message.chat, "Anna" in message.text, "Bruno" in message.text) for message in said[1::2]} == {
        (maria.id, True, False),
        (petra.id, False, True),
    }


def test_a_purchase_in_between_swallows_the_question(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    digest_at(world, date(2026, 5, 10))
    maria.hears("/kauf Anna 5")
    assert "Heute steht niemand an." in maria.hears("/heute")


def test_a_note_in_between_swallows_the_question(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    digest_at(world, date(2026, 5, 10))
    maria.hears("/notiz Anna ist zufrieden")
    assert "Heute steht niemand an." in maria.hears("/heute")


def test_a_purchase_swallows_no_birthday(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.1.2026")
    maria.hears("/geburtstag Anna 10.5.")
    digest_at(world, date(2026, 5, 10))
    maria.hears("/kauf Anna 5")
    assert "Anna hat heute Geburtstag" in maria.hears("/heute")


def test_a_birthday_comes_three_days_before_and_on_the_day(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.1.2026")
    maria.hears("/geburtstag Anna 20.5.")
    said = {day: [m.text for m in digest_at(world, date(2026, 5, day))[1:]] for day in range(15, 23)}
    assert {day: texts for day, texts in said.items() if texts} == {
        17: ["🎁 Anna hat in 3 Tagen Geburtstag (Mi., 20. Mai). Zeit, etwas Kleines einzupacken."],
        20: ["🎂 Anna hat heute Geburtstag. Gratuliere mit einer kleinen Aufmerksamkeit."],
    }


def test_the_message_reaches_no_buyer(world: World, maria: Person, anna: Person) -> None:
    said = digest_at(world, date(2026, 5, 10))
    assert {message.chat for message in said} == {maria.id}


def test_what_cannot_be_made_of_one_buyer_keeps_nobody_else_waiting(
    world: World, maria: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Were a kind to come twice under one key (here it does), the others are told all the same, day after day."""
    maria.hears("/kauf Anna 20 Tee")
    maria.hears("/kauf Ben 30 Schal")
    digest_at(world, date(2026, 5, 5))
    kind = next(kind for kind in KINDS if kind.KIND == "thank_you")
    again = Occasion("thank_you", "2026-05-04", date(2026, 5, 6), date(2026, 9, 1), 3, {"purchase_day": MONDAY})
    monkeypatch.setattr(kind, "due", lambda facts, _rules, _today: again if facts.buyer_id == 1 else None)
    maria.hears("/geburtstag Ben 14.5.")
    assert [message.text[:8] for message in digest_at(world, date(2026, 5, 11))[1:]] == ["🎁 Ben ha"]
    assert [message.text[:8] for message in digest_at(world, date(2026, 5, 14))[1:]] == ["🎂 Ben ha"]
    assert "Buyer 1 has had one of these" in caplog.text

"""/wirkung: what came of the reminders, and the comparison group."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rules.occasions.win_back import is_left_out
from storage.tables.reminders import reminder
from storage.tables.shops import shop
from tests.chat import Person, World

BOUGHT = ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026")
LAST = date(2026, 1, 2)


def lapsed(maria: Person, number: int) -> None:
    """Somebody who bought every month and stays away since January."""
    for day in BOUGHT:
        maria.hears(f'/kauf "Kundin {number:02}" 40 Schal am {day}')


def states(world: World) -> dict[str, str]:
    """The state of the win-back of each buyer."""
    with world.engine.begin() as db:
        rows = db.execute(select(reminder.c.buyer_id, reminder.c.state).where(reminder.c.kind == "win_back"))
        return {f"Kundin {row.buyer_id:02}": row.state for row in rows}


def seeded(world: World, left_out: set[int], of: int) -> None:
    """Give the shop a seed whose lot leaves out exactly these of the first buyers."""
    found = next(
        f"{number}"
        for number in range(99_999)
        if {buyer for buyer in range(1, of + 1) if is_left_out(f"{number}", buyer, LAST)} == left_out
    )
    with world.engine.begin() as db:
        db.execute(shop.update().values(surprise_seed=found))


def test_before_the_first_reminder_there_is_nothing_to_count(maria: Person) -> None:
    said = maria.hears("/wirkung")
    assert "Bisher kam noch kein Hinweis." in said
    assert "Noch zu wenig Daten" in said


def test_a_purchase_after_a_contact_counts_once_thirty_days_are_over(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 Socken")
    maria.hears("/kauf Ben 25 Socken")
    world.days_later(6)
    world.tick()
    maria.tap("Text")
    world.days_later(4)
    for name in ("Anna", "Ben"):
        maria.hears(f"/kauf {name} 10")
    assert "Noch zu wenig Daten" in maria.hears("/wirkung")
    world.days_later(40)
    said = maria.hears("/wirkung")
    assert "2 Hinweise gezeigt, danach gemeldet: 1, mit Text: 1, über den Bot gesendet: 0." in said
    assert "Nachfragen\nGemeldet: 1 von 1 – noch zu wenig Daten\nNicht gemeldet: 1 von 1 – noch zu wenig Daten" in said
    assert "sagt das nicht" in said


def test_with_ten_people_a_share_and_how_sure_it_is(world: World, maria: Person) -> None:
    for number in range(1, 12):
        maria.hears(f'/kauf "Kundin {number:02}" 25')
    for _ in range(2):
        world.days_later(6)
        for card in world.tick()[1:]:
            maria.tap("Erledigt", card)
    world.days_later(1)
    for number in range(1, 5):
        maria.hears(f'/kauf "Kundin {number:02}" 25')
    world.days_later(60)
    said = maria.hears("/wirkung")
    assert "Gemeldet: 4 von 11 kauften danach, also 36 % (auf Dauer wohl 15 bis 65 %)" in said


def test_the_comparison_group_is_switched_on_and_off_by_a_tap(maria: Person) -> None:
    assert "zeigt nur eine Vergleichsgruppe" in maria.hears("/wirkung")
    assert "Jede 5. Win-back-Erinnerung bleibt aus" in maria.tap("Vergleichsgruppe einschalten")
    assert "Mit Hinweis: noch niemand" in maria.last().text
    assert "zeigt nur eine Vergleichsgruppe" in maria.tap("Vergleichsgruppe ausschalten")


def test_it_is_switched_on_in_the_settings_too(maria: Person) -> None:
    assert "Vergleichsgruppe: aus" in maria.hears("/einstellungen Tagesnachricht")
    maria.tap("Vergleichsgruppe")
    assert "bleibt im Schnitt einer außen vor" in maria.tap("an")
    maria.tap("Einschalten")
    assert "Jede 5. Win-back-Erinnerung bleibt aus" in maria.hears("/wirkung")


@pytest.fixture
def comparing(world: World, maria: Person) -> Person:
    """Two buyers stay away, and the lot leaves one of them out."""
    for number in (1, 2):
        lapsed(maria, number)
    seeded(world, {2}, of=2)
    maria.hears("/wirkung")
    maria.tap("Vergleichsgruppe einschalten")
    return maria


def test_who_is_left_out_is_never_shown_but_remembered(world: World, comparing: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    said = " ".join(message.text for message in world.tick())
    assert "Kundin 01" in said
    assert "Kundin 02" not in said
    assert states(world) == {"Kundin 01": "open", "Kundin 02": "withheld"}
    assert "Kundin 02" not in comparing.hears("/heute")
    assert "Kundin 02" not in comparing.hears("/woche")


def test_before_its_day_nothing_tells_what_the_lot_says(world: World, comparing: Person) -> None:
    for command in ("/kunde", "/warum"):
        assert "melden" in comparing.hears(f'{command} "Kundin 01"')
        assert "melden" not in comparing.hears(f'{command} "Kundin 02"')
    assert "Los" not in comparing.hears('/warum "Kundin 02"')


def test_warum_explains_what_was_left_out(world: World, comparing: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    said = comparing.hears('/warum "Kundin 02"')
    assert "Zurückgewinnen am Di., 5. Mai ausgelassen" in said
    assert "melden, falls bis dahin nichts kommt (Sa., 4. Juli)" in said


def test_sixty_days_later_she_is_reminded_of_too_and_it_is_the_first_attempt(world: World, comparing: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    comparing.tap("Erledigt")
    world.go_to(date(2026, 7, 4), 9)
    cards = {message.text[2:11]: message.text for message in world.tick()[1:]}
    assert "zweite Versuch" in cards["Kundin 01"]
    assert "zweite Versuch" not in cards["Kundin 02"]


def test_a_restart_repeats_the_lot(world: World, comparing: Person) -> None:
    """Looking again, on the same or another day, neither shows nor withholds anybody anew."""
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    again = world.restarted((comparing.id,))
    for ahead in (0, 1, 7):
        again.go_to(date(2026, 5, 5) + timedelta(days=ahead), 10)
        again.person(comparing.id).hears("/heute")
    assert states(again) == {"Kundin 01": "open", "Kundin 02": "withheld"}


def test_the_comparison_is_counted_apart(world: World, comparing: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    world.days_later(5)
    comparing.hears('/kauf "Kundin 02" 20')
    world.days_later(40)
    said = comparing.hears("/wirkung")
    assert "Mit Hinweis: 0 von 1 – noch zu wenig Daten\nAusgelassen: 1 von 1 – noch zu wenig Daten" in said
    assert "Noch zu wenig Daten für ein Urteil" in said
    assert "1 Hinweis" not in said
    assert "Ein Hinweis gezeigt" in said


def test_enough_people_make_a_verdict(world: World, maria: Person) -> None:
    """Twelve are left out, all of them stay away; of the others all come back."""
    for number in range(1, 25):
        lapsed(maria, number)
    with world.engine.begin() as db:
        db.execute(shop.update().values(comparison=True))
        seed = db.execute(select(shop.c.surprise_seed)).scalar_one()
    for ahead in range(5):
        world.go_to(date(2026, 5, 5) + timedelta(days=ahead), 9)
        world.tick()
    assert {name for name, state in states(world).items() if state == "withheld"} == {
        f"Kundin {number:02}" for number in range(1, 25) if is_left_out(seed, number, LAST)
    }
    with world.engine.begin() as db:
        half = reminder.c.buyer_id <= 12
        db.execute(reminder.update().where(half).values(state="withheld"))
        db.execute(reminder.update().where(~half).values(state="open"))
    world.days_later(3)
    for number in range(13, 25):
        maria.hears(f'/kauf "Kundin {number:02}" 20')
    world.days_later(40)
    said = maria.hears("/wirkung")
    assert "Mit Hinweis: 12 von 12 kauften danach" in said
    assert "Ausgelassen: 0 von 12 kauften danach" in said
    assert "das ist kaum noch Zufall" in said


def test_the_words_around_it_do_not_matter(maria: Person) -> None:
    assert "Was deine Hinweise bewirken" in maria.hears("/Wirkung 🙂 bitte")


def test_another_shop_sees_nothing_of_it(world: World, comparing: Person, petra: Person) -> None:
    assert "zeigt nur eine Vergleichsgruppe" in petra.hears("/wirkung")
    card = comparing.last()
    petra.tap_data(card, card.buttons["Vergleichsgruppe ausschalten"]["callback_data"])
    assert "Jede 5." in comparing.hears("/wirkung")

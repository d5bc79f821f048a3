"""/rueckblick: the last month, asked for, and by itself on the first."""

from datetime import date

import pytest

from messages_de import keys, text
from rules.review import Stand, worth
from tests.chat import Person, Said, World


@pytest.fixture
def april(maria: Person) -> Person:
    """It is the fourth of May; in April there was something of everything."""
    for line in (
        "/kauf Mia 20 Schal am 2.1.2026",
        "/kauf Mia 20 Schal am 10.4.2026",
        "/kauf Anna 10 Tee am 15.3.2026",
        "/kauf Anna 5 tee am 30.4.2026",
        "/kauf Ben 30 Tee am 1.4.2026",
        "/kauf Clara 15 am 3.4.2026",
        "/kauf Dora 14 am 4.4.2026",
        "/kauf Emil 13 am 5.4.2026",
    ):
        maria.hears(line)
    return maria


def test_a_shop_without_a_past_reads_when_it_will_have_one(maria: Person) -> None:
    maria.hears("/kauf Anna 10 Tee")
    assert maria.hears("/rueckblick").startswith("Für April 2026 gibt es noch nichts zu erzählen.")


def test_the_month_on_one_page(april: Person) -> None:
    assert april.hears("/rueckblick") == (
        "🗓 Rückblick auf April 2026\n"
        "97,00 € aus 6 Käufen von 6 Leuten, viel mehr als im März.\n\n"
        "Das lief gut\n"
        "• Am häufigsten gekauft: Tee (2-mal)\n"
        "• 4 zum ersten Mal dabei: Ben, Clara, Dora und Emil\n"
        "• Nach langer Pause zurück: Mia (98 Tage)\n\n"
        "Drei Vorschläge für Mai\n"
        "1. 4 Leute haben zum ersten Mal gekauft. Nach dem zweiten Kauf bleiben die meisten; schau, wem du schreiben kannst: "
        "/kunden Neu\n"
        "2. Gib deinen Leuten etwas, worauf sie sparen können: /praemien Kaffee 20\n"
        "3. Noch niemand hat seine Stempelkarte auf dem Handy. Fang mit einer Person an: /einladen"
    )
    assert april.tap("Die Zahlen dazu").startswith("📊 Im April 2026 97,00 € aus 6 Käufen")


def test_a_slip_in_the_month_is_understood(april: Person) -> None:
    assert april.hears("/rueckblick arpil") == april.hears("/rueckblick April")
    assert "So geht" in april.hears("/rueckblick irgendwann")


def test_each_proposal_can_be_copied_and_is_understood(april: Person) -> None:
    """In every number; the line in it ends neither in a correction nor in a question what is meant."""
    for name in worth(Stand()):
        for number in (1, 2):
            said = text(f"rueckblick.proposal.{name}", n=number, who="Anna", month=date(2026, 5, 1))
            line = said.partition("<code>")[2].partition("</code>")[0]
            answer = april.hears(line)
            assert "So geht" not in answer, line
            assert "nicht verstanden" not in answer, line
    assert {key for key in keys("rueckblick") if ".proposal." in key} == {
        f"rueckblick.proposal.{name}" for name in worth(Stand())
    }


def test_promises_that_were_kept_and_complaints_that_were_solved_stand_there(world: World, april: Person) -> None:
    for line, button in (
        ("/versprechen Anna bis 6.5. Fotos schicken", "Gehalten"),
        ("/versprechen Ben bis 5.5. Muster zeigen", "Nicht gehalten"),
        ("/reklamation Clara Naht offen", "Gelöst"),
    ):
        april.hears(line)
        if not april.sees_button(button):
            world.go_to(date(2026, 5, 7), 9)
            april.hears("/heute")
        april.tap(button)
    april.hears("/versprechen Dora bis 8.5. Brief schreiben")
    world.go_to(date(2026, 6, 3), 10)
    said = april.hears("/rueckblick")
    assert "In diesem Monat wurde nichts gekauft." in said
    assert "• 1 von 2 Versprechen gehalten: Fotos schicken (Anna)" in said
    assert "• Eine Reklamation gelöst" in said
    assert "1. Dora wartet noch auf etwas Versprochenes: /versprechen Dora" in said


def test_as_many_will_not_come_back_as_the_command_shows(april: Person) -> None:
    """Mia is among them, by her long rhythm, although she was here in April."""
    for day in ("1.2.", "10.2.", "20.2."):
        april.hears(f"/kauf Fia 20 am {day}2026")
    said = april.hears("/rueckblick")
    assert "1. 2 Leute kommen wohl nicht von allein wieder;" in said
    assert "/kunden gefährdet (auch, wer gerade erst zurückgekommen und nun wieder still ist)" in said
    april.hears("/kunden gefährdet")
    assert [label.split()[0] for label in april.last().buttons if " · " in label] == ["Mia", "Fia"]


def test_an_earlier_month_is_looked_back_on_without_proposals(april: Person) -> None:
    said = april.hears("/rueckblick März")
    assert said.startswith("🗓 Rückblick auf März 2026\n10,00 € aus einem Kauf")
    assert "Vorschläge" not in said
    assert april.tap("Die Zahlen dazu").startswith("📊 Im März 2026 10,00 €")
    assert "Drei Vorschläge" in april.hears("/rueckblick april 2026")
    assert april.hears("/rueckblick Mai").endswith("/rueckblick April 2026")
    assert april.hears("/rueckblick gestern").endswith("/rueckblick April 2026")


def reviews(said: list[Said]) -> list[str]:
    return [one.text.partition("\n")[0] for one in said if "Rückblick" in one.text]


def test_it_comes_by_itself_on_the_first_after_the_daily_message_and_once(world: World, april: Person) -> None:
    world.go_to(date(2026, 5, 31), 9)
    assert reviews(world.tick()) == []
    world.go_to(date(2026, 6, 1), 8)
    assert reviews(world.tick()) == []
    world.go_to(date(2026, 6, 1), 9)
    said = world.tick()
    assert reviews(said) == ["🗓 Rückblick auf Mai 2026"]
    assert said[-1].text.startswith("🗓")
    assert said[-1].payload["disable_notification"]
    assert reviews(world.restarted((april.id,)).tick()) == []
    for day in (2, 3):
        world.go_to(date(2026, 6, day), 9)
        assert reviews(world.tick()) == []
    world.go_to(date(2026, 7, 4), 9)
    assert reviews(world.tick()) == ["🗓 Rückblick auf Juni 2026"], "the machine was off"


def test_it_waits_for_the_end_of_a_holiday_but_not_for_ever(world: World, april: Person) -> None:
    april.hears("/urlaub bis 5.6.")
    for day in (1, 5):
        world.go_to(date(2026, 6, day), 9)
        assert world.tick() == []
    world.go_to(date(2026, 6, 6), 9)
    assert reviews(world.tick()) == ["🗓 Rückblick auf Mai 2026"]
    april.hears("/urlaub bis 11.7.")
    world.go_to(date(2026, 7, 12), 9)
    assert reviews(world.tick()) == []


def test_a_shop_in_which_nobody_has_bought_hears_nothing(world: World, maria: Person) -> None:
    maria.hears("/notiz Anna mag Blau")
    world.go_to(date(2026, 6, 1), 9)
    assert reviews(world.tick()) == []

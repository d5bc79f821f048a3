"""/verlosung: among whom, the fingerprint before, the winner once, and how to check it."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from rules import raffle as rules
from storage import vouchers
from storage.tables.delivery import outbox
from storage.tables.dialogs import keyboard
from storage.tables.loyalty import raffle
from tests.chat import BUYER, Person, Said, World, join, rows

HASH = re.compile(r"\b[0-9a-f]{64}\b")
ALL = "Alle (3)"


@pytest.fixture
def three(maria: Person) -> list[str]:
    """Three buyers."""
    names = ["Anna", "Ben", "Clara"]
    for name in names:
        maria.hears(f"/kauf {name} 10")
    return names


@pytest.fixture
def published(maria: Person, three: list[str]) -> Said:
    """A raffle among all three."""
    maria.hears("/verlosung Ein Paar Socken")
    maria.tap(ALL)
    return maria.last()


def sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def secret(world: World) -> str:
    with world.engine.begin() as db:
        return str(db.execute(select(raffle.c.seed)).scalars().all()[-1])


def test_the_tickets_and_the_fingerprint_are_published(world: World, published: Said, three: list[str]) -> None:
    assert "Verlosung: Ein Paar Socken\n3 Lose (alle)" in published.text
    assert sorted(re.findall(r"L-\d{4} (\w+)", published.text)) == three
    tickets = sha256("L-0001\nL-0002\nL-0003")
    assert HASH.findall(published.text) == [sha256(f"{secret(world)}:{tickets}"), tickets]
    copied = published.buttons["Ankündigung kopieren"]["copy_text"]["text"]
    assert HASH.findall(copied) == HASH.findall(published.text)[:1]


def test_nobody_reads_the_seed_before_the_draw(world: World, published: Said) -> None:
    seed = secret(world)
    assert len(seed) == 32
    with world.engine.begin() as db:
        kept = [*db.scalars(select(outbox.c.payload)), *db.scalars(select(keyboard.c.actions))]
    assert not [words for words in (*kept, published.html, json.dumps(published.payload)) if seed in words]


def test_the_draw_names_the_winner_and_how_to_check_it(world: World, maria: Person, published: Said) -> None:
    said = maria.tap("Losen")
    seed = secret(world)
    number = int(sha256(f"{seed}:1")[:8], 16)
    ticket = f"L-{number % 3 + 1:04d}"
    name = re.search(rf"{ticket} (\w+)", published.text)
    assert name is not None
    assert f"🎉 {name[1]} gewinnt mit Los {ticket}: Ein Paar Socken" in said
    assert f"Startwert: {seed}" in said
    commitment, tickets = HASH.findall(published.text)
    assert f"Prüfsumme von vorher: {commitment}" in said
    assert f"1. Die Losliste ist L-0001 bis L-0003, jedes in einer Zeile. Ihr SHA-256 ist {tickets}." in said
    assert f"2. SHA-256 von {seed}:{tickets} ergibt die Prüfsumme." in said
    assert f"als Zahl (hexadezimal) {number}." in said
    assert f"4. Diese Zahl geteilt durch 3 Lose lässt Rest {number % 3}. Ab 0 gezählt ist das Los {ticket}." in said
    assert "✅ Nachgerechnet: Alles stimmt." in said


def test_the_prize_is_a_voucher_with_a_text_for_the_winner(world: World, maria: Person, published: Said) -> None:
    maria.tap("Losen")
    with world.engine.begin() as db:
        found = [row for number in (1, 2, 3) for row in vouchers.of_buyer(db, 1, number)]
    (voucher,) = found
    said = next(one for one in reversed(world.messages) if "Text kopieren" in one.buttons)
    assert (voucher.origin, voucher.name, voucher.cost) == ("raffle", "Ein Paar Socken", 0)
    assert voucher.code in said.buttons["Text kopieren"]["copy_text"]["text"]


def test_it_is_drawn_once(world: World, maria: Person, published: Said) -> None:
    """By a double tap, and from the list too."""
    data = published.buttons["Losen"]["callback_data"]
    maria.hears("/verlosung")
    maria.tap("Zum Losen: Ein Paar Socken")
    again = maria.last()
    maria.tap_data(published, data)
    before = rows(world, "keyboard", "tap", "outbox")
    maria.tap_data(published, data)
    assert "schon gelost" in maria.tap("Losen", again)
    assert rows(world, "keyboard", "tap", "outbox") == before


def test_the_past_ones_can_be_checked(maria: Person, published: Said) -> None:
    assert "3 Lose, noch nicht gelost" in maria.hears("/verlosung")
    maria.tap("Losen", published)
    assert "mit Los L-" in maria.hears("/verlosung")
    assert "✅ Nachgerechnet: Alles stimmt." in maria.tap("Nachprüfen: Ein Paar Socken")


def test_a_result_that_was_tampered_with_is_told(world: World, maria: Person, published: Said) -> None:
    maria.tap("Losen")
    with world.engine.begin() as db:
        db.execute(raffle.update().values(ticket="L-0009"))
    maria.hears("/verlosung")
    assert "passt nicht zusammen" in maria.tap("Nachprüfen: Ein Paar Socken")


def test_the_line_of_the_handbook_comes_to_the_same(world: World, maria: Person, published: Said) -> None:
    commitment, said = HASH.findall(published.text)[0], maria.tap("Losen")
    handbook = (Path(__file__).parents[2] / "docs" / "handbuch.md").read_text(encoding="utf-8")
    found = re.search(r"^python3 (-c) '(.+)' STARTWERT 3$", handbook, re.MULTILINE)
    assert found is not None
    line = [sys.executable, *found.groups(), secret(world), "3"]
    printed = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert printed[0] == commitment
    assert f"mit Los {printed[1]}" in said


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_list_that_was_changed_after_the_publication_is_told(
    world: World, maria: Person, published: Said, count: int
) -> None:
    """Whoever wins by it: added or left out tickets do not fit what was published."""
    maria.tap("Losen")
    lots = {rules.ticket(number): 1 for number in range(1, count + 1)}
    (winner,) = rules.draw(secret(world), list(lots))
    with world.engine.begin() as db:
        db.execute(raffle.update().values(entrants=json.dumps(lots), ticket=winner))
    maria.hears("/verlosung")
    assert "passt nicht zusammen" in maria.tap("Nachprüfen: Ein Paar Socken")


def test_a_raffle_published_before_the_list_belonged_to_it_is_checked_as_it_was_then(
    world: World, maria: Person, published: Said
) -> None:
    as_it_was = sha256(secret(world))
    with world.engine.begin() as db:
        db.execute(raffle.update().values(commitment=as_it_was))
    said = maria.tap("Losen")
    assert "1. SHA-256 vom Startwert ergibt die Prüfsumme." in said
    assert "3. Diese Zahl geteilt durch 3 Lose" in said
    assert "✅ Nachgerechnet: Alles stimmt." in said


def test_the_groups(world: World, maria: Person, three: list[str]) -> None:
    maria.hears("/kauf Anna 10")
    maria.hears("/kauf Anna 10")
    maria.hears("/vip Ben")
    world.days_later(89)
    maria.hears("/kauf Anna 10")
    maria.hears("/verlosung Socken")
    assert [label for label in maria.last().buttons if "(" in label] == [
        "Mit Kauf in den letzten 90 Tagen (3)",
        "Stammkunden und VIP (2)",
        "VIP (1)",
        ALL,
    ]
    world.days_later(1)
    maria.hears("/verlosung Socken")
    assert "Mit Kauf in den letzten 90 Tagen (1)" in maria.last().buttons


def test_a_group_that_nobody_is_in_is_not_offered(maria: Person, three: list[str]) -> None:
    maria.hears("/verlosung Socken")
    assert not [label for label in maria.last().buttons if label.startswith("VIP")]


def test_a_buyer_sees_his_ticket_without_asking_for_messages(world: World, maria: Person, three: list[str]) -> None:
    anna = join(world.person(BUYER, "Anna"), maria, "Anna")
    assert "gerade kein Los" in anna.hears("/verlosung")
    maria.hears("/verlosung Ein Paar Socken")
    maria.tap(ALL)
    mine = re.search(r"(L-\d{4}) Anna", maria.last().text)
    assert mine is not None
    seen = anna.hears("/verlosung")
    assert f"Ein Paar Socken: {mine[1]} von 3 Losen, noch nicht gelost." in seen
    assert HASH.findall(seen) == HASH.findall(maria.last().text)[:1]
    assert "Nach der Ziehung kannst du hier nachprüfen" in seen
    maria.tap("Losen")
    after = anna.hears("/verlosung")
    assert "hat gewonnen" in after or "Gewonnen hat L-" in after
    assert not {"Ben", "Clara"} & set(re.findall(r"\w+", after)), "who else takes part is nobody's business"
    checked = anna.tap("Nachprüfen: Ein Paar Socken")
    assert "✅ Nachgerechnet: Alles stimmt." in checked
    assert not {"Ben", "Clara"} & set(re.findall(r"\w+", checked))


def test_a_ticket_that_may_still_win_is_never_hidden_by_newer_results(
    world: World, maria: Person, anna: Person
) -> None:
    maria.hears("/kauf Ben 5")
    maria.hears("/verlosung Alt")
    maria.tap("Alle (2)")
    for number in range(4):
        maria.hears(f"/verlosung Neu {number}")
        maria.tap("Alle (2)")
        maria.tap("Losen")
    seen = anna.hears("/verlosung")
    assert re.search(r"Alt: L-000\d von 2 Losen, noch nicht gelost\.", seen)
    assert list(anna.last().buttons) == [f"Nachprüfen: Neu {number}" for number in (3, 2, 1)]


def test_a_seller_sees_her_tickets_in_other_shops_too(maria: Person, petra: Person) -> None:
    petra.hears("/kauf Ben 10")
    petra.hears("/kauf Maria 10")
    join(maria, petra, "Maria")
    petra.hears("/verlosung Vase")
    petra.tap("Alle (2)")
    seen = maria.hears("/verlosung")
    assert "Noch keine Verlosung" in seen
    assert re.search(r"Deine Lose bei Shop von Petra\nVase: L-000\d von 2 Losen", seen)


def test_a_buyer_cannot_start_one(world: World, anna: Person) -> None:
    anna.hears("/verlosung Ein Auto")
    assert rows(world)["raffle"] == 0


def test_another_seller_draws_nothing(world: World, maria: Person, petra: Person, published: Said) -> None:
    petra.tap_data(published, published.buttons["Losen"]["callback_data"])
    assert "noch nicht gelost" in maria.hears("/verlosung")
    assert "Noch keine Verlosung" in petra.hears("/verlosung")


def test_without_anybody(maria: Person) -> None:
    assert "/kauf Anna 25 Socken" in maria.hears("/verlosung Socken")


def test_a_prize_too_long_for_a_voucher(maria: Person, three: list[str]) -> None:
    assert "länger als 60 Zeichen" in maria.hears(f"/verlosung {'x' * 61}")


def test_odd_prizes_are_said_as_they_are(maria: Person, three: list[str]) -> None:
    maria.hears("/verlosung <b>Ölkanne</b> 🎁 & 5 €")
    assert "Verlosung: <b>Ölkanne</b> 🎁 & 5 €" in maria.tap(ALL)


class TestGivenUp:
    def test_before_the_draw_it_is_gone(self, world: World, maria: Person, published: Said) -> None:
        said = maria.tap("Doch nicht verlosen", published)
        assert said.startswith("Die Verlosung „Ein Paar Socken“ ist aufgegeben")
        assert "Noch keine Verlosung" in maria.hears("/verlosung")
        assert rows(world)["raffle"] == 0

    def test_another_message_about_it_does_nothing_any_more(self, world: World, maria: Person, published: Said) -> None:
        maria.hears("/verlosung")
        maria.tap("Zum Losen: Ein Paar Socken")
        other = maria.last()
        maria.tap("Doch nicht verlosen", other)
        assert "hast du aufgegeben" in maria.tap("Losen", published)
        assert rows(world)["voucher"] == 0

    def test_after_the_draw_it_stays(self, world: World, maria: Person, published: Said) -> None:
        maria.hears("/verlosung")
        maria.tap("Zum Losen: Ein Paar Socken")
        other = maria.last()
        maria.tap("Losen", published)
        assert "schon gelost" in maria.tap("Doch nicht verlosen", other)
        assert rows(world)["raffle"] == 1

    def test_by_nobody_else(self, world: World, maria: Person, petra: Person, published: Said) -> None:
        assert maria
        petra.tap_data(published, published.buttons["Doch nicht verlosen"]["callback_data"])
        assert rows(world)["raffle"] == 1


def test_among_one_there_is_nothing_to_draw(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 10")
    maria.hears("/verlosung Ein Paar Socken")
    assert maria.tap("Alle (1)").startswith("In dieser Gruppe ist nur eine Person")
    assert rows(world)["raffle"] == 0

"""What /export gives out and /import takes in: read into an empty shop it is the same shop, into its own it is nothing new."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import make_url, select

from handlers.export.calendar import LONGEST_LINE, escaped, folded
from handlers.export.making import made
from messages_de import plain
from messages_de.import_words import said, spoken
from rules.importing.cells import defused, restored
from rules.importing.entries import dated, joined, undated, unjoined
from rules.importing.reader import REASONS
from rules.occasions import occasions as all_occasions
from rules.occasions import tier_up
from rules.occasions.facts import Facts
from rules.segments import SEGMENTS, members
from storage import exporting, fitting, ledger, occasions, segments, statistics, tables
from storage import shops as stored_shops
from tests.chat import FIRST_EXTRA_LATE, OTHER_SELLER, SELLER, Person, World, set_up
from tests.conftest import Shared

NAMES = ("Anna", "Ben", "Cleo Müller", "=1+1", "Ännchen")
TEXTS = st.text(st.sampled_from("=+-@'\"＝\t\r\n ;,ab1ä🎂"), max_size=12)
WRITTEN = st.text(st.sampled_from("ab ä;\n"), max_size=9).map(str.strip).filter(bool)


@pytest.fixture(scope="module")
def shops(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Gives a new shop each time it is called; all of them are set up alike."""
    folder, numbers = tmp_path_factory.mktemp("shops"), count()
    shutil.copyfile(sqlite_template, folder / "set-up.db")
    url = f"sqlite:///{folder / 'set-up.db'}"
    engines = [Shared(url), Shared(url)]
    with engines[0].on(url) as engine:
        first = set_up(World(engine).person(SELLER, "Maria"))

    def fresh() -> Person:
        number = next(numbers)
        file = folder / f"{number}.db"
        shutil.copyfile(folder / "set-up.db", file)
        engine = engines[number % 2].engine
        engine.dispose()
        engine.url = make_url(f"sqlite:///{file}")
        world = World(engine)
        world._update, world._message = first.world._update, first.world._message
        return world.person(SELLER, "Maria")

    yield fresh
    for one in engines:
        one.engine.dispose()


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Something a seller types."""
    who = draw(st.sampled_from(NAMES))
    cents = draw(st.integers(1, 30_000))
    item = draw(st.sampled_from(["", "Wollsocken", '@Tee; "schwarz"', "2x Seife #bad", "Kerze über Vinted gestern"]))
    amount = f"{cents // 100},{cents % 100:02}"
    return draw(
        st.sampled_from(
            [
                *[f'/kauf "{who}" {amount} {item}'] * 4,
                f'/notiz "{who}" mag {item or "Blau"}',
                f'/notiz "{who}" -ruft an,\nspäter; "bald"',
                f'/geburtstag "{who}" {draw(st.sampled_from(["29.2.", "3.5.1990", "31.12."]))}',
                f'/bonus "{who}" {cents % 90 + 1} Hilfe',
                f'/vip "{who}"',
                f'/storno "{who}"',
                f'/zusammenfuehren "{who}" "Ben"',
                f'/loeschen "{who}"',
            ]
        )
    )


def another(seller: Person) -> Person:
    """With a shop that has not given out the files of the others."""
    with seller.world.engine.begin() as db:
        stored_shops.change(db, 1, surprise_seed=FIRST_EXTRA_LATE[OTHER_SELLER])
    return seller


YES_LABELS = ("Zurücknehmen", "Ganz zurück", "Ja", "Löschen", "Endgültig", "Zusammen")


def played(maria: Person, typed: list[str]) -> None:
    """Types each line, and says yes to what is asked back."""
    for line in typed:
        maria.hears(line)
        for _ in range(3):
            is_asked = not line.startswith("/notiz")  # the button below a note deletes it
            yes = [label for label in maria.last().buttons if is_asked and label.startswith(YES_LABELS)]
            if not yes:
                break
            maria.tap(yes[0])
        maria.world.days_later(1)


def files(maria: Person, form: str) -> list[bytes]:
    maria.hears("/export")
    before = len(maria.world.messages)
    maria.tap(form)
    recipes = [said.picture for said in maria.world.messages[before:] if said.picture]
    with maria.world.engine.begin() as db:
        return [made(db, recipe, maria.world.now) for recipe in recipes]


def shop_of(maria: Person) -> tuple[Any, ...]:
    """The people with all that the files are to bring along, and what was sold to people who are forgotten."""
    metadata = tables.metadata.tables
    with maria.world.engine.begin() as db:
        owners = exporting.owners(db, 1)
        sold = db.execute(select(metadata["purchase"])).all()
        booked = db.execute(select(metadata["ledger_entry"])).all()
        notes, aliases = exporting.notes(db, 1), exporting.aliases(db, 1)
        found = []
        for row in db.execute(select(metadata["buyer"]).where(metadata["buyer"].c.merged_into.is_(None))).all():
            his = {number for number, owner in owners.items() if owner.id == row.id}
            found.append(
                (
                    (row.name, row.birthday_day, row.birthday_month, row.birthday_year, row.tier_by_hand),
                    (row.purchases, row.net_cents, row.first_day, row.last_day, row.tier, row.points_until),
                    (row.rhythm_gaps, round(row.rhythm_log_sum, 9)),
                    sorted(aliases.get(row.id, ())),
                    sorted((note.kind, note.text, note.kind == "note" and note.day) for note in notes.get(row.id, ())),
                    sorted(_sale(one) for one in sold if one.buyer_id in his),
                    sorted(
                        (one.unit, one.amount, one.open, ledger.original(one.reason), str(one.valid_through), one.day)
                        for one in booked
                        if one.buyer_id in his
                    ),
                    ledger.balance(db, 1, row.id, maria.world.today()),
                )
            )
        gone = sorted(_sale(one) for one in sold if owners[one.buyer_id].merged_into is not None)
    return sorted(found, key=str), gone


def coming_to(name: str, facts: Facts, shop: Any, day: date) -> tuple[Any, ...]:
    """What comes next for somebody, but for news of a tier: those are told once, and never of a file (see `news`)."""
    coming = all_occasions(facts, stored_shops.rules_of(shop), day)
    return name, sorted((one.kind, one.due) for one in coming if one.kind != tier_up.KIND)


def seen(maria: Person) -> tuple[Any, ...]:
    """What /kunden and /statistik say and when the shop should think of whom; what is learnt each morning is learnt."""
    with maria.world.engine.begin() as db:
        day = maria.world.today()
        shop = fitting.fit_shop(db, stored_shops.get(db, 1), day)
        everybody, known = segments.everybody(db, shop), segments.known(db, shop, day)
        people = segments.rows(db, 1, [one.id for one in everybody])
        names = {row.id: row.name for row in people}
        groups = {segment: sorted(names[one.id] for one in members(segment, everybody, known)) for segment in SEGMENTS}
        here = [row for row in people if row.merged_into is None]
        due = [coming_to(one.row.name, one.facts, shop, day) for one in occasions.facts_of(db, here, day)]
        return groups, sorted(due), statistics.of_shop(db, shop, day), statistics.points(db, 1, day)


def news(maria: Person) -> list[str]:
    """Of whom a new tier would be told."""
    with maria.world.engine.begin() as db:
        day, shop = maria.world.today(), stored_shops.get(db, 1)
        known = occasions.facts_of(db, segments.rows(db, 1, [one.id for one in segments.everybody(db, shop)]), day)
        rules = stored_shops.rules_of(shop)
        coming = ((one.row.name, all_occasions(one.facts, rules, day)) for one in known)
        return [name for name, found in coming if any(one.kind == tier_up.KIND for one in found)]


def _sale(row: Any) -> tuple[Any, ...]:
    rate = (row.rate_points, row.rate_cents, row.rate_factor, row.stamps, row.stamp_min_cents)
    money = (row.cents, row.discount_cents, row.refunded_cents, row.void, row.quantity)
    return (row.day, money, row.item, row.tags, row.channel, rate)


@settings(max_examples=6, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(typed=st.lists(lines(), min_size=3, max_size=12), form=st.sampled_from(["Excel", "CSV"]))
def test_read_into_an_empty_shop_it_is_the_same_shop(shops: Any, typed: list[str], form: str) -> None:
    maria, petra = shops(), another(shops())
    maria.hears("/kauf Anna 25 Wollsocken")
    played(maria, ["/notiz Anna ruft an"] * 2 + typed)
    if not shop_of(maria)[0]:
        return
    petra.world.now = maria.world.now
    for content in files(maria, form):
        petra.reads_in("kunden", content)
    assert shop_of(petra) == shop_of(maria)
    assert seen(petra) == seen(maria)
    assert news(petra) == []
    before = shop_of(maria)
    for content in files(maria, form):
        maria.sends("kunden", content)
        if "Einlesen" in maria.last().buttons:
            maria.tap("Einlesen")
            maria.world.work()
    assert shop_of(maria) == before


def test_who_is_missed_is_missed_there_too(shops: Any) -> None:
    """A note is as old as it was, the rhythm is learnt at once, and what was booked is what it was booked for."""
    maria, petra = shops(), another(shops())
    maria.hears("/praemien Kaffee 20")
    for name, days in (("Anna", 10), ("Ben", 25), ("Cleo", 70), ("Dora", 3)):
        for _ in range(3):
            maria.hears(f"/kauf {name} 25 Wollsocken")
            maria.world.days_later(days)
        maria.hears(f"/notiz {name} ruft bald an")
    maria.hears("/einloesen Anna Kaffee")
    maria.world.days_later(20)
    petra.world.now = maria.world.now
    (content,) = files(maria, "Excel")
    assert "Prämien, Gutscheine, Einstellungen und verbundene Konten" in petra.reads_in("kunden", content)
    assert seen(petra) == seen(maria)
    assert news(petra) == []
    for asked in ("/kunden gefährdet", "/kunden eingeschlafen", "/statistik", "/kunde Cleo"):
        assert petra.hears(asked) == maria.hears(asked), asked
    maria.hears("/punkte Anna")
    petra.hears("/punkte Anna")
    assert petra.tap("Verlauf") == maria.tap("Verlauf").replace("eingelöst: Kaffee", "eingelöst")


def test_a_tier_that_comes_with_a_file_is_no_news(shops: Any) -> None:
    maria, petra = shops(), another(shops())
    for _ in range(3):
        maria.world.days_later(2)
        maria.hears("/kauf Anna 25 Wollsocken")
    petra.world.now = maria.world.now
    (content,) = files(maria, "Excel")
    petra.reads_in("kunden", content)
    assert "Anna · Stammkunde" in petra.hears("/kunde Anna")
    assert (news(maria), news(petra)) == (["Anna"], [])


def test_who_was_erased_does_not_come_back_with_an_old_file(shops: Any) -> None:
    maria = shops()
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/kauf Ben 5 Tee")
    (old,) = files(maria, "Excel")
    played(maria, ["/loeschen Anna"])
    said = maria.reads_in("alt.xlsx", old)
    assert "Neues war nicht dabei." in said
    assert "diese Person wurde gelöscht" in maria.last().file.decode()
    assert maria.hears("/kunden").startswith("1 Kunde")


def test_the_workbook_has_days_and_numbers(shops: Any) -> None:
    maria = shops()
    maria.hears("/kauf Anna 1.234,50 =HYPERLINK(1)")
    (content,) = files(maria, "Excel")
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Kunden", "Käufe", "Punkte und Stempel"]
    titles, row = book["Käufe"].iter_rows(values_only=True)
    sale = dict(zip(titles, row, strict=True))
    assert (sale["Betrag"], f"{sale['Datum']:%d.%m.%Y}") == (1234.5, "04.05.2026")
    assert sale["Artikel"] == "'=HYPERLINK(1)"
    assert {cell.data_type for line in book["Käufe"].iter_rows() for cell in line} <= {"s", "n", "d"}


def test_a_workbook_guards_formulas_alone_and_its_columns_have_room(shops: Any) -> None:
    maria, petra = shops(), shops()
    for item in ("@anna_w", "'@x", "=1+1", "-rot", "Mütze"):
        maria.hears(f'/kauf "Anna mit einem langen Namen" 5 {item}')
    (content,) = files(maria, "Excel")
    sheet = load_workbook(io.BytesIO(content))["Käufe"]
    titles = [cell.value for cell in sheet[1]]
    sold = [line[titles.index("Artikel")].value for line in sheet.iter_rows(min_row=2)]
    assert "'=1+1" in sold
    assert not {"'-rot", "'@anna_w"} & set(sold)
    wide = [dimension.width for dimension in sheet.column_dimensions.values()]
    assert wide[titles.index("Name")] == len("Anna mit einem langen Namen") + 2
    petra.reads_in("kunden", content)
    assert shop_of(petra) == shop_of(maria)


def test_the_form_can_be_typed(shops: Any) -> None:
    maria = shops()
    maria.hears("/kauf Anna 5")
    for typed, begins in (
        ("Excel", "Kunden, Käufe und Punkte"),
        ("xlsx", "Kunden, Käufe und Punkte"),
        ("kalendar", "Geburtstage"),
        ("CSV", "Die Kunden von"),
        ("alles", "Hier ist dein ganzer Laden"),
    ):
        assert maria.hears(f"/export {typed}").startswith(begins), typed
    assert maria.hears("/export pdf").endswith("/export Kalender")


def test_many_reminders_of_a_day_are_one_event(shops: Any) -> None:
    maria = shops()
    for name in ("Anna", "Ben", "Cleo", "Dora"):
        maria.hears(f"/kauf {name} 25 Wollsocken")
    (content,) = files(maria, "Kalender")
    read = content.decode().replace("\r\n ", "")
    assert read.count("BEGIN:VEVENT") == read.count("SUMMARY:4 Erinnerungen: Anna\\, Ben\\, Cleo\\, Dora") == 2
    assert "\\nBen: " in read


def test_german_excel_opens_the_tables(shops: Any) -> None:
    """A mark that it is UTF-8, semicolons, decimal commas, lines as Windows ends them."""
    maria = shops()
    maria.hears('/kauf "Jürgen Öz" 12,50 @cmd')
    people, sold, booked = files(maria, "CSV")
    assert people.startswith("\ufeffKunden-Nr.;Name;".encode())
    assert "Jürgen Öz" in people.decode("utf-8-sig")
    assert ";04.05.2026;12,50;" in sold.decode("utf-8-sig")
    assert ";'@cmd;" in sold.decode("utf-8-sig")
    assert booked.count(b"\r\n") == booked.count(b"\n") == 3


def test_a_calendar_for_the_phone(shops: Any) -> None:
    maria = shops()
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/geburtstag Anna 29.2.")
    maria.hears(f'/kauf "{"Änne, die " * 6}Lange" 5')
    (first,), (second,) = files(maria, "Kalender"), files(maria, "Kalender")
    lines = first.decode().split("\r\n")
    assert first == second
    assert all(len(line.encode()) <= LONGEST_LINE and "\n" not in line for line in lines)
    assert "DTSTART;VALUE=DATE:20240229" in lines
    assert "RRULE:FREQ=YEARLY;BYYEARDAY=60" in lines
    assert (
        lines.count("BEGIN:VEVENT")
        == lines.count("END:VEVENT")
        == len({one for one in lines if one.startswith("UID:")})
    )
    assert "nachfragen\\, ob alles passt" in first.decode().replace("\r\n ", "")


def test_an_empty_shop_has_nothing_to_take_along(shops: Any) -> None:
    maria = shops()
    maria.hears("/export")
    assert "Deine Liste ist noch leer." in maria.tap("CSV")


@given(TEXTS)
def test_what_is_defused_is_restored(text: str) -> None:
    """Nothing that a spreadsheet computes is left, and nothing is lost."""
    assert restored(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(WRITTEN))
def test_texts_in_one_cell_come_apart_again(texts: list[str]) -> None:
    assert unjoined(joined(texts)) == texts


def test_tomorrow_has_begun_elsewhere() -> None:
    assert undated(dated("ruft an", date(2026, 5, 5)), date(2026, 5, 4)) == ("ruft an", date(2026, 5, 4))


@given(WRITTEN, st.dates(date(1990, 1, 1), date(2026, 5, 4)))
def test_a_note_and_its_day_come_apart_again(text: str, day: date) -> None:
    assert undated(dated(text, day), date(2026, 5, 4)) == (text, day)


@pytest.mark.parametrize("text", ["06.05.2026: ruft an", "31.02.2026: ruft an", "3.5.26: ruft an", "03.05.2026:"])
def test_what_is_no_day_that_has_been_belongs_to_the_note(text: str) -> None:
    assert undated(text, date(2026, 5, 4)) == (text, None)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_has_words_in_files_and_in_the_history(reason: str) -> None:
    assert spoken()[said(reason).casefold()] == reason
    assert plain(f"punkte.reason_{ledger.original(ledger.brought(reason))}", about="")


@given(TEXTS, st.integers(0, 200))
def test_folded_lines_unfold_to_what_they_were(text: str, times: int) -> None:
    line = escaped(text * (times // 40 + 1))
    assert folded(line).replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= LONGEST_LINE for piece in folded(line).split("\r\n"))

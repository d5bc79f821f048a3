"""The restore drill: an old backup comes back, and nothing is said twice, nobody who went returns, the gap is shown."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, insert, select

from bot import restore_command
from bot.settings import Settings
from storage import booking, buyers, erasing, exchanging, invitations, journal, lock, migrate, outbox, shops
from storage import closing as closing_of_shops
from storage.backup import Shelf, backup
from storage.engine import open_engine
from storage.journal_file import Keeper, path_of
from storage.migrate import config
from storage.outbox import NewLetter
from storage.purchases import NewPurchase
from storage.sealing import Cost
from storage.tables import metadata
from tests.chat import BUYER, RECOVERY, SELLER, World, join, set_up
from tests.kept import Kept

WORDS = "Wolle und Tee"
SHELF = Shelf(passphrase=WORDS, cost=Cost(log2n=1, r=1, p=1))


@pytest.fixture
def backend() -> str:
    """Files are restored; a database on a server has a drill of its own below."""
    return "sqlite"


@pytest.fixture
def settings(database_url: str) -> Settings:
    """How this bot is run."""
    return Settings(_env_file=None, database_url=database_url, seller_ids=(SELLER,), backup_passphrase=WORDS)  # type: ignore[call-arg, arg-type]


class Drill:
    """A shop, a backup of it, and the days after it."""

    def __init__(self, settings: Settings) -> None:
        """Nothing has happened yet."""
        self.settings = settings
        self.engine = open_engine(settings.database_url)
        self.world = World(self.engine, settings.seller_ids)
        self.maria = self.world.person(SELLER, "Maria")
        self.anna = self.world.person(BUYER, "Anna")

    def open(self) -> None:
        """The shop opens on 4 May at ten; Anna has her card and wants letters, Ben is known."""
        set_up(self.maria)
        self.maria.hears("/kauf Anna 25 Wollsocken")
        self.maria.hears("/kauf Ben 10 Knöpfe")
        join(self.anna, self.maria, "Anna")
        with self.engine.begin() as db:
            buyers.change(db, 1, 1, letters=True)
            invitations.log_consent(db, 1, 1, BUYER, "letters", "Ja?", 1, self.world.now, given=True)

    def back_up(self) -> Path:
        """A backup of now."""
        made = backup(self.engine, self.world.now, SHELF)
        assert made is not None
        return made

    def rows(self, table: str) -> list[Any]:
        """All rows of a table."""
        with self.engine.connect() as db:
            return list(db.execute(select(metadata.tables[table])))

    def restore(self, file: Path | None, **more: Any) -> int:
        """The command, with this world's clock."""
        self.engine.dispose()
        values = {"journal": None, "clock": lambda: self.world.now} | more
        return restore_command.run(self.settings, file, **values)

    def started(self) -> World:
        """The bot after the restore."""
        return self.world.restarted(self.settings.seller_ids)


@pytest.fixture(scope="session")
def opened() -> dict[str, Kept]:
    """The shop, which a worker opens once."""
    return {}


@pytest.fixture
def drill(settings: Settings, opened: dict[str, Kept], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """What the tests begin with."""
    drill = Drill(settings)
    if opened:
        drill.anna = opened["shop"].again(drill.world, drill.maria)
    else:
        drill.open()
        opened["shop"] = Kept.of(drill.anna, tmp_path_factory.mktemp("opened") / "shop.db", drill.maria)
    yield drill
    drill.engine.dispose()


def said_to(world: World, person: int, *said: Any) -> list[str]:
    """What somebody reads of these messages."""
    return [one.text for batch in said for one in batch if one.chat == person]


def test_what_was_typed_is_there_again_and_the_former_file_is_kept(drill: Drill, tmp_path: Path) -> None:
    copy = drill.back_up()
    drill.maria.hears("/kauf Clara 99 Mantel")
    assert drill.restore(copy) == 0
    assert {row.name for row in drill.rows("buyer")} == {"Anna", "Ben"}
    (aside,) = tmp_path.glob("*.aside.db")
    assert aside.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(aside)) as opened:
        assert opened.execute("SELECT count(*) FROM buyer WHERE name = 'Clara'").fetchone() == (1,)
    assert list(tmp_path.glob("*.restoring*")) == []


def test_nobody_who_withdrew_or_was_erased_comes_back(drill: Drill) -> None:
    copy = drill.back_up()
    with drill.engine.begin() as db:
        journal.withdrawn(db, 1, 1, ["letters"], drill.world.now)
        journal.erased(db, 1, 2, drill.world.now)
    assert drill.restore(copy) == 0
    anna, ben = drill.rows("buyer")
    assert (anna.name, anna.letters) == ("Anna", False)
    assert (ben.name, ben.purchases) == ("–", 1)


def test_whoever_said_stop_since_the_backup_is_left_in_peace(drill: Drill) -> None:
    """In the chat, with the words and buttons that buyers have."""
    drill.anna.hears("/punkte")
    drill.anna.tap(next(label for label in drill.anna.last().buttons if "Quittung" in label))
    drill.anna.tap("Ja, gern")
    copy = drill.back_up()
    drill.anna.hears("/stopp")
    assert drill.restore(copy) == 0
    (anna, _) = drill.rows("buyer")
    assert (anna.receipts, anna.letters) == (False, False)
    after = drill.started()
    after.update()
    said = after.person(SELLER, "Maria").say("/kauf Anna 5 Garn")
    assert said_to(after, BUYER, said) == []


def test_whoever_was_erased_is_not_in_the_restored_file(drill: Drill) -> None:
    """Neither his notes, nor the name of whoever asked to be linked to him, nor buttons and failures about him."""
    words = ("Zimtsternchen", "Annalena", "Fehlgeheimnis")
    drill.maria.hears("/notiz Anna Zimtsternchen sind ihr Ein und Alles")
    asks = {"token_hash": "x", "shop_id": 1, "buyer_id": 1, "telegram_id": 777, "name": "Annalena", "username": "lena"}
    failed = json.dumps({"update_id": 5, "message": {"from": {"id": SELLER}, "text": "/notiz Anna Fehlgeheimnis"}})
    with drill.engine.begin() as db:
        now = drill.world.now
        db.execute(insert(metadata.tables["joining"]), asks | {"wording": "Ja?", "version": 3, "created_at": now})
        dead = {"direction": "in", "content": failed, "error": "x", "created_at": now}
        db.execute(insert(metadata.tables["dead_letter"]), dead)
    copy = drill.back_up()
    before = Path(str(drill.engine.url.database)).read_bytes() + wal_of(drill.engine)
    assert all(word.encode() in before for word in words)
    with drill.engine.begin() as db:
        erasing.erase(db, shops.get(db, 1), 1, "–", drill.world.now)
    assert drill.restore(copy) == 0
    after = Path(str(drill.engine.url.database)).read_bytes() + wal_of(drill.engine)
    assert [word for word in words if word.encode() in after] == []
    assert [(row.buyer_id, row.asked_by, row.cleaned_at is None) for row in drill.rows("erasure")] == [
        (1, "backup", False)
    ]
    assert (drill.rows("buyer")[0].name, drill.rows("buyer")[0].merged_into) == ("–", 1)


def wal_of(engine: Engine) -> bytes:
    """What lies beside a database file."""
    beside = Path(f"{engine.url.database}-wal")
    return beside.read_bytes() if beside.exists() else b""


def test_a_link_that_ended_since_the_backup_stays_ended(drill: Drill, capsys: pytest.CaptureFixture[str]) -> None:
    copy = drill.back_up()
    drill.anna.hears("/trennen")
    drill.anna.tap("Ja, trennen")
    assert drill.restore(copy) == 0
    (anna, _) = drill.rows("buyer")
    assert (anna.name, anna.telegram_id, anna.letters) == ("Anna", None, False)
    assert "1 Konto wieder von seiner Karte getrennt." in capsys.readouterr().out


def test_a_lost_phone_does_not_get_the_shop_back(drill: Drill, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor does the code of then open it; the operator hands a new one to the seller."""
    said = RECOVERY.search(drill.maria.hears("/notfallcode"))
    assert said is not None
    copy = drill.back_up()
    drill.world.person(9009, "Maria").hears(f"/uebernahme {said[0]}")
    assert drill.restore(copy) == 0
    drill.settings = drill.settings.model_copy(update={"seller_ids": (SELLER, 9009)})
    after, found = drill.started(), RECOVERY.search(capsys.readouterr().out)
    assert found is not None
    assert "finde ich nicht" in after.person(SELLER, "Dieb").hears("/kunde Anna")
    after.person(9009, "Maria").hears(f"/uebernahme {said[0]}")
    assert [row for row in drill.rows("seller") if row.shop_id == 1] == []
    after.person(9009, "Maria").hears(f"/uebernahme {found[0]}")
    assert [row.telegram_id for row in drill.rows("seller") if row.shop_id == 1] == [9009]


def test_a_shop_that_was_closed_since_the_backup_stays_closed(drill: Drill, capsys: pytest.CaptureFixture[str]) -> None:
    copy = drill.back_up()
    with drill.engine.begin() as db:
        closing_of_shops.close(db, shops.get(db, 1), drill.world.now)
    assert drill.restore(copy) == 0
    assert (drill.rows("shop"), drill.rows("buyer")) == ([], [])
    assert "1 Laden wieder geschlossen." in capsys.readouterr().out


def test_the_journal_beside_a_lost_database_is_enough(drill: Drill, settings: Settings) -> None:
    """The disk is damaged where the database was."""
    copy = drill.back_up()
    with drill.engine.begin() as db:
        journal.erased(db, 1, 2, drill.world.now)
    Keeper(drill.engine).keep()
    drill.engine.dispose()
    file = Path(str(drill.engine.url.database))
    file.write_bytes(b"nothing but noise " * 1000)
    assert drill.restore(copy) == 0
    assert [row.name for row in drill.rows("buyer")] == ["Anna", "–"]


def test_on_another_machine_the_journal_is_given_along(
    drill: Drill, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = drill.back_up()
    with drill.engine.begin() as db:
        journal.erased(db, 1, 2, drill.world.now)
    Keeper(drill.engine).keep()
    elsewhere = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/new/data/shop.db"})
    assert restore_command.run(elsewhere, copy, path_of(drill.engine), lambda: drill.world.now) == 0
    with sqlite3.connect(tmp_path / "new" / "data" / "shop.db") as opened:
        assert opened.execute("SELECT name FROM buyer ORDER BY id").fetchall() == [("Anna",), ("–",)]
    opened.close()
    assert "1 Löschung nachgeholt." in capsys.readouterr().out


BAD = [
    pytest.param(None, "gibt es nicht", id="mistyped"),
    pytest.param("[1, 2]\n", "Zeile 1 des Journals", id="no entry"),
    pytest.param("\nquatsch\n", "Zeile 2 des Journals", id="no JSON"),
    pytest.param('{"mark": "x", "created_at": "2026-05-04"}\n', "Zeile 1 des Journals", id="half an entry"),
]


@pytest.mark.parametrize(("content", "words"), BAD)
def test_without_the_journal_that_was_named_nothing_is_restored(
    drill: Drill, tmp_path: Path, content: str | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, path = drill.back_up(), tmp_path / "other.jsonl"
    drill.maria.hears("/kauf Clara 99 Mantel")
    if content is not None:
        path.write_text(content)
    assert drill.restore(copy, journal=path) == 1
    assert words in capsys.readouterr().err
    assert len(drill.rows("buyer")) == 3


@pytest.mark.parametrize("lost", [True, False])
def test_it_says_that_people_may_be_back_when_there_is_no_journal(
    drill: Drill, *, lost: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database that is replaced is a journal too, unless it is lost."""
    copy = drill.back_up()
    if lost:
        drill.engine.dispose()
        Path(str(drill.engine.url.database)).unlink()
    assert drill.restore(copy) == 0
    assert ("Ein Journal habe ich nicht gefunden" in capsys.readouterr().out) == lost


def test_the_seller_reads_which_time_is_missing(drill: Drill) -> None:
    copy = drill.back_up()
    drill.world.days_later(3)
    drill.restore(copy)
    (words,) = said_to(drill.world, SELLER, drill.started().update())
    assert "Zwischen Mo., 4. Mai, 10:00 Uhr und Do., 7. Mai, 10:00 Uhr fehlt, was du getippt hast" in words


def test_nothing_that_was_waiting_then_is_sent(drill: Drill) -> None:
    """Neither what was queued for a buyer nor what was on its way to the seller; it counts as unclear."""
    payload = '{"text": "Frohes Fest!", "chat_id": 1}'
    with drill.engine.begin() as db:
        outbox.put_all(
            db, [NewLetter(BUYER, "buyer", "sendMessage", payload, 1, 1, purpose="letters", since=1)], drill.world.now
        )
        outbox.put_all(db, [NewLetter(SELLER, "seller", "sendMessage", payload, 1)], drill.world.now, outbox.SENDING)
    copy = drill.back_up()
    drill.restore(copy)
    said = drill.started().update()
    assert not any("Frohes Fest" in one.text for one in said)
    assert [row.state for row in drill.rows("outbox")] == [outbox.UNCLEAR] * 2


DIGESTS = [
    pytest.param(0, 10, 0, id="same day, after nine: that of today was said"),
    pytest.param(7, 8, 1, id="a week later, before nine: today's comes"),
    pytest.param(7, 10, 0, id="a week later, after nine: the next one comes tomorrow"),
]


@pytest.mark.parametrize(("days", "hour", "today"), DIGESTS)
def test_no_daily_message_comes_a_second_time(drill: Drill, days: int, hour: int, today: int) -> None:
    drill.maria.hears("/start")
    with drill.engine.begin() as db:
        shops.change(db, 1, digest_when_empty=True)
    copy = drill.back_up()
    day = drill.world.today() + timedelta(days=days)
    drill.world.go_to(day, hour)
    drill.restore(copy)
    after = drill.started()
    after.update()
    after.go_to(day, max(hour, 9), 1)
    assert bool(said_to(after, SELLER, after.tick())) == bool(today)
    after.go_to(day + timedelta(days=1), 9, 1)
    assert said_to(after, SELLER, after.tick())


@pytest.mark.parametrize(("day", "expected"), [(31, 1), (2, 0)], ids=["before the first", "on the second"])
def test_the_look_back_on_a_month_does_not_come_a_second_time(drill: Drill, day: int, expected: int) -> None:
    drill.maria.hears("/kauf Anna 25 Tee")
    copy = drill.back_up()
    drill.world.go_to(date(2026, 5 if day == 31 else 6, day), 12)
    drill.restore(copy)
    after = drill.started()
    said = []
    for morning in (1, 2, 3, 4):
        if morning > day % 31:
            after.go_to(date(2026, 6, morning), 9, 1)
            said += said_to(after, SELLER, after.tick())
    assert sum("Rückblick auf Mai" in one for one in said) == expected


def test_a_buyer_is_not_warned_again_of_points_that_expire(drill: Drill) -> None:
    """The warning was due, and said, between the backup and the restore."""
    with drill.engine.begin() as db:
        shop = shops.change(db, 1, expiry_months=1)
        buyers.change(db, 1, 1, receipts=True)
        invitations.log_consent(db, 1, 1, BUYER, "receipts", "Ja?", 2, drill.world.now, given=True)
        booking.book(db, shop, 1, NewPurchase(date(2026, 5, 4), 5000), drill.world.now)
    copy = drill.back_up()
    warned = [said_to(drill.world, BUYER, _morning(drill.world)) for _ in range(25)]
    assert sum(map(len, warned)) == 1
    drill.restore(copy)
    after = drill.started()
    after.update()
    assert [said for _ in range(8) for said in said_to(after, BUYER, _morning(after))] == []


def _morning(world: World) -> list[Any]:
    world.days_later(1)
    return world.tick()


def test_the_same_update_books_once_in_the_restored_database(drill: Drill) -> None:
    """What Telegram delivers again, because the old bot was killed before it said thank you, is known or is booked now."""
    copy = drill.back_up()
    raw = {"update_id": 999, "message": drill.maria.message("/kauf Anna 7 Garn")}
    drill.world.deliver(raw)
    drill.restore(copy)
    after = drill.started()
    after.deliver(raw)
    after.deliver(raw)
    assert [row.item for row in drill.rows("purchase")].count("Garn") == 1


WRONG: list[Any] = [
    pytest.param("wrong passphrase", "lässt sich die Sicherung nicht öffnen", id="another passphrase"),
    pytest.param("noise", "keine heile Datenbank", id="no backup at all"),
    pytest.param("cut", "lässt sich die Sicherung nicht öffnen", id="half a file"),
    pytest.param("newer", "neueren Fassung", id="from a newer program"),
    pytest.param("missing", "gibt es nicht", id="no file"),
    pytest.param("none", "Welche Sicherung?", id="no name"),
]


@pytest.mark.parametrize(("fault", "words"), WRONG)
def test_a_restore_that_cannot_be_changes_nothing(
    drill: Drill, fault: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy: Path | None = drill.back_up()
    drill.maria.hears("/kauf Clara 99 Mantel")
    if fault == "wrong passphrase":
        drill.settings = Settings(_env_file=None, database_url=drill.settings.database_url, backup_passphrase="x")  # type: ignore[call-arg, arg-type]
    copy = _spoilt(copy, fault, tmp_path)
    before = {path.name for path in tmp_path.glob("*.db")}
    assert drill.restore(copy) == 1
    assert words in capsys.readouterr().err
    assert [row.name for row in drill.rows("buyer")] == ["Anna", "Ben", "Clara"]
    assert {path.name for path in tmp_path.glob("*.db")} == before
    assert list(tmp_path.glob("*.restoring*")) == []


def _spoilt(copy: Path | None, fault: str, tmp_path: Path) -> Path | None:
    assert copy is not None
    if fault == "noise":
        copy.write_bytes(b"x" * 5000)
    if fault == "cut":
        copy.write_bytes(copy.read_bytes()[:-500])
    if fault == "newer":
        newer = open_engine(f"sqlite:///{tmp_path}/newer.db")
        migrate.upgrade(newer)
        with newer.begin() as db:
            db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        made = backup(newer, datetime(2026, 5, 4, tzinfo=UTC), SHELF)
        newer.dispose()
        return made
    return {"missing": Path("gibtsnicht.backup"), "none": None}.get(fault, copy)


def test_a_running_bot_is_not_pulled_the_database_from_under(
    drill: Drill, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE_S", 0.0)
    copy = drill.back_up()
    held = lock.lock_of(drill.engine)
    lock.take(held)
    monkeypatch.setattr(lock.take, "__defaults__", (0.0,))
    assert drill.restore(copy) == 1
    assert "läuft noch" in capsys.readouterr().err
    held.release()


def test_without_a_passphrase_in_the_settings_it_is_asked_for(drill: Drill) -> None:
    copy, asked = drill.back_up(), []
    drill.settings = Settings(_env_file=None, database_url=drill.settings.database_url)  # type: ignore[call-arg]

    def ask(words: str) -> str:
        asked.append(words)
        return WORDS

    assert drill.restore(copy, ask=ask) == 0
    assert asked == ["Passwort der Sicherung: "]


@pytest.mark.parametrize("shelf", [SHELF, Shelf()], ids=["sealed", "plain"])
def test_a_backup_that_is_not_sealed_is_remarked_on(
    drill: Drill, shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anybody could have written it."""
    assert drill.restore(backup(drill.engine, drill.world.now, shelf)) == 0
    assert ("nicht verschlüsselt" in capsys.readouterr().out) == (not shelf.passphrase)


def test_a_backup_of_an_older_program_is_brought_up_to_date(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal's table came later; whoever was erased since then goes again all the same."""
    with drill.engine.begin() as db:
        journal.erased(db, 1, 2, drill.world.now)
    Keeper(drill.engine).keep()
    copy = drill.back_up().with_name("old.backup.db")
    _as_of("0003", drill.engine, copy)
    assert drill.restore(copy) == 0
    assert [row.name for row in drill.rows("buyer")] == ["Anna", "–"]


def _as_of(revision: str, engine: Engine, file: Path) -> None:
    """The same rows in a database of an earlier schema."""
    old = open_engine(f"sqlite:///{file}")
    with old.begin() as db:
        command.upgrade(config(db), revision)
    old.dispose()
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("ATTACH ? AS now", [engine.url.database])
        tables = [name for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            if table != "alembic_version":
                db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")  # noqa: S608  names of ours


def test_there_is_a_database_in_its_place_at_every_moment(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Killed right before the new one takes the place: the old one still has it."""
    copy = drill.back_up()
    drill.maria.hears("/kauf Clara 99 Mantel")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        drill.restore(copy)
    monkeypatch.undo()
    drill.world.go_to(drill.world.today(), 11)
    assert [row.name for row in drill.rows("buyer")] == ["Anna", "Ben", "Clara"]
    assert drill.restore(copy) == 0
    assert [row.name for row in drill.rows("buyer")] == ["Anna", "Ben"]
    assert len(exchanging.kept_aside(Path(str(drill.engine.url.database)))) >= 1

"""The journal: what was withdrawn or erased does not come back with an old backup, and the journal names nobody."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from storage import buyers, closing, erasing, invitations, joinings, journal, merging, outbox, replaying, shops
from storage.engine import open_engine
from storage.journal import Entry
from storage.journal_file import Keeper, append, path_of, read
from storage.outbox import NewLetter
from storage.replaying import NOBODY
from storage.tables import shops as tables
from storage.tables.buyers import buyer, consent, note
from storage.tables.delivery import outbox as letters
from tests.storage.conftest import NOW, SELLER, Shop

ACCOUNT, POINTED_AT = 5_000_000_001, 5_000_000_002
LATER = NOW + timedelta(days=1)


def linked(shop: Shop, name: str = "Anna", account: int = ACCOUNT) -> int:
    """A buyer who opened her card and agreed to receipts."""
    number = shop.buyer(name)
    buyers.change(shop.db, shop.id, number, telegram_id=account, receipts=True, letters=True)
    invitations.log_consent(shop.db, shop.id, number, account, "receipts", "Ja?", 2, NOW, given=True)
    return number


def journal_of(db: Connection) -> list[Entry]:
    """All entries."""
    return [entry for _, entry in journal.entries(db)]


@pytest.fixture
def rewind(db: Connection) -> Callable[[Callable[[], None]], list[Entry]]:
    """Does something, keeps its journal, and takes all of it back, as an old backup would."""

    def rewind(happens: Callable[[], None]) -> list[Entry]:
        point = db.begin_nested()
        happens()
        written = journal_of(db)
        point.rollback()
        return written

    return rewind


Rewind = Callable[[Callable[[], None]], list[Entry]]


def test_who_withdrew_while_he_waited_waits_no_more(shop: Shop, rewind: Rewind) -> None:
    """The seller could still say yes to him."""
    anna = shop.buyer()
    link = invitations.digest(invitations.issue(shop.db, shop.id, anna, NOW))
    joinings.ask(shop.db, link, (shop.id, anna), joinings.Account(ACCOUNT, "Anna", ""), joinings.Wording("?", 1), NOW)
    written = rewind(lambda: joinings.withdraw(shop.db, shop.id, ACCOUNT, LATER) and None)
    assert joinings.of_account(shop.db, ACCOUNT)
    replaying.replay(shop.db, written)
    assert joinings.of_account(shop.db, ACCOUNT) == []


def test_a_withdrawn_consent_stays_withdrawn(shop: Shop, rewind: Rewind) -> None:
    anna = linked(shop)
    written = rewind(lambda: journal.withdrawn(shop.db, shop.id, anna, ["receipts"], LATER))
    assert replaying.replay(shop.db, written) == replaying.Replayed(withdrawn=1)
    assert (shop.about(anna).receipts, shop.about(anna).letters) == (False, True)
    log = shop.db.execute(select(consent).order_by(consent.c.id)).all()
    assert [(row.given, row.channel, row.created_at) for row in log] == [
        (True, "telegram", NOW),
        (False, "journal", LATER),
    ]


def test_a_withdrawal_by_the_account_finds_a_row_of_another_name(shop: Shop, rewind: Rewind) -> None:
    """In the backup the account hung on another row, which was merged later."""
    anni = linked(shop, "Anni")

    def happens() -> None:
        anna = shop.buyer("Anna")
        merging.merge_into(shop.db, shop.row, anna, anni, LATER)
        journal.withdrawn(shop.db, shop.id, anna, ["letters"], LATER)

    replaying.replay(shop.db, rewind(happens))
    assert shop.about(anni).letters is False


def test_an_erased_person_goes_again_by_every_name(shop: Shop, rewind: Rewind) -> None:
    anna, anni = linked(shop), shop.buyer("Anni")
    shop.db.execute(note.insert(), {"shop_id": shop.id, "buyer_id": anni, "kind": "note", "text": "mag Blau", **DAYS})
    shop.book(anni, item="Socken")

    def happens() -> None:
        merging.merge_into(shop.db, shop.row, anna, anni, LATER)
        journal.erased(shop.db, shop.id, anna, LATER)

    assert replaying.replay(shop.db, rewind(happens)) == replaying.Replayed(erased=2)
    for number in (anna, anni):
        assert (shop.about(number).name, shop.about(number).telegram_id) == (NOBODY, None)
    assert shop.db.execute(select(note)).all() == []
    assert shop.about(anni).purchases == 1


DAYS: dict[str, Any] = {"day": NOW.date(), "created_at": NOW}


def test_others_stay_as_they_are(shop: Shop, other: Shop, rewind: Rewind) -> None:
    """Neither a namesake of the same shop nor the same account in another shop is touched."""
    anna, namesake, elsewhere = linked(shop), shop.buyer("Anna"), linked(other)
    replaying.replay(shop.db, rewind(lambda: journal.erased(shop.db, shop.id, anna, LATER)))
    assert shop.about(namesake).name == "Anna"
    assert (other.about(elsewhere).name, other.about(elsewhere).telegram_id) == ("Anna", ACCOUNT)


def test_a_new_row_with_a_used_number_is_somebody_else(shop: Shop, rewind: Rewind) -> None:
    """After a restore the next buyer may get the number of one who is not in the backup."""
    gone: list[int] = []

    def happens() -> None:
        gone.append(shop.buyer("Carla"))
        journal.erased(shop.db, shop.id, gone[0], LATER)

    written = rewind(happens)
    dora = buyers.create(shop.db, shop.id, "Dora", LATER)
    replaying.replay(shop.db, written)
    assert (dora == gone[0], shop.about(dora).name) == (shop.db.dialect.name == "sqlite", "Dora")


def test_whoever_was_taken_for_him_stays(shop: Shop, rewind: Rewind) -> None:
    """In the backup his account hangs on Anna's row by mistake; later it was linked to Ben, and he was erased."""
    anna, ben = linked(shop), shop.buyer("Ben")
    buyers.change(shop.db, shop.id, anna, contact_id=ACCOUNT)

    def happens() -> None:
        buyers.change(shop.db, shop.id, anna, telegram_id=None, contact_id=None)
        buyers.change(shop.db, shop.id, ben, telegram_id=ACCOUNT)
        erasing.erase(shop.db, shop.row, ben, NOBODY, LATER)

    assert replaying.replay(shop.db, rewind(happens)) == replaying.Replayed(erased=1)
    assert (shop.about(anna).name, shop.about(ben).name) == ("Anna", NOBODY)
    assert (shop.about(anna).telegram_id, shop.about(anna).contact_id, shop.about(anna).letters) == (None, None, False)


def test_a_row_of_before_goes_by_his_account(shop: Shop, rewind: Rewind) -> None:
    """The backup has him under a number that he no longer had when he was erased."""
    before = linked(shop, "Carla")

    def happens() -> None:
        buyers.change(shop.db, shop.id, before, telegram_id=None)
        erasing.erase(shop.db, shop.row, linked(shop, "Carla"), NOBODY, LATER)

    assert replaying.replay(shop.db, rewind(happens)) == replaying.Replayed(erased=1)
    assert shop.about(before).name == NOBODY


def test_an_ended_link_stays_ended(shop: Shop, rewind: Rewind) -> None:
    """With its consents, and with what waited for him by them; the card itself stays."""
    anna = linked(shop)
    receipt = NewLetter(ACCOUNT, "buyer", "sendMessage", "{}", shop.id, anna, purpose="receipts", since=1)
    outbox.put_all(shop.db, [receipt], NOW)
    written = rewind(lambda: joinings.unlink(shop.db, shop.id, anna, "Getrennt.", LATER) and None)
    assert replaying.replay(shop.db, written) == replaying.Replayed(unlinked=1)
    row = shop.about(anna)
    assert (row.name, row.telegram_id, row.receipts, row.letters) == ("Anna", None, False, False)
    assert invitations.agreed_to(shop.db, shop.id, ACCOUNT, "receipts") == 0
    assert shop.db.execute(select(letters)).all() == []
    assert replaying.replay(shop.db, written) == replaying.Replayed()


def test_a_closed_shop_stays_closed_and_the_other_open(shop: Shop, other: Shop, rewind: Rewind) -> None:
    linked(shop)
    linked(other)
    written = rewind(lambda: closing.close(shop.db, shop.row, LATER))
    assert replaying.replay(shop.db, written) == replaying.Replayed(closed=1)
    assert shop.db.scalars(select(tables.shop.c.id)).all() == [other.id]
    assert set(shop.db.scalars(select(buyer.c.shop_id))) == {other.id}


def test_a_new_shop_with_a_used_number_is_another_one(shop: Shop, rewind: Rewind) -> None:
    written = rewind(lambda: closing.close(shop.db, shop.row, LATER))
    shops.change(shop.db, shop.id, surprise_seed="eines anderen")
    assert replaying.replay(shop.db, written) == replaying.Replayed()
    assert shop.row.name


def test_the_end_of_a_shop_is_one_entry_however_many_bought(shop: Shop) -> None:
    for number in range(20):
        shop.buyer(f"Kunde {number}")
    closing.close(shop.db, shop.row, LATER)
    assert [entry.kind for entry in journal_of(shop.db)] == [journal.CLOSED]


def test_many_are_replayed_with_each_row_hashed_once(
    shop: Shop, rewind: Rewind, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [shop.buyer(f"Kunde {number}") for number in range(10)]

    def happens() -> None:
        for one in several:
            journal.withdrawn(shop.db, shop.id, one, ["letters"], LATER)

    written, hashed, hashing = rewind(happens), [], journal._hashed
    monkeypatch.setattr(journal, "_hashed", lambda *words: hashed.append(words) or hashing(*words))
    assert replaying.replay(shop.db, written) == replaying.Replayed(withdrawn=10)
    assert len(hashed) == len(set(hashed)) == 10


def test_what_the_backup_knows_is_not_done_again(shop: Shop) -> None:
    """She withdrew, agreed anew, and then the backup was made."""
    anna = linked(shop)
    journal.withdrawn(shop.db, shop.id, anna, ["receipts"], NOW)
    assert replaying.replay(shop.db, journal_of(shop.db)) == replaying.Replayed()
    assert shop.about(anna).receipts


def test_replaying_twice_is_replaying_once(shop: Shop, rewind: Rewind) -> None:
    anna = linked(shop)
    written = rewind(lambda: journal.withdrawn(shop.db, shop.id, anna, ["receipts"], LATER))
    replaying.replay(shop.db, [*written, *written])
    assert replaying.replay(shop.db, written) == replaying.Replayed()
    assert journal_of(shop.db) == written


def test_the_journal_names_nobody(shop: Shop) -> None:
    """No name, no account, no number of a row: only what the shop's seed can make of them."""
    anna = linked(shop)
    buyers.change(shop.db, shop.id, anna, contact_id=POINTED_AT)
    journal.erased(shop.db, shop.id, anna, LATER)
    (entry,) = journal_of(shop.db)
    assert "Anna" not in str(entry)
    assert str(ACCOUNT) not in str(entry)
    assert str(POINTED_AT) not in str(entry)
    assert len(entry.people.split()) == 3


@pytest.fixture
def standing(private_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A database with a shop and a buyer, and a folder for its journal."""
    monkeypatch.chdir(tmp_path)
    with private_engine.begin() as db:
        shop = shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW)
        buyers.create(db, shop.id, "Anna", NOW)
    return private_engine


def erase_first(engine: Engine, day: int = 0) -> None:
    """One more entry."""
    with engine.begin() as db:
        journal.erased(db, 1, db.execute(select(buyer.c.id)).scalar_one(), NOW + timedelta(days=day))


def test_the_file_follows_the_table(standing: Engine) -> None:
    keeper = Keeper(standing)
    erase_first(standing)
    assert keeper.keep() == 1
    assert keeper.keep() == 0
    erase_first(standing, day=1)
    assert Keeper(standing).keep() == 1
    with standing.connect() as db:
        assert read(path_of(standing)) == journal_of(db)


def test_the_file_is_for_its_owner_only(standing: Engine) -> None:
    erase_first(standing)
    Keeper(standing).keep()
    assert path_of(standing).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_line_that_a_crash_cut_off_costs_nothing(standing: Engine, backend: str) -> None:
    """It is not read, and the next entry stands on a line of its own."""
    erase_first(standing)
    Keeper(standing).keep()
    path = path_of(standing)
    whole = read(path)
    with path.open("a") as file:
        file.write('{"mark": "halb')
    assert read(path) == whole
    append(path, [whole[0]._replace(mark="neu")])
    assert [entry.mark for entry in read(path)] == [whole[0].mark, "neu"]


def test_there_is_no_file_until_there_is_an_entry(standing: Engine) -> None:
    assert Keeper(standing).keep() == 0
    assert not path_of(standing).exists()
    assert read(path_of(standing)) == []


def test_a_database_on_a_server_has_its_journal_in_the_data_folder() -> None:
    assert path_of(open_engine("postgresql://somewhere/shop")) == Path("data/shop.journal.jsonl")

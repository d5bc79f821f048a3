"""Every column is declared, and what is declared personal is disclosed and erased."""

import html
import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, Engine, func, insert, select

from bot.outcomes import Case, settle
from bot.verdicts import Outcome, Verdict
from rules.errors import RuleError
from storage import (
    booking,
    buyers,
    cleaning,
    closing,
    consents,
    disclosure,
    erasing,
    journal,
    ledger,
    lots,
    notes,
    outbox,
    person,
    shops,
    updates,
)
from storage.backup import backup
from storage.engine import open_engine
from storage.outbox import Letter, NewLetter
from storage.packed import packed
from storage.purchases import NewPurchase
from storage.tables import metadata
from storage.tables.delivery import dead_letter
from storage.tables.delivery import outbox as letters
from storage.tables.dialogs import keyboard
from storage.tables.erasures import erasure
from storage.tables.loyalty import raffle
from storage.tables.personal import CATEGORIES, HELD, NOBODY
from storage.tables.purchases import purchase
from tests.storage.conftest import NOW, SELLER, TODAY, Shop
from tests.storage.filled import ACCOUNT, NAME, POINTED_AT, Filler, personal_columns

RENAMED = {("raffle", "ticket"): "tickets"}
NOT_BY_COLUMN = {("raffle", "drawn_on"), ("ledger_entry", "valid_through")}
"""A raffle that is not drawn has no day; points may be valid for ever."""


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_each_column_of_each_table_is_declared_once(name: str) -> None:
    """Whoever adds a column says here whether it is about people; then it is in /meinedaten by that."""
    if name != "alembic_version":
        assert sorted(HELD[name].columns) == sorted(column.name for column in metadata.tables[name].columns)
        assert set(HELD[name].columns.values()) <= {*CATEGORIES, NOBODY}


def test_nothing_is_declared_that_is_not_there() -> None:
    assert HELD.keys() == metadata.tables.keys() - {"alembic_version"}


@pytest.fixture(scope="module")
def disclosed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a buyer with everything reads."""
    file = tmp_path_factory.mktemp("disclosed") / "shop.db"
    shutil.copyfile(sqlite_template, file)
    engine = open_engine(f"sqlite:///{file}")
    with engine.begin() as db:
        shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", NOW)
        found = disclosure.about(db, shop.id, Filler(db, shop.id).all(), own=True)
    engine.dispose()
    return found


class TestDisclosure:
    @pytest.mark.parametrize(("table", "column"), personal_columns(), ids=str)
    def test_each_personal_column_is_in_it(self, disclosed: Any, table: str, column: str) -> None:
        (row, *_) = disclosed[table]
        assert RENAMED.get((table, column), column) in row
        assert (table, column) in NOT_BY_COLUMN or row[RENAMED.get((table, column), column)] is not None

    def test_it_is_about_nobody_else(self, shop: Shop, other: Shop) -> None:
        """Neither other buyers, nor the same account in another shop, nor the secret of a raffle."""
        anna, ben = shop.buyer("Anna"), shop.buyer("Ben")
        notes.add(shop.db, shop.id, ben, "Bens Notiz", TODAY, NOW)
        elsewhere = other.buyer("Anna")
        for place, number in ((shop, anna), (other, elsewhere)):
            buyers.change(place.db, place.id, number, telegram_id=ACCOUNT + 50)
        notes.add(other.db, other.id, elsewhere, "Anderswo", TODAY, NOW)
        Filler(shop.db, shop.id).all()
        row = {
            "shop_id": shop.id,
            "prize": "Schal",
            "segment": "all",
            "seed": "geheim",
            "commitment": "x",
            "ticket": "",
        }
        more = {"entrants": f'{{"A1": {anna}, "B2": {ben}}}', "day": TODAY, "created_at": NOW}
        shop.db.execute(insert(raffle), row | more)
        found = disclosure.about(shop.db, shop.id, anna, own=True)
        said = str(found)
        assert found["raffle"][0]["tickets"] == ["A1"]
        for foreign in ("Bens", "Anderswo", "geheim", "B2", "Geheimwort"):
            assert foreign not in said

    def test_the_seller_does_not_get_what_the_bot_keeps_of_his_chats(self, shop: Shop) -> None:
        found = disclosure.about(shop.db, shop.id, Filler(shop.db, shop.id).all(), own=False)
        assert not found.keys() & {"keyboard", "dialog", "dead_letter"}
        assert found["note"]

    def test_a_shops_export_has_every_table_with_rows_of_it(self, shop: Shop, other: Shop) -> None:
        Filler(shop.db, shop.id).all()
        notes.add(other.db, other.id, other.buyer(), "Anderswo", TODAY, NOW)
        found = disclosure.of_shop(shop.db, shop.id)
        assert {name for name, rows in found.items() if rows} >= {
            "shop",
            "seller",
            "buyer",
            "note",
            "purchase",
            "voucher",
        }
        assert "Anderswo" not in str(found)
        for name, rows in found.items():
            for row in rows:
                assert set(row) == {column.name for column in metadata.tables[name].columns}


def erased(shop: Shop, buyer: int, **more: Any) -> person.Person:
    return erasing.erase(shop.db, shop.row, buyer, "–", NOW, **more)


class TestErasure:
    def test_bookings_and_sums_stay(self, shop: Shop) -> None:
        """Two purchases of the one who goes, one of another: the shop's sums are as before."""
        anna, ben = shop.buyer("Anna"), shop.buyer("Ben")
        shop.book(anna, 2500), shop.book(anna, 1200), shop.book(ben, 700)
        sums = select(func.sum(purchase.c.cents), func.sum(purchase.c.stamps), func.count())
        before = shop.db.execute(sums).one()
        balance = shop.balance(anna)
        erased(shop, anna)
        assert shop.db.execute(sums).one() == before
        assert (shop.about(anna).net_cents, shop.about(anna).purchases) == (3700, 2)
        assert shop.balance(anna) == balance

    def test_open_points_expire_with_the_day(self, shop: Shop) -> None:
        anna = shop.buyer()
        shop.book(anna, 2500)
        erased(shop, anna)
        lots.close_expired(shop.db, shop.id, TODAY + timedelta(days=1), NOW)
        later = ledger.balance(shop.db, shop.id, anna, TODAY + timedelta(days=1))
        assert later.points == 0

    def test_a_letter_on_the_wire_keeps_its_number_and_nothing_else(self, shop: Shop) -> None:
        """SQLite gives a number that is free to the next letter, which would then pass for sent with this one."""
        anna = shop.buyer("Anna")
        buyers.change(shop.db, shop.id, anna, telegram_id=ACCOUNT)
        letter = NewLetter(ACCOUNT, "buyer", "sendMessage", '{"text": "Hallo Anna"}', shop.id, anna, purpose="answer")
        for state in (outbox.QUEUED, outbox.UNCLEAR, outbox.SENDING):
            outbox.put_all(shop.db, [letter], NOW, state)
        erased(shop, anna)
        (left,) = shop.db.execute(select(letters)).all()
        assert (left.state, left.payload, left.shop_id, left.buyer_id) == (outbox.SENDING, "{}", None, None)

    @pytest.mark.parametrize("verdict", list(Verdict))
    def test_of_a_letter_that_was_on_the_wire_nothing_is_left_whatever_became_of_it(
        self, shop: Shop, verdict: Verdict
    ) -> None:
        """Nobody hears of it, either."""
        anna = shop.buyer("Anna")
        new = NewLetter(ACCOUNT, "buyer", "sendMessage", '{"text": "Hallo"}', shop.id, anna, purpose="answer")
        numbers = outbox.put_all(shop.db, [new, new], NOW, outbox.SENDING)
        erased(shop, anna)
        first = Letter.of(new, numbers[0], NOW)
        settle(shop.db, Case(first, numbers[0], Outcome(verdict, moved_to=9), NOW, NOW, numbers[1:]))
        outbox.give_back(shop.db, numbers[1:], NOW)
        assert shop.db.execute(select(letters)).all() == []
        assert shop.db.execute(select(dead_letter)).all() == []

    def test_he_is_found_no_more(self, shop: Shop) -> None:
        anna = shop.buyer("Anna")
        buyers.add_alias(shop.db, shop.id, anna, "Anni")
        shop.book(anna)
        erased(shop, anna)
        for name in ("Anna", "Anni", "–", ""):
            assert buyers.named(shop.db, shop.id, name) == []
        assert buyers.recent(shop.db, shop.id, 9) == []
        assert buyers.count(shop.db, shop.id) == 0

    def test_a_second_time_is_refused(self, shop: Shop) -> None:
        anna = shop.buyer()
        erased(shop, anna)
        with pytest.raises(RuleError, match="erased"):
            erased(shop, anna)

    def test_nothing_can_be_booked_for_him(self, shop: Shop) -> None:
        anna = shop.buyer()
        erased(shop, anna)
        with pytest.raises(RuleError, match="erased"):
            booking.book(shop.db, shop.row, anna, NewPurchase(TODAY, 100), NOW)

    def test_the_new_one_of_his_name_is_somebody_else(self, shop: Shop) -> None:
        erased(shop, shop.buyer("Anna"))
        assert [row.id for row in buyers.named(shop.db, shop.id, "Anna")] == []
        new = shop.buyer("Anna")
        assert [row.id for row in buyers.named(shop.db, shop.id, "Anna")] == [new]

    def test_others_keep_what_is_theirs(self, shop: Shop, other: Shop) -> None:
        """Ben's rows, the same account in another shop, and buttons that are not about the one who goes."""
        ben, elsewhere = shop.buyer("Ben"), other.buyer("Anna")
        notes.add(shop.db, shop.id, ben, "mag Blau", TODAY, NOW)
        buyers.change(other.db, other.id, elsewhere, telegram_id=ACCOUNT)
        notes.add(other.db, other.id, elsewhere, "Anderswo", TODAY, NOW)
        tokens = {"a": f'[["x", {{"buyer": {ben}}}, false]]', "b": '[["x", {"page": 1}, false]]'}
        for token, actions in tokens.items():
            shop.db.execute(
                insert(keyboard), {"token": token, "user_id": SELLER, "actions": actions, "created_at": NOW}
            )
        erased(shop, Filler(shop.db, shop.id).all())
        assert [row.text for row in notes.of_buyer(shop.db, shop.id, ben, "note")] == ["mag Blau"]
        assert [row.text for row in notes.of_buyer(other.db, other.id, elsewhere, "note")] == ["Anderswo"]
        assert other.about(elsewhere).telegram_id == ACCOUNT
        assert set(shop.db.scalars(select(keyboard.c.token))) >= set(tokens)

    def test_of_his_buttons_those_of_this_shop_go(self, shop: Shop, other: Shop) -> None:
        """He has cards in two shops; one of them may have a number that begins with the other's."""
        self.two_cards(shop, other)
        self.buttons(here=shop.id, there=other.id, longer=int(f"{shop.id}2"), db=shop.db)
        erased(shop, self.card(shop))
        assert set(shop.db.scalars(select(keyboard.c.token))) == {"there", "longer"}

    def test_of_a_closed_shop_no_button_is_left(self, shop: Shop, other: Shop) -> None:
        self.two_cards(shop, other)
        self.buttons(here=shop.id, there=other.id, db=shop.db)
        closing.close(shop.db, shop.row, NOW)
        assert set(shop.db.scalars(select(keyboard.c.token))) == {"there"}

    @pytest.mark.parametrize("how", ["erased", "closed"])
    def test_answers_about_both_of_his_cards_go(self, shop: Shop, other: Shop, how: str) -> None:
        """An answer that got stuck says nothing about whose it is: it may tell everything, in its file too."""
        self.two_cards(shop, other)
        payload = packed({"chat_id": ACCOUNT, "text": "Zimtsternchen"})
        both = NewLetter(ACCOUNT, "buyer", "sendDocument", payload, None, None, '{"content":"Wg=="}', consents.ANSWER)
        for letter in (both, both._replace(shop_id=other.id)):
            outbox.mark(shop.db, outbox.put(shop.db, letter, NOW), "unclear")
        _ = erased(shop, self.card(shop)) if how == "erased" else closing.close(shop.db, shop.row, NOW)
        assert list(shop.db.scalars(select(letters.c.shop_id))) == [other.id]

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Anna", "Heute:\nAnna hat Geburtstag"),
            ("Anna", "Heute:\tAnna"),
            ("Anna", "Heute: „Anna“ 😀"),
            ("Änne", "Ben\nÄnne"),
            ("Tom & Jerry", "<b>Tom &amp; Jerry</b> kauft"),
            ("Zoë <3", "•Zoë &lt;3\n"),
            ("O'Hara", "O&#x27;Haras Tee"),
        ],
    )
    @pytest.mark.parametrize("pack", [packed, json.dumps])
    def test_his_name_is_found_behind_every_escape(self, shop: Shop, name: str, said: str, pack: Any) -> None:
        number = shop.buyer(name)
        stuck = NewLetter(SELLER, "seller", "sendMessage", pack({"chat_id": SELLER, "text": said}), shop.id)
        outbox.mark(shop.db, outbox.put(shop.db, stuck, NOW), "unclear")
        failed = {"update_id": 5, "message": {"from": {"id": SELLER}, "text": html.unescape(said)}}
        updates.bury(shop.db, "in", pack(failed), "x", NOW)
        erased(shop, number)
        assert shop.db.execute(select(letters)).all() == []
        assert shop.db.execute(select(dead_letter)).all() == []

    @pytest.mark.parametrize("sender", [SELLER + 1, ACCOUNT], ids=["another seller", "himself"])
    @pytest.mark.parametrize("how", ["message_id", "forward_origin"])
    def test_a_failure_is_its_senders(self, shop: Shop, other: Shop, sender: int, how: str) -> None:
        """A number that is like his, and what another seller forwards, make it none of his."""
        self.two_cards(shop, other)
        points = {"message_id": ACCOUNT, "forward_origin": {"sender_user": {"id": ACCOUNT}}}
        failed = {"message": {how: points[how], "from": {"id": sender}, "text": "/notiz Klaus Geheimnis"}}
        updates.bury(shop.db, "in", json.dumps(failed), "x", NOW)
        own = sender == ACCOUNT
        assert ("dead_letter" in disclosure.about(shop.db, shop.id, self.card(shop), own=True)) == own
        erased(shop, self.card(shop))
        assert bool(shop.db.execute(select(dead_letter)).all()) == (not own)

    def test_what_waits_to_be_said_about_him_is_not_said(self, shop: Shop) -> None:
        """To the seller, that is; what another buyer of his name is to read stays, and so does what is about others."""
        number = shop.buyer("Anna")
        for chat, audience, said in (
            (SELLER, "seller", "Anna &amp; Geheimnis"),
            (SELLER, "seller", "Ben kommt"),
            (ACCOUNT, "buyer", "Hallo Anna"),
        ):
            payload = packed({"chat_id": chat, "text": said})
            letter = NewLetter(chat, audience, "sendMessage", payload, shop.id, None, None, consents.ANSWER)
            outbox.put(shop.db, letter, NOW)
        erased(shop, number)
        left = shop.db.execute(select(letters.c.chat_id, letters.c.payload).order_by(letters.c.id)).all()
        assert [(row.chat_id, json.loads(row.payload)["text"]) for row in left] == [
            (SELLER, "Ben kommt"),
            (ACCOUNT, "Hallo Anna"),
        ]

    def two_cards(self, *places: Shop) -> None:
        for place in places:
            buyers.change(place.db, place.id, place.buyer("Anna"), telegram_id=ACCOUNT)

    def card(self, shop: Shop) -> int:
        row = buyers.of_link(shop.db, shop.id, ACCOUNT)
        assert row is not None
        return int(row.id)

    def buttons(self, db: Connection, **shops_of: int) -> None:
        """His buttons, each about a shop, packed as the bot packs them."""
        for token, shop_id in shops_of.items():
            actions = packed([["meinedaten.name", {"shop": shop_id}, True]])
            db.execute(insert(keyboard), {"token": token, "user_id": ACCOUNT, "actions": actions, "created_at": NOW})

    def test_merged_rows_go_with_him(self, shop: Shop) -> None:
        from storage import merging

        anna, anni = shop.buyer("Anna"), shop.buyer("Annibell")
        notes.add(shop.db, shop.id, anni, "mag Grün", TODAY, NOW)
        merging.merge_into(shop.db, shop.row, anna, anni, NOW)
        erased(shop, anna)
        left = str(disclosure.of_shop(shop.db, shop.id))
        for word in ("Anna", "Annibell", "Grün"):
            assert word not in left
        with pytest.raises(RuleError, match="erased"):
            buyers.survivor(shop.db, shop.id, anni)

    def test_the_journal_knows_of_it_and_names_nobody(self, shop: Shop) -> None:
        anna = shop.buyer("Anna")
        buyers.change(shop.db, shop.id, anna, telegram_id=ACCOUNT)
        erased(shop, anna)
        ((_, entry),) = journal.entries(shop.db)
        assert entry.kind == journal.ERASED
        assert "Anna" not in str(entry)

    def test_a_restored_backup_adds_nothing_to_the_journal(self, shop: Shop) -> None:
        erased(shop, shop.buyer(), asked_by=erasing.BY_BACKUP)
        assert journal.entries(shop.db) == []


STAYS = {
    *("purchase.tags", "purchase.channel", "refund.key", "refund.vouchers"),
    *("ledger_entry.reason", "ledger_entry.reference", "voucher.origin"),
    *("raffle.prize", "raffle.segment", "raffle.seed", "raffle.commitment", "raffle.ticket"),
    "recovery.code_hash",
    *("import_job.source", "import_job.file_id", "import_row.ref", "import_row.booked_ref"),
}
"""The bookings in the program's own words, raffles, whose lists hold numbers only, hashes, and what is the shop's."""
FILES = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def bytes_of(*words: object) -> list[bytes]:
    """How words and numbers stand in a SQLite file."""
    found: list[bytes] = []
    for word in words:
        if isinstance(word, int):
            found += [word.to_bytes(6, "big"), str(word).encode()]
        else:
            text = str(word)
            found += [text.encode(), text.casefold().encode(), text.encode("ascii", "xmlcharrefreplace")]
    return found


def left_in(path: Path, words: list[bytes]) -> list[bytes]:
    """Which of the words the database file, or what lies beside it, still has."""
    raw = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.stem))
    return [word for word in words if word in raw]


@FILES
class TestBytes:
    """After erasure the words are not in the file, in the write-ahead log, or in a new backup."""

    @pytest.fixture
    def crowd(self, private_engine: Engine) -> tuple[int, dict[str, str]]:
        """A shop of some size, and in the middle of it a buyer with everything."""
        with private_engine.begin() as db:
            shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", NOW)
            place = Shop(db, shop.id)
            _crowd(place, 40)
            filler = Filler(db, shop.id)
            buyer = filler.all()
            _crowd(place, 40)
        return buyer, filler.words

    def test_nothing_of_him_is_left(self, private_engine: Engine, crowd: tuple[int, dict[str, str]]) -> None:
        buyer, words = crowd
        path = Path(str(private_engine.url.database))
        gone = [word for word, column in words.items() if column not in STAYS]
        searched = bytes_of("Poltergeistzettel", "Knopfgeheimnis", "Fragengeheimnis", NAME, ACCOUNT, POINTED_AT, *gone)
        assert len(left_in(path, searched)) > len(gone) > 20
        with private_engine.begin() as db:
            erasing.erase(db, shops.get(db, 1), buyer, "–", NOW)
            assert cleaning.is_due(db)
        with private_engine.connect() as connection:
            assert cleaning.rewrite(connection)
        assert [words.get(word.decode(errors="replace"), word) for word in left_in(path, searched)] == []
        copy = backup(private_engine, NOW)
        assert copy is not None
        assert left_in(path, searched) == []

    @pytest.mark.usefixtures("crowd")
    def test_what_the_file_is_made_anew_from_need_not_fit_into_memory(self, private_engine: Engine) -> None:
        done = list[str]()
        with private_engine.connect() as connection:
            dbapi = cast("sqlite3.Connection", connection.connection.dbapi_connection)
            dbapi.set_trace_callback(done.append)
            assert cleaning.rewrite(connection)
            assert done[: done.index("VACUUM")] == ["PRAGMA temp_store=FILE"]
            assert dbapi.execute("PRAGMA temp_store").fetchone() == (2,)
            dbapi.execute("BEGIN")
            with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
                cleaning.rewrite(connection)
            dbapi.execute("ROLLBACK")
            assert dbapi.execute("PRAGMA temp_store").fetchone() == (2,)

    def test_without_the_rewriting_words_may_be_left(
        self, private_engine: Engine, crowd: tuple[int, dict[str, str]]
    ) -> None:
        """Why the file is written anew: the write-ahead log, at least, still has them."""
        buyer, words = crowd
        with private_engine.begin() as db:
            erasing.erase(db, shops.get(db, 1), buyer, "–", NOW)
            assert left_in(Path(str(private_engine.url.database)), bytes_of(*words))

    def test_a_shop_that_is_closed_leaves_nothing(
        self, private_engine: Engine, crowd: tuple[int, dict[str, str]]
    ) -> None:
        _, words = crowd
        path = Path(str(private_engine.url.database))
        with private_engine.begin() as db:
            closing.close(db, shops.get(db, 1), NOW)
        with private_engine.connect() as connection:
            assert cleaning.rewrite(connection)
        assert left_in(path, bytes_of(NAME, ACCOUNT, SELLER, "Kunde 7", "Wollknäuel", *words)) == []

    @pytest.mark.usefixtures("crowd")
    def test_somebody_who_reads_puts_it_off(self, private_engine: Engine) -> None:
        path = Path(str(private_engine.url.database))
        with private_engine.connect() as connection:
            connection.connection.dbapi_connection.execute("PRAGMA busy_timeout=50")  # type: ignore[union-attr]
            reader = sqlite3.connect(path, isolation_level=None)
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM buyer").fetchone()
            assert not cleaning.rewrite(connection)
            reader.execute("COMMIT")
            assert cleaning.rewrite(connection)
            reader.close()


def _crowd(place: Shop, size: int) -> None:
    for number in range(size):
        buyer = place.buyer(f"Kunde {number}")
        place.book(buyer, 1000 + number, item=f"Wollknäuel {number}")
        notes.add(place.db, place.id, buyer, f"Notiz {number} " + "x" * 60, TODAY, NOW)


class TestCleaning:
    def test_it_waits_until_all_is_said_about_it(self, db: Connection, shop: Shop, other: Shop) -> None:
        """The farewell names an account; the confirmation names him. What another shop has to say is nothing to it."""
        if db.dialect.name != "sqlite":
            pytest.skip("a server's files are its operator's")
        assert not cleaning.is_due(db)
        erased(shop, shop.buyer())
        number = outbox.put(db, NewLetter(ACCOUNT, "stranger", "sendMessage", "{}"), NOW)
        assert not cleaning.is_due(db)
        outbox.put(db, NewLetter(ACCOUNT + 1, "seller", "sendMessage", "{}", other.id), NOW)
        outbox.sent(db, [number])
        assert cleaning.is_due(db)
        cleaning.done(db, NOW)
        assert not cleaning.is_due(db)
        assert db.execute(select(erasure.c.cleaned_at)).scalar() == NOW

    def test_last_words_that_never_arrived_go_too(self, shop: Shop) -> None:
        """Others that failed stay for the operator."""
        erased(shop, shop.buyer())
        last = NewLetter(SELLER, "seller", "sendMessage", "{}", shop.id)
        outbox.put_all(shop.db, [last], NOW, outbox.DEAD)
        outbox.put_all(shop.db, [last], NOW - timedelta(hours=1), outbox.DEAD)
        cleaning.forget_last_words(shop.db)
        assert list(shop.db.scalars(select(letters.c.created_at))) == [NOW - timedelta(hours=1)]


def test_a_closed_shop_is_gone_and_the_other_stays(shop: Shop, other: Shop) -> None:
    Filler(shop.db, shop.id).all()
    kept = other.buyer("Clara")
    notes.add(other.db, other.id, kept, "bleibt", TODAY, NOW)
    before = disclosure.of_shop(other.db, other.id)
    row = shop.row
    assert closing.linked(shop.db, shop.id) == [ACCOUNT]
    closing.close(shop.db, row, NOW)
    assert not any(rows for name, rows in disclosure.of_shop(shop.db, shop.id).items() if name not in closing.KEPT)
    assert disclosure.of_shop(other.db, other.id) == before

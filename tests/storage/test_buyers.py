"""Buyers: found by name or account, one row a person and shop."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound

from rules.occasions.facts import Birthday
from storage import buyers, merging, notes

ACCOUNT = 8_100_000_000
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]


@pytest.mark.parametrize("typed", ["müller", "MÜLLER", "Mueller", '"Müller"', " Müller  "])
def test_a_name_is_found_however_it_is_written(shop: Any, typed: str) -> None:
    shop.buyer("Müller")
    assert names(buyers.named(shop.db, shop.id, typed)) == ["Müller"]


def test_several_names_are_looked_up_at_once(shop: Any, other: Any) -> None:
    """Namesakes come together, whom nobody knows as an empty list, those of another shop not at all."""
    for name in ("Anna", "anna", "Anna 2"):
        shop.buyer(name)
    other.buyer("Bernd")
    found = buyers.of_keys(shop.db, shop.id, ["anna", "anna 2", "bernd"])
    assert {key: names(rows) for key, rows in found.items()} == {
        "anna": ["Anna", "anna"],
        "anna 2": ["Anna 2"],
        "bernd": [],
    }


def test_another_name_counts_where_nobody_is_called_so(shop: Any) -> None:
    """Whoever was given his other name as his own is found once; no name at all is nobody's."""
    berta, moritz = shop.buyer("Berta"), shop.buyer("Moritz")
    buyers.add_alias(shop.db, shop.id, berta, "Oma")
    buyers.add_alias(shop.db, shop.id, moritz, "Mo")
    buyers.rename(shop.db, shop.id, moritz, "Mo")
    for _ in range(2):
        found = buyers.of_keys(shop.db, shop.id, ["oma", "mo"])
        assert {key: names(rows) for key, rows in found.items()} == {"oma": ["Berta"], "mo": ["Mo"]}
    assert names(buyers.named(shop.db, shop.id, "Mo")) == ["Mo"]
    shop.buyer("Oma")
    assert names(buyers.named(shop.db, shop.id, "oma")) == ["Oma"]
    assert buyers.of_keys(shop.db, shop.id, []) == {}


def test_a_similar_name_is_offered_but_not_the_same(shop: Any) -> None:
    for name in ("Anna", "Ana", "Hannah", "Zacharias"):
        shop.buyer(name)
    assert names(buyers.similar(shop.db, shop.id, "Anna"))[0] == "Ana"
    assert "Anna" not in names(buyers.similar(shop.db, shop.id, "Anna"))


@pytest.mark.parametrize(
    ("typed", "known", "offered"),
    [
        ("Max", ["Max Mustermann"], ["Max Mustermann"]),
        ("trude", ["Oma Trude"], ["Oma Trude"]),
        ("Frau Müller", ["Frau Müller-Lüdenscheidt"], ["Frau Müller-Lüdenscheidt"]),
        ("Anni", ["Anna", "Anni B."], ["Anni B.", "Anna"]),
        ("Anna Becker", ["Anna"], ["Anna"]),
        ("Nina", ["Anna"], []),
        ("Anan", ["Anna"], ["Anna"]),
        ("Maike", ["Heike"], []),
        ("Katharina", ["Catarina"], ["Catarina"]),
        ("Al", ["Albert"], []),
        ("Anne", ["Anna", "Annette", "Anne B.", "Anne C."], ["Anne B.", "Anne C.", "Annette"]),
    ],
)
def test_parts_of_a_name_are_offered_before_slips(shop: Any, typed: str, known: list[str], offered: list[str]) -> None:
    for name in known:
        shop.buyer(name)
    assert names(buyers.similar(shop.db, shop.id, typed)) == offered


@pytest.mark.parametrize("typed", ["Oma Trude", "Oma Trude 🧶", "oma trude."])
def test_neither_emoji_nor_a_dot_hide_a_buyer(shop: Any, typed: str) -> None:
    shop.buyer("Oma Trude 🧶")
    assert names(buyers.named(shop.db, shop.id, typed)) == ["Oma Trude 🧶"]


def test_the_search_looks_into_the_words_of_a_name(shop: Any) -> None:
    shop.buyer("Clara Vogt")
    assert names(buyers.search(shop.db, shop.id, "Vogd")) == ["Clara Vogt"]


def test_another_shops_buyers_are_never_found(shop: Any, other: Any) -> None:
    anna = shop.buyer()
    assert buyers.named(other.db, other.id, "Anna") == []
    assert buyers.search(other.db, other.id, "Anna") == []
    assert buyers.similar(other.db, other.id, "Ana") == []
    assert buyers.recent(other.db, other.id, 10) == []
    assert buyers.count(other.db, other.id) == 0
    with pytest.raises(NoResultFound):
        buyers.get(other.db, other.id, anna)


def test_another_shop_changes_nothing(shop: Any, other: Any) -> None:
    anna = shop.buyer()
    buyers.rename(other.db, other.id, anna, "Böse")
    buyers.set_birthday(other.db, other.id, anna, Birthday(3, 5), date(2026, 5, 4))
    buyers.point_at(other.db, other.id, anna, ACCOUNT)
    row = shop.about(anna)
    assert (row.name, row.birthday_day, row.contact_id) == ("Anna", None, None)


def test_one_account_is_one_buyer_a_shop(shop: Any) -> None:
    for name in ("Anna", "Ben"):
        buyer = shop.buyer(name)
        if name == "Anna":
            buyers.change(shop.db, shop.id, buyer, telegram_id=ACCOUNT)
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        buyers.change(shop.db, shop.id, buyer, telegram_id=ACCOUNT)


def test_one_account_may_buy_in_two_shops(shop: Any, other: Any) -> None:
    for place in (shop, other):
        buyers.change(place.db, place.id, place.buyer(), telegram_id=ACCOUNT)
    assert [shop_id for shop_id, _ in buyers.cards_of(shop.db, ACCOUNT)] == [other.id, shop.id]


def test_who_linked_himself_comes_before_who_was_pointed_at(shop: Any) -> None:
    buyers.point_at(shop.db, shop.id, shop.buyer("Gezeigt"), ACCOUNT)
    buyers.change(shop.db, shop.id, shop.buyer("Verbunden"), telegram_id=ACCOUNT)
    row = buyers.of_account(shop.db, shop.id, ACCOUNT)
    assert row is not None
    assert row.name == "Verbunden"


def test_the_first_account_a_seller_points_at_stays(shop: Any) -> None:
    anna = shop.buyer()
    buyers.point_at(shop.db, shop.id, anna, ACCOUNT)
    buyers.point_at(shop.db, shop.id, anna, ACCOUNT + 1)
    assert shop.about(anna).contact_id == ACCOUNT


def test_recent_buyers_come_first_and_those_without_a_purchase_last(shop: Any) -> None:
    first, second = shop.buyer("Erste"), shop.buyer("Zweite")
    shop.buyer("Ohne")
    shop.book(first, day=date(2026, 5, 4))
    shop.book(second, day=date(2026, 5, 3))
    assert names(buyers.recent(shop.db, shop.id, 10)) == ["Erste", "Zweite", "Ohne"]
    assert names(buyers.recent(shop.db, shop.id, 1, offset=1)) == ["Zweite"]


def test_a_slip_that_is_merged_is_found_no_more_and_leaves_its_notes(shop: Any) -> None:
    anna, slip = shop.buyer("Anna"), shop.buyer("Ana")
    notes.add(shop.db, shop.id, slip, "mag Blau", date(2026, 5, 4), NOW)
    buyers.point_at(shop.db, shop.id, slip, ACCOUNT)
    merging.merge_into(shop.db, shop.row, anna, slip, NOW, keeps_name=False)
    assert buyers.named(shop.db, shop.id, "Ana") == []
    assert [row.text for row in notes.of_buyer(shop.db, shop.id, anna, "note")] == ["mag Blau"]
    found = buyers.of_account(shop.db, shop.id, ACCOUNT)
    assert found is not None
    assert found.id == anna


def test_a_birthday_is_kept_with_the_day_it_became_known(shop: Any) -> None:
    anna = shop.buyer()
    buyers.set_birthday(shop.db, shop.id, anna, Birthday(29, 2), date(2026, 5, 4))
    row = shop.about(anna)
    assert (buyers.birthday_of(row), row.birthday_since) == (Birthday(29, 2), date(2026, 5, 4))
    buyers.set_birthday(shop.db, shop.id, anna, None, date(2026, 5, 4))
    assert buyers.birthday_of(shop.about(anna)) is None


def test_the_newest_note_is_the_one_of_the_latest_day_and_the_last_of_that(shop: Any) -> None:
    anna = shop.buyer("Anna")
    for words, day in (("neu", 4), ("alt", 1), ("neuer", 4), ("älter", 2)):
        notes.add(shop.db, shop.id, anna, words, date(2026, 5, day), NOW)
    found = notes.of_buyer(shop.db, shop.id, anna, "note", most=3)
    assert [row.text for row in found] == ["neuer", "neu", "älter"]
    assert notes.knows(shop.db, shop.id, anna, "note", "NEU")
    assert notes.same(shop.db, shop.id, anna, "note", "neu", date(2026, 5, 4))
    assert not notes.same(shop.db, shop.id, anna, "note", "neu", date(2026, 5, 1))

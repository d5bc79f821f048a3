"""What the segments are made of, on both databases."""

from datetime import timedelta
from typing import Any

from rules.rhythm import Rhythm
from rules.segments import Habits, members
from storage import erasing, merging, notes, refunds, reminders, segments, tiers
from storage.purchases import get
from tests.storage.conftest import NOW, TODAY


def test_everybody_is_there_with_what_the_segments_need(shop: Any, other: Any) -> None:
    anna, ben, _ = shop.buyer("Ännchen"), shop.buyer("Ben"), other.buyer("Clara")
    shop.book(anna, 1000, TODAY - timedelta(days=31))
    shop.book(anna, 2000, TODAY - timedelta(days=1))
    notes.add(shop.db, shop.id, anna, "Blau", TODAY, NOW, kind="like")
    reminders.mute(shop.db, shop.id, ben, "seasonal")
    tiers.give(shop.db, shop.id, ben, "vip")
    first, second = segments.everybody(shop.db, shop.row)
    assert first[:5] == (anna, "aennchen", "returning", 2, 3000)
    assert first[5:7] == (TODAY - timedelta(days=31), TODAY - timedelta(days=1))
    assert first[7:] == (Rhythm().after(30), None, True, False, False)
    assert (second.id, second.tier, second.purchases, second.seasonal, second.likes) == (ben, "vip", 0, True, False)


def test_two_who_are_one_count_once_and_the_erased_is_gone(shop: Any) -> None:
    anna, annie, ben = shop.buyer("Anna"), shop.buyer("Annie"), shop.buyer("Ben")
    for buyer in (anna, annie, ben):
        shop.book(buyer, 1000, channel="Markt")
    merging.merge_into(shop.db, shop.row, anna, annie, NOW)
    erasing.erase(shop.db, shop.row, ben, "Gelöscht", NOW)
    found = segments.everybody(shop.db, shop.row)
    assert [(one.id, one.purchases, one.net_cents, one.gone) for one in found] == [
        (anna, 2, 2000, False),
        (ben, 1, 1000, True),
    ]
    known = segments.known(shop.db, shop.row, TODAY)
    assert [one.id for one in members("channel:markt", found, known)] == [anna]


def test_habits_are_what_was_bought_and_kept(shop: Any, other: Any) -> None:
    anna, ben, clara = shop.buyer("Anna"), shop.buyer("Ben"), shop.buyer("Clara")
    for item in ("Öl", "oel", "Öl", ""):
        shop.book(anna, item=item, tags="duft küche", channel="Vinted")
    for item in ("Öl", "Seife", "Tee"):
        shop.book(ben, item=item, channel="vinted")
    shop.book(clara, item="Öl")
    shop.book(clara, item="Öl")
    given = shop.book(clara, item="Öl", tags="duft")
    refunds.refund(shop.db, shop.row, get(shop.db, shop.id, given.purchase_id), NOW)
    other.book(other.buyer("Dora"), item="Öl", tags="duft")
    assert segments.habits(shop.db, shop.id) == Habits(
        frozenset({anna}),
        {
            "category:duft": frozenset({anna}),
            "category:kueche": frozenset({anna}),
            "channel:vinted": frozenset({anna, ben}),
        },
        {"category:duft": "duft", "category:kueche": "küche", "channel:vinted": "Vinted"},
    )


def test_who_has_bought_a_thing_is_a_segment_of_its_own(shop: Any) -> None:
    anna, ben = shop.buyer("Anna"), shop.buyer("Ben")
    shop.book(anna, item="Duftkerze")
    shop.book(ben, item="Kerzenhalter")
    shop.book(ben, item="Tee")
    everybody = segments.everybody(shop.db, shop.row)
    for segment, expected in {"item:Kerzen": [anna, ben], "item:Tee": [ben], "item:Wolle": []}.items():
        known = segments.known(shop.db, shop.row, TODAY, segment)
        assert [one.id for one in members(segment, everybody, known)] == expected


def test_rows_come_in_the_order_asked_for(shop: Any, other: Any) -> None:
    anna, ben, clara = shop.buyer("Anna"), shop.buyer("Ben"), other.buyer("Clara")
    assert [row.name for row in segments.rows(shop.db, shop.id, [ben, clara, anna])] == ["Ben", "Anna"]

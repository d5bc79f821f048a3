"""What a search finds, on both databases."""

from datetime import timedelta
from typing import Any

import pytest

from storage import searching
from storage.searching import ITEM, NAME
from tests.storage.conftest import TODAY


@pytest.fixture
def sold(shop: Any) -> Any:
    anna, ben = shop.buyer("Anna"), shop.buyer("Ben")
    shop.book(anna, day=TODAY - timedelta(days=9), item="Mütze", tags="wolle", channel="Instagram")
    shop.book(anna, item="Mütze", tags="wolle", channel="Vinted")
    shop.book(ben, item="Mütze", tags="", channel="")
    return shop


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mutze", [("Anna", "Mütze", ""), ("Ben", "Mütze", "")]),
        ("wolle", [("Anna", "Mütze #wolle", "")]),
        ("insta", [("Anna", "Mütze", "Instagram")]),
        ("ben muetze", [("Ben", "Mütze", "")]),
        ("ben wolle", []),
        ("vinted instagram", [("Anna", "Mütze", "Vinted"), ("Anna", "Mütze", "Instagram")]),
    ],
    ids=str,
)
def test_each_thing_of_each_buyer_stands_once_the_latest_first(
    sold: Any, typed: str, found: list[tuple[str, str, str]]
) -> None:
    names = {
        hit.buyer_id: hit.text for name in ("Anna", "Ben") for hit in searching.search(sold.db, sold.id, name).hits[:1]
    }
    hits = searching.search(sold.db, sold.id, typed).hits
    assert [(names[hit.buyer_id], hit.text, hit.via) for hit in hits if hit.kind == ITEM] == found


def test_the_latest_day_is_told_and_what_was_meant_as_it_is_spelled(sold: Any) -> None:
    found = searching.search(sold.db, sold.id, "mutze")
    assert found.meant == ["Mütze"]
    assert {hit.day for hit in found.hits} == {TODAY}
    assert [hit.kind for hit in searching.search(sold.db, sold.id, "anna").hits] == [NAME]
    assert searching.search(sold.db, sold.id, "% …").hits == []

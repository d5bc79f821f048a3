"""A buyer's own code."""

import pytest

from storage import buyers, own_codes
from tests.storage.conftest import Shop


def code_of(shop: Shop, buyer: int) -> str:
    return own_codes.code_of(shop.db, shop.about(buyer))


def found(shop: Shop, code: str) -> int | None:
    row = own_codes.with_code(shop.db, shop.id, code)
    return row and row.id


def test_it_is_made_when_it_is_needed_and_stays(shop: Shop) -> None:
    anna = shop.buyer()
    stale = shop.about(anna)
    assert stale.code is None
    first = own_codes.code_of(shop.db, stale)
    assert len(first) == own_codes.LENGTH
    assert own_codes.code_of(shop.db, stale) == first == code_of(shop, anna)


def test_everybody_has_another(shop: Shop, other: Shop) -> None:
    codes = {code_of(place, place.buyer(f"Kundin {n}")) for place in (shop, other) for n in range(20)}
    assert len(codes) == 40


@pytest.mark.parametrize("typed", [str.lower, lambda code: f" {code[:4]}-{code[4:]} "], ids=["small", "with a hyphen"])
def test_it_is_found_however_it_is_typed(shop: Shop, typed: object) -> None:
    anna = shop.buyer()
    assert callable(typed)
    assert found(shop, typed(code_of(shop, anna))) == anna


def test_it_is_found_in_its_shop_only(shop: Shop, other: Shop) -> None:
    assert found(other, code_of(shop, shop.buyer())) is None


@pytest.mark.parametrize("typed", ["", "K", "ÄÖÜ", "0" * 8, "x" * 500, "A' OR 1=1"])
def test_what_is_no_code_finds_nobody(shop: Shop, typed: str) -> None:
    shop.buyer()
    assert found(shop, typed) is None


def test_after_a_merge_it_leads_to_the_one_he_turned_out_to_be(shop: Shop) -> None:
    anni, anna = shop.buyer("Anni"), shop.buyer()
    code = code_of(shop, anni)
    buyers.change(shop.db, shop.id, anni, merged_into=anna)
    assert found(shop, code) == anna

"""What is read out of packed JSON: names behind every escape, numbers by their names, and the writer of an update."""

import html
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import unpacked
from storage.packed import packed


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([packed, json.dumps]))
def test_words_are_read_as_they_were_written(words: str, pack: Any) -> None:
    letter = {"chat_id": 7, "text": html.escape(words), "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}
    assert words in unpacked.words(unpacked.unpacked(pack(letter)))


@given(st.integers(0, 2**53), st.integers(0, 2**53), st.sampled_from([packed, json.dumps]))
def test_buttons_are_about_their_shop_and_no_other(shop: int, other: int, pack: Any) -> None:
    """However they are packed, and also if one number begins with the other."""
    actions = pack([["meinedaten.name", {"shop": shop}, True], ["x", {"shops": [], "by": f'"shop":{other}'}, False]])
    assert unpacked.names_shop(actions, shop)
    assert unpacked.names_shop(actions, other) == (shop == other)


@pytest.mark.parametrize(
    ("update", "writer"),
    [
        pytest.param({"update_id": 9, "message": {"message_id": 8, "from": {"id": 7}}}, 7, id="a message"),
        pytest.param({"callback_query": {"id": "1", "from": {"id": 7}, "message": {"from": {"id": 5}}}}, 7, id="a tap"),
        pytest.param({"message": {"message_id": 7, "chat": {"id": 7}}}, None, id="without a sender"),
        pytest.param({"message": {"from": {"id": True}}}, None, id="no number"),
        pytest.param({"message": {"from": 7}}, None, id="no person"),
        pytest.param([7], None, id="no update"),
    ],
)
def test_the_writer_of_an_update_is_who_sent_it(update: Any, writer: int | None) -> None:
    assert unpacked.writer(unpacked.unpacked(json.dumps(update))) == writer


@pytest.mark.parametrize(
    "text", ["outbox 7 sendMessage", "", "{", "[" * 200_000], ids=["words", "none", "half", "deep"]
)
def test_what_is_no_json_is_one_text(text: str) -> None:
    assert list(unpacked.words(unpacked.unpacked(text))) == [text]
    assert list(unpacked.references(unpacked.unpacked(text))) == []

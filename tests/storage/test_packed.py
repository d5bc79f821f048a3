"""What is kept as JSON text comes back as it was."""

import json
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de import Html
from storage.packed import packed


@dataclass
class Thing:
    """JSON has no form for it."""

    size: int = 1


texts = st.text(st.characters())
"""Halves of characters included: Telegram has been seen to send them."""
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | texts.map(Html),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts | st.integers(), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_it_says_what_the_standard_library_says(value: object) -> None:
    assert json.loads(packed(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize("value", [date(2026, 5, 4), {"a": {1}}, [Thing()]], ids=["a day", "a set", "an object"])
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        packed(value)

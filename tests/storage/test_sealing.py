"""Encrypted files: the passphrase opens them, and nothing in them can be changed, moved or cut off unnoticed."""

import tracemalloc
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import sealing
from storage.sealing import MAGIC, PIECE, TAG, Cost, NotOpenedError, is_sealed, seal, unseal

CHEAP = Cost(log2n=1, r=1, p=1)
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
HEADER = len(MAGIC) + sealing._FIELDS.size


def sealed(content: bytes, passphrase: str = "Wolle und Tee") -> bytes:
    """An encrypted file."""
    target = BytesIO()
    seal(BytesIO(content), target, passphrase, NOW, CHEAP)
    return target.getvalue()


def opened(file: bytes, passphrase: str = "Wolle und Tee") -> bytes:
    """What is in it."""
    target = BytesIO()
    assert unseal(BytesIO(file), target, passphrase) == NOW
    return target.getvalue()


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2), st.integers(-1, 1), st.text(min_size=1, max_size=20))
def test_what_goes_in_comes_out(begin: bytes, pieces: int, off: int, passphrase: str) -> None:
    """Empty, shorter than a piece, exactly so many pieces, one byte more or less."""
    content = begin + bytes(max(0, pieces * PIECE + off))
    assert opened(sealed(content, passphrase), passphrase) == content


def test_two_files_of_the_same_content_have_nothing_in_common() -> None:
    assert sealed(b"Anna" * 100)[HEADER:] != sealed(b"Anna" * 100)[HEADER:]
    assert b"Anna" not in sealed(b"Anna" * 100)


def test_another_passphrase_does_not_open_it() -> None:
    with pytest.raises(NotOpenedError):
        opened(sealed(b"Anna"), "Wolle und Kaffee")


def test_an_umlaut_is_the_same_however_it_is_composed() -> None:
    assert opened(sealed(b"Anna", "Grüße"), "Gru\u0308ße") == b"Anna"


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    """Of the header (the moment it is of included), of the pieces, of what vouches for them."""
    file = bytearray(sealed(b"Anna kauft Socken"))
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NotOpenedError):
        opened(bytes(file))


@pytest.mark.parametrize("length", [0, 10, HEADER, HEADER + 5, HEADER + PIECE + TAG, -1, -(TAG + 3)])
def test_nothing_can_be_cut_off(length: int) -> None:
    """At the end of a piece neither: the last one says that it is the last."""
    file = sealed(bytes(2 * PIECE + 3))
    with pytest.raises(NotOpenedError):
        opened(file[:length])


def test_nothing_can_be_added() -> None:
    with pytest.raises(NotOpenedError):
        opened(sealed(b"Anna") + b"x")


def test_pieces_cannot_change_places() -> None:
    file = sealed(b"a" * PIECE + b"b" * PIECE + b"c")
    first, second = HEADER, HEADER + PIECE + TAG
    swapped = file[:first] + file[second : second + PIECE + TAG] + file[first:second] + file[second + PIECE + TAG :]
    assert len(swapped) == len(file)
    with pytest.raises(NotOpenedError):
        opened(swapped)


def test_a_file_cannot_ask_for_all_memory() -> None:
    file = bytearray(sealed(b"Anna"))
    file[len(MAGIC)] = 40
    with pytest.raises(NotOpenedError):
        opened(bytes(file))


def test_a_damaged_cost_in_the_header_is_a_damaged_file() -> None:
    """One that no key can be made with: N has to be less than 2 ** (128 * r / 8)."""
    file = bytearray(sealed(b"Anna"))
    file[len(MAGIC) : len(MAGIC) + 2] = bytes([18, 1])
    with pytest.raises(NotOpenedError):
        opened(bytes(file))


def test_only_our_files_are_ours() -> None:
    assert is_sealed(BytesIO(sealed(b"")))
    assert not is_sealed(BytesIO(b"SQLite format 3\0"))


def test_a_large_file_needs_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    plain, file, again = (tmp_path / name for name in ("plain", "sealed", "again"))
    plain.write_bytes(bytes(4_000_000))
    tracemalloc.start()
    with plain.open("rb") as source, file.open("wb") as target:
        seal(source, target, "x", NOW, CHEAP)
    with file.open("rb") as source, again.open("wb") as target:
        unseal(source, target, "x")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert again.stat().st_size == 4_000_000
    assert peak < 1_000_000

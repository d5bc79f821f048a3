"""Callback data with changed bytes do nothing and tell nothing."""

from random import Random

from sqlalchemy import select

from benchmarks.buttons import changed
from storage import dialogs
from storage.tables.dialogs import keyboard
from tests.chat import BUYER, OTHER_SELLER, SELLER
from tests.security.playing import without_talk
from tests.security.shop import Populated, query

MUTATIONS = 3_000


def test_changed_bytes_do_nothing(populated: Populated) -> None:
    """Of real data of everybody, tapped by the one whose they are and by others; the benchmark tries 100,000."""
    draw = Random(7)
    with populated.attempt() as at:
        real = [(row.user_id, row.token) for row in at.db.execute(select(keyboard)).all()]
        known = {f"{token}.{place}" for _, token in real for place in range(100)}
        for _ in range(MUTATIONS):
            owner, token = draw.choice(real)
            data = changed(f"{token}.{draw.randrange(4)}", draw)
            person = draw.choice([owner, SELLER, OTHER_SELLER, BUYER, 5005])
            if data not in known:
                assert dialogs.action_of(at.db, person, data) is None


def test_a_tap_with_changed_bytes_writes_nothing_and_says_the_button_is_gone(populated: Populated) -> None:
    draw = Random(8)
    with populated.attempt() as at:
        real = [row for row in at.db.execute(select(keyboard)).all() if row.user_id == SELLER]
        for _ in range(200):
            data = changed(f"{draw.choice(real).token}.0", draw)
            if not data.endswith(tuple(f".{place}" for place in range(10))):
                (said,) = at.deliver(callback_query=query(SELLER, data))
                assert "gilt nicht mehr" in said["payload"].encode().decode("unicode_escape")
                assert at.wrote <= 1
        assert without_talk(at.rows(), 0) == without_talk(populated.rows, 0)


def test_a_button_of_somebody_else_is_none(populated: Populated) -> None:
    """Real data, unchanged, tapped by everybody but the one whose they are."""
    with populated.attempt() as at:
        for row in at.db.execute(select(keyboard)).all():
            others = {SELLER, OTHER_SELLER, BUYER, 5005} - {row.user_id}
            assert all(dialogs.action_of(at.db, person, f"{row.token}.0") is None for person in others)

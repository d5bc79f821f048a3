"""Times of day that only look odd."""

import pytest

from messages_de.setting_words import clock_words
from rules.errors import RuleError
from rules.parsing.clock_time import parse_minute


def test_a_word_for_the_morning_may_follow() -> None:
    assert parse_minute("8 Uhr früh", clock_words()) == 480


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("acht", 480),
        ("um acht Uhr", 480),
        ("zwölf Uhr", 720),
        ("zwoelf", 720),
        ("halb neun", 510),
        ("Halb 9", 510),
        ("halb eins", 30),
        ("8 Uhr abends", 1200),
        ("halb acht abends", 1170),
        ("zweiundzwanzig Uhr", 1320),
        ("ab 7 Uhr morgens 🌞", 420),
    ],
)
def test_words_are_understood(typed: str, minute: int) -> None:
    assert parse_minute(typed, clock_words()) == minute


@pytest.mark.parametrize(
    "typed", ["-3", "−3", "um -3", "Viertel nach 8", "kurz vor 8", "halb 8:15", "halb 13", "halb 0", "acht neun"]
)
def test_what_may_mean_another_time_is_refused(typed: str) -> None:
    with pytest.raises(RuleError, match=r"time\.unclear"):
        parse_minute(typed, clock_words())

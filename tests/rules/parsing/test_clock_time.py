"""Times of day that only look odd."""

import pytest

from rules.errors import RuleError
from rules.parsing.clock_time import parse_minute


def test_a_word_for_the_morning_may_follow() -> None:
    assert parse_minute("8 Uhr früh") == 480


@pytest.mark.parametrize("typed", ["-3", "−3", "um -3", "8 Uhr abends"])
def test_what_may_mean_another_time_is_refused(typed: str) -> None:
    with pytest.raises(RuleError, match=r"time\.unclear"):
        parse_minute(typed)

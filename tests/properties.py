"""How many examples a property that takes long is tried with."""

import os

THOROUGH = 40


def examples(usual: int) -> int:
    """So many, and forty times as many with `HYPOTHESIS_PROFILE=thorough`, which makes up new ones each time."""
    return usual * THOROUGH if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else usual

"""How long to wait after failures in a row: longer each time, and never in step with others."""

import random
from dataclasses import dataclass

JITTER = 0.25


@dataclass(slots=True)
class Backoff:
    """Seconds to wait: doubling from `first` to `longest`, each off by up to a quarter."""

    first: float = 1.0
    longest: float = 60.0
    failures: int = 0

    def next(self) -> float:
        """The wait after one more failure."""
        self.failures += 1
        return delay(self.failures, self.first, self.longest)

    def reset(self) -> None:
        """It worked."""
        self.failures = 0


def delay(failures: int, first: float, longest: float) -> float:
    """Seconds to wait after so many failures in a row."""
    doubled = min(longest, first * 2.0 ** min(failures - 1, 30))
    return doubled * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  nothing secret

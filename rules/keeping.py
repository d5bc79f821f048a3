"""How long things are kept: what the program drops by itself, and when the seller is asked whether it is still needed."""

from __future__ import annotations

from datetime import date, timedelta

from rules.occasions.yearly import in_year

BUYER_YEARS = 3
"""Years without a purchase after which a buyer is on the list: as long as claims may come up (sections 195, 199 BGB)."""
NOTE_YEARS = 3
"""A note this old is asked about even if its buyer still buys."""
ASKED_EVERY = timedelta(days=365)
FAILURE_DAYS = 30
"""Messages that could not be processed or sent."""
STRANGER_DAYS = 3
BUTTON_DAYS = 400
INVITATION_DAYS = 30


def years_before(today: date, years: int) -> date:
    """The same day so many years ago; 1 March for a 29 February in common years."""
    return in_year(today.year - years, today.month, today.day)


def is_asked(last: date, today: date) -> bool:
    """Whether it is a year since the seller was last asked what is still needed."""
    return today - last >= ASKED_EVERY

"""The wiring: what comes in, what goes out, and when. Nothing here knows what the bot is for."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # python-telegram-bot's durations as timedelta, as they will be

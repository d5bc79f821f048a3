"""Coming into touch with Telegram."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, TelegramError
from telegram.ext import Application

from bot.backoff import Backoff
from bot.intake import Intake

if TYPE_CHECKING:
    from bot.webhook import Webhook

log = logging.getLogger(__name__)


async def connect(
    telegram: Application[Any, Any, Any, Any, Any, Any], intake: "Intake | Webhook", first_s: float
) -> None:
    """Learns the bot's own name and says how updates are to come, however long Telegram is out of reach."""
    backoff = Backoff(first_s)
    while True:
        try:
            await telegram.initialize()
            await intake.register()
        except (TelegramError, LookupError) as error:  # an answer without a result is a LookupError there
            wait = backoff.next()
            log.warning("Telegram cannot be reached (%s). Next try in %.0f s", _kind(error), wait)
            await asyncio.sleep(wait)
        else:
            return


def _kind(error: Exception) -> str:
    """A call that Telegram refuses says why: a wrong address, for instance."""
    return str(error) if isinstance(error, BadRequest) else type(error).__name__

"""The parts of the bot that are made of its settings alone."""

from datetime import datetime
from typing import Any

from telegram.ext import Application, ApplicationBuilder

from bot.prepare import shelf_of
from bot.request import AiohttpRequest
from bot.settings import Settings
from handlers.registry import Operator

SPARE_CONNECTIONS = 8


def operator_of(settings: Settings, now: datetime) -> Operator:
    """Who runs the bot, and who may sell."""
    sellers, zone = frozenset(settings.seller_ids), settings.default_timezone
    return Operator(sellers, zone, settings.operator, shelf_of(settings), now)


def telegram_of(settings: Settings) -> Application[Any, Any, Any, Any, Any, Any]:
    """The library's bot, on our own way to the network, without its queues."""
    builder = ApplicationBuilder().token(settings.bot_token.get_secret_value()).base_url(settings.bot_api)
    builder = builder.request(AiohttpRequest(settings.send_at_once + SPARE_CONNECTIONS))
    return builder.get_updates_request(AiohttpRequest(1)).updater(None).job_queue(None).build()

"""The parts of the bot that its settings decide about."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from telegram.ext import Application, ApplicationBuilder

from bot.intake import Intake
from bot.prepare import shelf_of
from bot.receiving import Receiver
from bot.request import AiohttpRequest
from bot.settings import Settings
from bot.wire import Wire
from handlers.registry import Operator

if TYPE_CHECKING:
    from bot.webhook import Webhook

Telegram = Application[Any, Any, Any, Any, Any, Any]

SPARE_CONNECTIONS = 8


def operator_of(settings: Settings, now: datetime) -> Operator:
    """Who runs the bot, and who may sell."""
    sellers, zone = frozenset(settings.seller_ids), settings.default_timezone
    return Operator(sellers, zone, settings.operator, shelf_of(settings), now)


def telegram_of(settings: Settings, read_s: float) -> Telegram:
    """The library's bot, on our own way to the network, without its queues; `read_s` is its patience for an answer."""
    builder = ApplicationBuilder().token(settings.bot_token.get_secret_value()).base_url(settings.bot_api)
    builder = builder.request(AiohttpRequest(settings.send_at_once + SPARE_CONNECTIONS, read_s))
    return builder.get_updates_request(AiohttpRequest(1)).updater(None).job_queue(None).build()


def intake_of(
    settings: Settings, telegram: Telegram, wire: Wire, to: Receiver, patience_s: float
) -> "Intake | Webhook":
    """Where updates come from."""
    if settings.bot_mode == "webhook":
        from bot.webhook import Webhook  # noqa: PLC0415  (who is not delivered to needs no web server)

        at = (settings.webhook_url, settings.webhook_host, settings.webhook_port)
        return Webhook(*at, wire, to.store, to.bury, to.heard)
    polling = Wire(telegram.bot._request[0], telegram.bot.base_url)  # noqa: SLF001  its own connection
    return Intake(polling, to.store, to.bury, patience_s, to.heard)

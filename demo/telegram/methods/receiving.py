"""How updates reach the bot: getUpdates and the webhook."""

from collections.abc import Callable
from typing import Any

from demo.telegram.cloud import Cloud
from demo.telegram.errors import ApiError, bad_request
from demo.telegram.updates import MAX_BATCH, Update
from demo.telegram.wire import Params

LONGEST_POLL_S = 50
SCHEMES = ("http://", "https://")


async def get_updates(cloud: Cloud, params: Params) -> list[Update]:
    """The updates that are not confirmed yet; waits for the next one when there is none."""
    if cloud.webhook.url:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
    _remember_allowed(cloud, params)
    limit = params.number("limit", MAX_BATCH) or MAX_BATCH
    wait_s = min(params.number("timeout"), LONGEST_POLL_S)
    return await cloud.updates.fetch(params.number("offset"), limit, wait_s)


def set_webhook(cloud: Cloud, params: Params) -> bool:
    """From now on updates are pushed to the address; an empty one ends that."""
    url = params.text("url")
    if url and not url.startswith(SCHEMES):
        raise bad_request("bad webhook: invalid URL")
    if url:
        cloud.updates.interrupt("terminated by setWebhook request")
    _remember_allowed(cloud, params)
    _drop_pending(cloud, params)
    cloud.webhook.set(url, params.text("secret_token"))
    return True


def delete_webhook(cloud: Cloud, params: Params) -> bool:
    """Back to getUpdates."""
    _drop_pending(cloud, params)
    if cloud.webhook.url:
        cloud.webhook.set("")
    return True


def get_webhook_info(cloud: Cloud, _params: Params) -> dict[str, Any]:
    """Address, number of waiting updates and the last error."""
    return cloud.webhook.as_telegram()


def _remember_allowed(cloud: Cloud, params: Params) -> None:
    allowed = params.json("allowed_updates")
    if allowed is not None:
        cloud.updates.allowed = tuple(allowed)


def _drop_pending(cloud: Cloud, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        cloud.updates.pending.clear()


METHODS: dict[str, Callable[[Cloud, Params], Any]] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}

"""What the contact picker hands over."""

from collections.abc import Sequence
from typing import Any

from demo.telegram.chats import Account
from demo.telegram.keyboards import Markup, buttons


def shared_users(keyboard: Markup | None, request_id: int, accounts: Sequence[Account]) -> dict[str, Any]:
    """The `users_shared` of a choice; names only if the button asked for them."""
    wanted = _request(keyboard, request_id)
    users = [_shared(account, wanted) for account in accounts]
    return {"request_id": request_id, "users": users, "user_ids": [account.id for account in accounts]}


def _request(keyboard: Markup | None, request_id: int) -> dict[str, Any]:
    for button in buttons(keyboard):
        request: dict[str, Any] = button.get("request_users", {})
        if request.get("request_id") == request_id:
            return request
    return {}


def _shared(account: Account, wanted: dict[str, Any]) -> dict[str, Any]:
    user: dict[str, Any] = {"user_id": account.id}
    if wanted.get("request_name"):
        user["first_name"] = account.first_name
    if wanted.get("request_username") and account.username:
        user["username"] = account.username
    return user

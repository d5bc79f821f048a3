"""The one exception that becomes a Bot API error answer."""

from typing import Any


class ApiError(Exception):
    """The Bot API refuses a call: HTTP status and description as Telegram words them."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        """`parameters` are Telegram's response parameters, e.g. retry_after in seconds."""
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> ApiError:
    """A 400 with Telegram's usual prefix."""
    return ApiError(400, f"Bad Request: {description}")

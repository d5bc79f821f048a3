"""The bot about itself: its name, its command menus, its files."""

from collections.abc import Callable
from typing import Any

from demo.telegram.cloud import Cloud
from demo.telegram.errors import bad_request
from demo.telegram.wire import Params

MAX_COMMANDS = 100
EVERYWHERE = ("default", "all_private_chats")


def get_me(cloud: Cloud, _params: Params) -> dict[str, Any]:
    """The bot's own account."""
    powers = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    return {**cloud.bot.as_telegram(), **dict.fromkeys(powers, False), "has_main_web_app": False}


def get_chat(cloud: Cloud, params: Params) -> dict[str, Any]:
    """A private chat in full."""
    chat = cloud.chats.get(params.number("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    accepted = {"gifts_from_channels": False, "limited_gifts": False, "premium_subscription": False}
    accepted |= {"unique_gifts": False, "unlimited_gifts": False}
    return {**chat.as_telegram(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}


def set_my_commands(cloud: Cloud, params: Params) -> bool:
    """The command menu, for all chats or for one."""
    commands = params.json("commands") or []
    if len(commands) > MAX_COMMANDS:
        raise bad_request("too many commands specified")
    _change_menu(cloud, _scope(params), commands)
    return True


def delete_my_commands(cloud: Cloud, params: Params) -> bool:
    """Back to the menu of the wider scope."""
    _change_menu(cloud, _scope(params), None)
    return True


def get_my_commands(cloud: Cloud, params: Params) -> list[dict[str, Any]]:
    """The menu of exactly this scope."""
    return cloud.commands.get(_scope(params), [])


def get_file(cloud: Cloud, params: Params) -> dict[str, Any]:
    """Where a file can be fetched: `/file/bot<token>/<file_path>`."""
    file = cloud.known_file(params.text("file_id"))
    return {
        "file_id": file.file_id,
        "file_unique_id": f"u{file.file_id}",
        "file_size": len(file.data),
        "file_path": file.file_id,
    }


def accepted(_cloud: Cloud, _params: Params) -> bool:
    """Settings without visible effect here."""
    return True


def _scope(params: Params) -> int | None:
    scope = params.json("scope") or {"type": "default"}
    if scope["type"] in EVERYWHERE:
        return None
    if scope["type"] != "chat":
        raise bad_request("unsupported scope")
    return int(scope["chat_id"])


def _change_menu(cloud: Cloud, scope: int | None, commands: list[dict[str, Any]] | None) -> None:
    if commands is None:
        cloud.commands.pop(scope, None)
    else:
        cloud.commands[scope] = commands
    for chat_id in cloud.chats if scope is None else [scope]:
        cloud.journal.add(chat_id, "commands", by_bot=True)


SETTINGS = (
    "setMyDescription",
    "setMyShortDescription",
    "setMyName",
    "setChatMenuButton",
    "setMyDefaultAdministratorRights",
    "setMessageReaction",
    "pinChatMessage",
    "unpinChatMessage",
    "logOut",
    "close",
)

METHODS: dict[str, Callable[[Cloud, Params], Any]] = {
    "getMe": get_me,
    "getChat": get_chat,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "getFile": get_file,
    **dict.fromkeys(SETTINGS, accepted),
}

"""What is set now: the groups, and the settings of one."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.einstellungen import bonus, look, message, points, reminders, shop, stamps, tiers
from handlers.einstellungen.setting import Group, Setting, Values
from handlers.einstellungen.tier_moves import tier_names
from handlers.einstellungen.values import known
from messages_de import Html, plain, text
from rules.parsing.names import name_key

GROUPS = (points.GROUP, stamps.GROUP, tiers.GROUP, bonus.GROUP, look.GROUP, message.GROUP, reminders.GROUP, shop.GROUP)
HALF_ROW = 28
"""Letters of a label that can be read on half the width of a phone."""
_BY_NAME = {group.name: group for group in GROUPS}
_SETTINGS = {setting.name: (setting, group) for group in GROUPS for setting in group.settings}


def einstellungen(call: Call) -> Answers:
    """The groups as buttons; the name of a group (or of a setting in it) opens it at once."""
    wanted, now = name_key(call.words), known(call)
    if wanted:
        for group in GROUPS:
            names = [title(group), *(label(setting, now) for setting in group.settings)]
            if any(name_key(name).startswith(wanted) for name in names):
                return [Say(*_group(call, group))]
    return [Say(*_start(call))]


def start(call: Call) -> Answers:
    """Back to the groups."""
    return [Edit(*_start(call))]


def group(call: Call) -> Answers:
    """The settings of the group that was tapped."""
    return [Edit(*_group(call, _BY_NAME[str(call.data["group"])]))]


def _start(call: Call) -> tuple[Html, Rows]:
    buttons = [Button(title(one), "einstellungen.group", {"group": one.name}) for one in GROUPS]
    return text("einstellungen.start", shop=call.shop.name), in_pairs(buttons)


def _group(call: Call, shown: Group) -> tuple[Html, Rows]:
    now = known(call)
    lines = [text("einstellungen.line", label=label(one, now), value=one.show(now)) for one in shown.settings]
    buttons = [Button(label(one, now), "einstellungen.ask", {"setting": one.name}) for one in shown.settings]
    back = Button(plain("einstellungen.button.groups"), "einstellungen.start")
    head = text("einstellungen.head", title=title(shown))
    return Html("\n".join([head, "", *lines])), [*in_pairs(buttons), [back]]


def in_pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    """Two buttons a row; one that would be cut off there has a row of its own."""
    rows: list[list[Button]] = []
    for button in buttons:
        fits = bool(rows) and len(rows[-1]) == 1 and all(len(one.label) <= HALF_ROW for one in (*rows[-1], button))
        rows = [*rows[:-1], [*rows[-1], button]] if fits else [*rows, [button]]
    return rows


def title(shown: Group) -> str:
    """The name of a group."""
    return plain(f"einstellungen.group.{shown.name}")


def label(setting: Setting, now: Values) -> str:
    """The name of a setting; those about a tier call it what the shop does."""
    return plain(f"einstellungen.setting.{setting.name}", **tier_names(now))


def setting_of(call: Call) -> Setting:
    """The setting that a button or an open question is about."""
    return _SETTINGS[str(call.data["setting"])][0]


def back_to(setting: Setting, key: str = "back") -> Button:
    """A button to the group of a setting."""
    _, shown = _SETTINGS[setting.name]
    return Button(
        plain(f"einstellungen.button.{key}", group=title(shown)), "einstellungen.group", {"group": shown.name}
    )

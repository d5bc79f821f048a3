"""A setting is changed, and changed back."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit
from handlers.call import Call
from handlers.digest import schedule
from handlers.einstellungen import values as by_name
from handlers.einstellungen.card_size import full_cards
from handlers.einstellungen.screens import back_to, label, setting_of
from handlers.einstellungen.setting import Setting, Values
from messages_de import Html, plain, text
from storage import occasions, programme, shops
from storage.programme import Changed

TIMING = {"digest_minute", "timezone"}


def apply(call: Call) -> Answers:
    """Switched on, after its effect was shown."""
    return change(call, setting_of(call), call.data["values"])


def change(call: Call, setting: Setting, values: Values) -> Answers:
    """Change it, say so, and offer to undo it once."""
    old = by_name.known(call)
    before = {name: old[name] for name in values}
    made, now = _made(call, values)
    data = {"setting": setting.name, "before": before, "after": dict(values), "vouchers": _numbers(made)}
    undo_it = Button(plain("einstellungen.button.undo"), "einstellungen.undo", data, once=True)
    done = text("einstellungen.done", label=label(setting, now), value=setting.show(now))
    return [Edit(_with_cards(call, done, made), [[undo_it, back_to(setting)]])]


def _made(call: Call, values: Values) -> tuple[Changed, Values]:
    """What changed, and every value as it is now; what depends on it follows."""
    made = by_name.store(call, values)
    if shops.rules_of(made.shop) != shops.rules_of(call.shop):
        occasions.refresh_all(call.db, made.shop, call.today)
    if values.keys() & TIMING:
        schedule(call.db, made.shop, call.now)
    return made, by_name.known(call._replace(shop_row=made.shop))


def _numbers(made: Changed) -> list[int]:
    return [row.id for row in made.vouchers]


def _with_cards(call: Call, words: Html, made: Changed) -> Html:
    return Html("\n".join(filter(None, [words, full_cards(call, made)])))


def undo(call: Call) -> Answers:
    """As it was before, unless it was changed again meanwhile."""
    setting, data, now = setting_of(call), call.data, by_name.known(call)
    if any(now[name] != value for name, value in data["after"].items()):
        return [
            Edit(
                text("einstellungen.moved_on", label=label(setting, now), value=setting.show(now)), [[back_to(setting)]]
            )
        ]
    made, then = _made(call, data["before"])
    programme.take_back(call.db, shops.get(call.db, call.shop.id), data["vouchers"], call.now)
    said = text("einstellungen.undone", label=label(setting, then), value=setting.show(then))
    return [Edit(_with_cards(call, said, made), [[back_to(setting)]])]

"""Somebody waits for the seller's yes: what is stored until then is shown to him, and with one tap it is gone."""

from __future__ import annotations

from collections.abc import Callable

from handlers.answers import STRANGER, Answers, Button, Document, Edit, Rows, Say
from handlers.call import Call
from handlers.disclosing import JSON, packed
from handlers.registry import ANYBODY, App
from handlers.rewarding import to_sellers
from messages_de import Html, plain, text
from storage import buyers, dialogs, disclosure, joinings, shops
from storage.joinings import Joining
from storage.shops import Shop

NOTHING = {
    "stopp": ("stopp", "stop", "abmelden"),
    "loeschen": ("loeschen", "vergissmich"),
    "meinedaten": ("meinedaten", "meine_daten", "daten"),
    "trennen": ("trennen",),
}
"""What somebody nobody knows may ask for, and the names it goes by: each has its own way to say that there is nothing."""


def shown(call: Call) -> list[Say]:
    """What is stored while he waits, shop by shop, and the way out; nothing where he waits nowhere."""
    return [_shown(shop, row) for shop, row in _waits(call)]


def _waits(call: Call) -> list[tuple[Shop, Joining]]:
    return [(shops.get(call.db, row.shop_id), row) for row in joinings.of_account(call.db, call.user_id)]


def _shown(shop: Shop, row: Joining) -> Say:
    local = row.created_at.astimezone(shops.zone(shop))
    account = text("joining.account", username=row.username) if row.username else text("joining.no_username")
    at = {"day": local.date(), "time": f"{local:%H:%M}"}
    who = {"called": row.name, "account": account, "number": str(row.telegram_id)}
    return Say(text("joining.waits", shop.address_form, shop=shop.name, **who, **at), _buttons(shop))


def _buttons(shop: Shop) -> Rows:
    data = {"shop": shop.id}
    leave = Button(plain("joining.button.withdraw"), "joining.withdraw", data, once=True)
    return [[leave], [Button(plain("datenschutz.button.read"), "datenschutz.show", data)]]


def disclosed(call: Call) -> Answers:
    """The same with a file of it, for /meinedaten."""
    return [answer for own in _waits(call) for answer in (_shown(*own), _file(call, *own))]


def _file(call: Call, shop: Shop, row: Joining) -> Document:
    name = plain("meinedaten.file", day=shops.today_of(shop, call.now).isoformat())
    caption = text("meinedaten.caption", shop.address_form, shop=shop.name)
    return Document(name, JSON, packed(shop, disclosure.waiting(row), call.now), caption)


def withdraw(call: Call) -> Answers:
    """He does not want it any more: what was stored is gone, and the seller hears that her question has settled itself."""
    shop = shops.get(call.db, int(call.data["shop"]))
    row = joinings.withdraw(call.db, shop.id, call.user_id, call.now)
    if row is None:
        return [Edit(text("joining.none"))]
    return [Edit(_gone(call, shop)), *_told(call, shop, row)]


def _gone(call: Call, shop: Shop) -> Html:
    if call.role == STRANGER:
        dialogs.forget_person(call.db, call.user_id)
    return text("joining.withdrawn", shop.address_form, shop=shop.name)


def _told(call: Call, shop: Shop, row: Joining) -> Answers:
    name = buyers.survivor(call.db, shop.id, row.buyer_id).name
    return to_sellers(call, shop, text("joining.left", called=row.name, name=name), quiet=True)


def stopp(call: Call) -> Answers:
    """He wants no more of it: that also ends the wait, at once."""
    left = [(shop, joinings.withdraw(call.db, shop.id, call.user_id, call.now)) for shop, _ in _waits(call)]
    told = [answer for shop, row in left if row is not None for answer in _told(call, shop, row)]
    return [*(Say(_gone(call, shop)) for shop, _ in left), *told]


def _unknown(key: str, known: Callable[[Call], Answers]) -> Callable[[Call], Answers]:
    """What somebody who waits gets, and otherwise the sentence that there is nothing."""
    return lambda call: known(call) or [Say(text(f"joining.nothing_{key}"))]


def register(app: App) -> None:
    """The button, and what strangers may ask for."""
    app.button("joining.withdraw", withdraw, role=ANYBODY)
    known: dict[str, Callable[[Call], Answers]] = {"stopp": stopp, "meinedaten": disclosed}
    for key, names in NOTHING.items():
        handler = _unknown(key, known.get(key, shown))
        for name in names:
            app.alias(name, handler, role=STRANGER)
        app.leaving |= {handler} if key == "stopp" else frozenset()

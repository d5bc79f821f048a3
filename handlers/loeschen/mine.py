"""A buyer has himself forgotten, shop by shop."""

from __future__ import annotations

from handlers import waiting
from handlers.answers import BUYER, SELLER, STRANGER, Answers, Button, Edit, Menu, Say
from handlers.call import Call
from handlers.owning import Own, own_row, own_rows
from handlers.rewarding import to_sellers
from messages_de import Html, plain, text
from storage import dialogs, erasing


def loeschen(call: Call) -> Answers:
    """What goes and what stays, for each of his cards, and where he waits for one."""
    _forget_older(call)
    return [*(_question(own) for own in own_rows(call)), *waiting.shown(call)]


def ask_tapped(call: Call) -> Answers:
    """The button under /meinedaten."""
    _forget_older(call)
    return [_question(own_row(call))]


def _forget_older(call: Call) -> None:
    """An older question is none any more."""
    dialogs.forget_questions(call.db, call.user_id, "loeschen.mine_sure", "loeschen.mine_do")


def _question(own: Own) -> Say:
    shop, _ = own
    data = {"shop": shop.id}
    yes = Button(plain("loeschen.button.erase"), "loeschen.mine_sure", data)
    no = Button(plain("loeschen.button.keep"), "loeschen.mine_keep", data)
    return Say(text("loeschen.mine", shop.address_form, shop=shop.name), [[yes], [no]])


def sure(call: Call) -> Answers:
    """The second tap decides."""
    shop, _ = own_row(call)
    data = {"shop": shop.id}
    yes = Button(plain("loeschen.button.really"), "loeschen.mine_do", data)
    no = Button(plain("loeschen.button.keep"), "loeschen.mine_keep", data)
    return [Edit(text("loeschen.mine_sure", shop.address_form, shop=shop.name), [[yes], [no]])]


def keep(call: Call) -> Answers:
    """He stays."""
    shop, _ = own_row(call)
    return [Edit(text("loeschen.mine_kept", shop.address_form))]


def erase(call: Call) -> Answers:
    """He is forgotten; this is the last thing he reads, and his seller hears of it once."""
    shop, row = own_row(call)
    erasing.erase(call.db, shop, row.id, plain("loeschen.nobody"), call.now, erasing.BY_BUYER)
    told = to_sellers(call, shop, text("loeschen.left", name=row.name))
    return [Edit(_farewell(shop.name, shop.address_form)), Menu(_role(call)), *told]


def _farewell(shop: str, form: str) -> Html:
    return text("loeschen.farewell", form, shop=shop)


def _role(call: Call) -> str:
    """What he is to the bot now."""
    if call.role == SELLER:
        return SELLER
    return BUYER if own_rows(call) else STRANGER

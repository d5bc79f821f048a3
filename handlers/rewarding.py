"""What several commands say about rewards and vouchers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.answers import BUYER, SELLER, Answers, Button, Picture, Rows, Say, To
from handlers.call import Call
from handlers.reading import KnownNames
from messages_de import Html, plain, text
from messages_de.reward_words import reward_words
from messages_de.vocabulary import vocabulary
from rules.money import Money
from rules.parsing.names import first_name, grouped, leading_name
from rules.parsing.reward_reading import Reading
from rules.parsing.text import one_line
from rules.rewards import says_value
from storage import buyers, shops
from storage.buyers import Buyer
from storage.consents import RECEIPTS, STAMP_CARD
from storage.ledger import POINTS
from storage.rewards import NewReward, Reward
from storage.shops import Shop
from storage.vouchers import Voucher


def title(shop: Shop, row: Voucher | Reward | NewReward) -> str:
    """What a reward is: its name, or what it is worth; a name that says another amount was begun. That of a full card has none at first."""
    if row.kind not in {"percent", "amount"}:
        return row.name or plain("reward.card")
    if row.name and says_value(row.name, row.kind, row.value):
        return str(row.name)
    worth = row.value if row.kind == "percent" else Money(row.value, shop.currency)
    return plain("reward.rest", name=row.name, value=worth) if row.name else plain(f"reward.{row.kind}", value=worth)


def price(shop: Shop, unit: str, cost: int) -> str:
    """What a reward costs: points, stamps, or whole cards."""
    if unit == POINTS:
        return plain("count.points", n=cost)
    cards, left = divmod(cost, shop.stamps_per_card)
    return plain("count.stamps", n=cost) if left else plain("reward.full_cards", n=cards)


def terms(shop: Shop, row: Voucher | Reward) -> str:
    """How many are left, the days, and the least purchase, each behind a dot; nothing when there is no such condition."""
    stock, since = getattr(row, "stock", None), getattr(row, "valid_from", None)
    said = [
        plain("reward.stock", n=stock) if stock is not None else "",
        plain("reward.since", day=since) if since else "",
        plain("reward.until", day=row.valid_through) if row.valid_through else "",
        plain("reward.least", least=Money(row.min_cents, shop.currency)) if row.min_cents else "",
    ]
    return "".join(f" · {words}" for words in said if words)


def voucher_line(shop: Shop, row: Voucher) -> Html:
    """A voucher in one line: its code, what it is, until when and from which purchase on it can be used."""
    return text("reward.voucher", code=row.code, what=title(shop, row), terms=terms(shop, row))


def no_more(shop: Shop, row: Buyer) -> Button:
    """The way to have no more messages from a shop in one tap."""
    return Button(plain("receipt.button.stop"), "punkte.receipts_off", {"shop": shop.id, "buyer": row.id})


def picture(call: Call, shop: Shop, row: Voucher, to: To | None = None, buttons: Rows = ()) -> Picture:
    """A voucher for its buyer: to be shown, and scanned by the seller."""
    recipe = {
        "kind": "qr",
        "link": f"https://t.me/{call.bot_name}?start=g_{row.code}",
        "shop": shop.name,
        "line": plain("reward.picture", code=row.code, what=title(shop, row)),
        "colour": shop.card_colour,
        "symbol": shop.card_symbol,
    }
    form, what = shop.address_form, title(shop, row)
    caption = text("reward.yours", form, shop=shop.name, what=what, code=row.code, terms=terms(shop, row))
    return Picture(recipe, caption, buttons, to)


def address(shop: Shop, row: Buyer, purpose: str = STAMP_CARD, since: int = 1) -> To | None:
    """Where a buyer can be written to for a purpose he agreed to; None when he cannot."""
    if not (row.telegram_id and row.reachable):
        return None
    return To(row.telegram_id, BUYER, shop.id, row.id, purpose, since)


def draft(shop: Shop, name: str, row: Voucher) -> str:
    """What the seller can send the buyer herself."""
    values = {"what": title(shop, row), "code": row.code, "terms": terms(shop, row)}
    return plain("reward.draft", shop.address_form, name=name, shop=shop.name, **values)


def handed_out(call: Call, buyer: Buyer, row: Voucher) -> tuple[Html, Sequence[Button], Answers]:
    """A new voucher goes to a buyer who wants messages; for others there is a text to copy.

    A sentence about that, a button, and the message to the buyer.
    """
    to = address(call.shop, buyer, RECEIPTS)
    if to and buyers.wants_receipts(buyer):
        return (
            text("reward.sent", name=buyer.name),
            (),
            [picture(call, call.shop, row, to, [[no_more(call.shop, buyer)]])],
        )
    copy = Button(plain("reward.button.copy"), copy=draft(call.shop, buyer.name, row))
    return text("reward.tell", name=buyer.name), [copy], []


def to_sellers(call: Call, shop: Shop, words: Html, buttons: Rows = (), *, quiet: bool = False) -> Answers:
    """A message to everybody who sells in a shop."""
    return said_to(shop, shops.sellers(call.db, shop.id, call.sellers), words, buttons, quiet=quiet)


def said_to(shop: Shop, sellers: Sequence[int], words: Html, buttons: Rows = (), *, quiet: bool = False) -> list[Say]:
    """The same message to each of these sellers of a shop."""
    return [Say(words, buttons, to=To(who, SELLER, shop.id), quiet=quiet) for who in sellers]


def reading(shop: Shop, today: date) -> Reading:
    """What lines about rewards are read with."""
    return Reading(today, vocabulary(), reward_words(), shop.currency, shop.stamps_per_card)


def name_and_rest(call: Call) -> tuple[str, str]:
    """The buyer's name at the start of what was typed, and what stands behind it."""
    typed = grouped(one_line(call.words))
    words = typed.line.split()
    count = leading_name(typed, KnownNames(call)) or first_name(words, vocabulary())
    return typed.name(words[:count]), typed.typed(" ".join(words[count:]))

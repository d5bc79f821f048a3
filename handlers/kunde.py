"""/kunde: one buyer on one screen."""

from __future__ import annotations

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.registry import App
from handlers.sentences import next_sentence
from messages_de import Html, plain, text
from rules.money import Money
from rules.occasions import next_occasion
from rules.rhythm import usual_gap
from rules.stamps import stamp_card
from rules.tiers import tier_of
from storage import buyers, ledger, notes, occasions, purchases
from storage.buyers import Buyer
from storage.shops import rules_of

NOTES, PURCHASES = 3, 3


def kunde(call: Call) -> Answers:
    """`/kunde Anna`: everything about her."""
    return with_buyer(call, call.words, show, "kunde.show")


def show_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return show(call, picked(call))


def show(call: Call, buyer: Buyer) -> Answers:
    """Purchases, rhythm, points, preferences, birthday, notes, and what comes next and why."""
    parts = [
        text("kunde.head", name=buyer.name, tier=text(f"kunde.tier_{tier_of(buyer.purchases)}")),
        *_figures(call, buyer),
        *_known(call, buyer),
        *_latest(call, buyer),
        _next(call, buyer),
    ]
    return [Say(Html("\n".join(part for part in parts if part)), _buttons(buyer))]


def _figures(call: Call, buyer: Buyer) -> list[Html]:
    if not buyer.purchases:
        return [text("kunde.no_purchases")]
    lines = [
        text(
            "kunde.purchases", n=buyer.purchases, total=Money(buyer.net_cents, call.shop.currency), last=buyer.last_day
        )
    ]
    if buyer.rhythm_gaps:
        gap = round(usual_gap(occasions.rhythm(buyer), rules_of(call.shop).rhythm))
        lines.append(text("kunde.rhythm_one" if buyer.rhythm_gaps == 1 else "kunde.rhythm", n=gap))
    balance = ledger.balance(call.db, call.shop.id, buyer.id)
    card = stamp_card(balance.stamps, call.shop.stamps_per_card)
    lines.append(
        text("kunde.points", points=text("count.points", n=max(balance.points, 0)), stamps=card.stamps, size=card.size)
    )
    return [*lines, *([text("kunde.full_cards", n=card.full_cards, name=buyer.name)] if card.full_cards else [])]


def _known(call: Call, buyer: Buyer) -> list[Html]:
    day = buyers.birthday_of(buyer)
    lines = [text("kunde.birthday", day=day) if day else text("kunde.no_birthday", name=buyer.name)]
    for kind in ("like", "avoid", "size"):
        known = notes.of_buyer(call.db, call.shop.id, buyer.id, kind)
        if known:
            lines.append(text(f"kunde.{kind}", text=", ".join(row.text for row in reversed(known))))
    return lines


def _latest(call: Call, buyer: Buyer) -> list[Html]:
    bought = purchases.latest(call.db, call.shop.id, PURCHASES, buyer.id)
    lines = [
        text(
            "kunde.bought",
            day=row.day,
            amount=Money(row.cents - row.refunded_cents, call.shop.currency),
            item=f" · {row.item}" if row.item else "",
        )
        for row in bought
    ]
    written = notes.of_buyer(call.db, call.shop.id, buyer.id, "note", most=NOTES)
    return lines + [text("kunde.note", text=row.text, day=row.day) for row in written]


def _next(call: Call, buyer: Buyer) -> Html | None:
    (known,) = occasions.facts_of(call.db, [buyer])
    return next_sentence(next_occasion(known.facts, rules_of(call.shop), call.today), call.today)


def _buttons(buyer: Buyer) -> Rows:
    data = {"buyer": buyer.id}
    linked = [] if buyer.telegram_id else [Button(plain("kunde.button.invite"), "einladen.buyer", data)]
    return [
        [
            Button(plain("kunde.button.buy"), "kauf.proceed", data),
            Button(plain("kauf.button.add_note"), "notiz.ask", data),
        ],
        [Button(plain("kunde.button.notes"), "notiz.show", data), *linked],
    ]


def register(app: App) -> None:
    """The command and its button."""
    app.command("kunde", kunde)
    app.button("kunde.show", show_tapped)

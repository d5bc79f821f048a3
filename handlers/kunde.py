"""/kunde: one buyer on one screen."""

from __future__ import annotations

from handlers import informing, matters
from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.registry import App
from handlers.rewarding import voucher_line
from handlers.sentences import next_sentence
from handlers.standing import to_next
from handlers.tier_names import tier_name
from messages_de import Html, plain, text
from rules.money import Money
from rules.occasions import next_shown
from rules.rhythm import usual_gap
from rules.stamps import stamp_card
from storage import buyers, heard, ledger, lots, notes, occasions, purchases, ratings, tiers, vouchers
from storage.buyers import Buyer
from storage.shops import rules_of

NOTES, PURCHASES, VOUCHERS = 3, 3, 2
FEWEST_CONTACTS, CONTACTS, RATINGS = 3, 10, 5


def kunde(call: Call) -> Answers:
    """`/kunde Anna`: everything about her."""
    return with_buyer(call, call.words, show, "kunde.show")


def show_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return show(call, picked(call))


def show(call: Call, buyer: Buyer) -> Answers:
    """Purchases, rhythm, points, preferences, birthday, notes, and what comes next and why."""
    opened = matters.opened(call, buyer)
    parts = [
        _head(call, buyer),
        *_also(call, buyer),
        *matters.lines(call, buyer, opened),
        *_figures(call, buyer),
        *_known(call, buyer),
        *_latest(call, buyer),
        *informing.line(buyer),
        _stars(call, buyer),
        _contacts(call, buyer),
        _next(call, buyer),
    ]
    return [
        Say(Html("\n".join(part for part in parts if part)), [*_buttons(buyer), *matters.buttons(call, buyer, opened)])
    ]


def _head(call: Call, buyer: Buyer) -> Html:
    """The name with the tier, how it came about, and what is missing to the next one."""
    tier = tiers.current(call.db, call.shop, buyer, call.today)
    name = tier_name(call.shop, tier)
    given = text("kunde.by_hand", tier=name) if tier == buyer.tier_by_hand else name
    missing = to_next(call, buyer) if buyer.purchases else None
    return Html(text("kunde.head", name=buyer.name, tier=given) + (f" ({missing})" if missing else ""))


def _also(call: Call, buyer: Buyer) -> list[Html]:
    """The other names that lead to him."""
    names = buyers.aliases(call.db, call.shop.id, buyer.id)
    return [text("kunde.also", names=", ".join(names))] if names else []


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
    return [*lines, _balance(call, buyer), *_expiring(call, buyer), *_vouchers(call, buyer)]


def _balance(call: Call, buyer: Buyer) -> Html:
    balance = ledger.balance(call.db, call.shop.id, buyer.id, call.today)
    card = stamp_card(balance.stamps, call.shop.stamps_per_card)
    points = text("count.points", n=max(balance.points, 0))
    return text("kunde.points", points=points, stamps=card.stamps, size=card.size)


def _expiring(call: Call, buyer: Buyer) -> list[Html]:
    """The points that expire next."""
    open_lots = lots.open_lots(call.db, call.shop.id, buyer.id, ledger.POINTS, call.today)
    day = min((lot.valid_through for lot in open_lots if lot.valid_through), default=None)
    points = sum(lot.left for lot in open_lots if lot.valid_through == day)
    return [text("kunde.expiring", n=points, day=day)] if day else []


def _vouchers(call: Call, buyer: Buyer) -> list[Html]:
    """What he can have; the ones to come after the first few are counted only."""
    rows = vouchers.of_buyer(call.db, call.shop.id, buyer.id)
    usable = [row for row in rows if row.valid_through is None or row.valid_through >= call.today]
    lines = [voucher_line(call.shop, row) for row in usable[:VOUCHERS]]
    more = len(usable) - VOUCHERS
    return [*lines, text("kunde.more_vouchers", n=more)] if more > 0 else lines


def _known(call: Call, buyer: Buyer) -> list[Html]:
    day = buyers.birthday_of(buyer)
    lines = [text("kunde.birthday", day=day) if day else text("kunde.no_birthday", name=buyer.name)]
    for kind in ("like", "avoid", "size"):
        known = notes.of_buyer(call.db, call.shop.id, buyer.id, kind)
        if known:
            lines.append(text(f"kunde.{kind}", text=", ".join(row.text for row in reversed(known))))
    return lines


def _latest(call: Call, buyer: Buyer) -> list[Html]:
    bought = purchases.newest(call.db, call.shop.id, PURCHASES, buyer.id)
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


def _stars(call: Call, buyer: Buyer) -> Html | None:
    """What he gave last, newest first."""
    found = ratings.latest(call.db, call.shop.id, buyer.id, RATINGS)
    given = ", ".join(str(row.stars) for row in found)
    return text("kunde.stars", given=given, day=found[0].rated_on) if found else None


def _contacts(call: Call, buyer: Buyer) -> Html | None:
    """How many of the latest contacts were offers."""
    found = heard.latest_contacts(call.db, call.shop.id, buyer.id, CONTACTS)
    if len(found) < FEWEST_CONTACTS:
        return None
    return text("kunde.contacts" if any(found) else "kunde.contacts_free", n=sum(found), of=len(found))


def _next(call: Call, buyer: Buyer) -> Html | None:
    (known,) = occasions.facts_of(call.db, [buyer], call.today)
    return next_sentence(next_shown(known.facts, rules_of(call.shop), call.today), call.today)


def _buttons(buyer: Buyer) -> Rows:
    data = {"buyer": buyer.id}
    label, action = ("unlink", "trennen.who") if buyer.telegram_id else ("invite", "einladen.buyer")
    return [
        [
            Button(plain("kunde.button.buy"), "kauf.proceed", data),
            Button(plain("kauf.button.add_note"), "notiz.ask", data),
        ],
        [Button(plain("kunde.button.notes"), "notiz.show", data), Button(plain(f"kunde.button.{label}"), action, data)],
        *([informing.button(buyer)] if informing.button(buyer) else []),
    ]


def register(app: App) -> None:
    """The command and its button."""
    app.command("kunde", kunde)
    app.button("kunde.show", show_tapped)
    informing.register(app)

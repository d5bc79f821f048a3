"""What a purchase has earned, and why it brought no point or no stamp."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.call import Call
from handlers.kauf import filled
from messages_de import Html, text
from rules.money import Money
from rules.points import cents_to_next_point
from rules.stamps import stamp_card
from storage import purchases
from storage.booking import Booking
from storage.purchases import NewPurchase


def earned(call: Call, new: NewPurchase, done: Booking) -> Html:
    """Points and stamps of a purchase, each with what there is now or with the reason that there are none."""
    if not new.cents:
        return _nothing_paid(call, done)
    return Html(" · ".join([*_points(call, done), *_stamps(call, done)]))


def _nothing_paid(call: Call, done: Booking) -> Html:
    card = stamp_card(done.balance.stamps, call.shop.stamps_per_card)
    points = text("count.points", n=max(done.balance.points, 0))
    return text("kauf.nothing_paid", points=points, stamps=card.stamps, size=card.size)


def _points(call: Call, done: Booking) -> Iterator[Html]:
    total = max(done.balance.points, 0)
    if done.points:
        yield text("kauf.points", points=text("count.points", n=done.points), total=total)
        return
    missing = _to_next_point(call, done)
    if missing:
        key = "kauf.no_further_point" if total else "kauf.no_point"
        yield text(key, missing=Money(missing, call.shop.currency), total=total)
    elif total:
        yield text("kauf.points_stay", n=total)


def _to_next_point(call: Call, done: Booking) -> int | None:
    db, shop_id = call.db, call.shop.id
    rate = purchases.rate_of(purchases.get(db, shop_id, done.purchase_id))
    return cents_to_next_point(purchases.net_at_rate(db, shop_id, done.buyer.id, rate), rate)


def _stamps(call: Call, done: Booking) -> Iterator[Html]:
    card, least = stamp_card(done.balance.stamps, call.shop.stamps_per_card), call.shop.stamp_min_cents
    if done.rewards:
        yield filled.sentence(call.shop, done.rewards)
    if not done.stamps:
        key = "kauf.no_further_stamp" if card.stamps else "kauf.no_stamp"
        yield text(key, least=Money(least, call.shop.currency), stamps=card.stamps, size=card.size)
    elif card.stamps or not done.rewards:
        yield text("kauf.stamps", stamps=card.stamps, size=card.size)

"""The look back on a month, as it comes by itself and as it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from handlers.answers import SELLER, Button, Rows, Say, To
from messages_de import Html, plain, text
from rules import review, segments
from rules.money import Money
from rules.review import Month, Stand
from rules.statistics import MONTH, MUCH, number_of, percent
from storage import buyers, reviews, shops, statistics, vips
from storage import segments as buyers_in
from storage.shops import Shop

NAMES = 3
"""So many people are named; the others are counted."""


def due(db: Connection, shop: Shop, today: date, sellers: Sequence[int]) -> list[Say]:
    """With the first daily message of a month, once: the look back on the month before, unless nobody has ever bought."""
    last = shop.reviewed_on or shops.today_of(shop, shop.created_at)
    if not review.is_due(last, today):
        return []
    shops.change(db, shop.id, reviewed_on=today)
    words = look_back(db, shop, today)
    return [
        Say(words, buttons(review.month_before(today)), To(seller, SELLER, shop.id), quiet=True)
        for seller in sellers
        if words
    ]


def look_back(db: Connection, shop: Shop, today: date, month: Month | None = None) -> Html | None:
    """What went well in a month, who came back, what was promised; after the last one three proposals. None before the first purchase."""
    latest = review.month_before(today)
    month = month or latest
    if not reviews.had_bought(db, shop, month.last):
        return None
    head = text("rueckblick.head", month=month.first)
    parts = [Html("\n".join([head, _sums(db, shop, month)]))]
    if good := _good(db, shop, month):
        parts.append(Html("\n".join([text("rueckblick.good"), *(text("rueckblick.point", what=one) for one in good)])))
    return Html("\n\n".join([*parts, *([_proposals(db, shop, today, month)] if month == latest else [])]))


def buttons(month: Month) -> Rows:
    """The figures behind it."""
    data = {"unit": MONTH, "number": number_of(month.first, MONTH)}
    return [[Button(plain("rueckblick.button.statistics"), "statistik.unit", data)]]


def _sums(db: Connection, shop: Shop, month: Month) -> Html:
    """What was bought, compared with the month before."""
    now, then = (statistics.span(db, shop.id, *one) for one in (month, review.month_before(month.first)))
    if not now.purchases:
        return text("rueckblick.no_purchase")
    said = text("rueckblick.sums", n=now.purchases, amount=Money(now.cents, shop.currency), buyers=_buyers(now.buyers))
    share = percent(abs(now.cents - then.cents), then.cents)
    if not share:
        return Html(said + ".")
    before = review.month_before(month.first).first
    key = "much" if share > MUCH else "more" if now.cents > then.cents else "less"
    return Html(said + text(f"rueckblick.{key}", percent=share, month=before) + ".")


def _buyers(number: int) -> str:
    return plain("rueckblick.buyers", n=number)


def _good(db: Connection, shop: Shop, month: Month) -> list[Html]:
    """What went well, as far as it happened."""
    new = [row.name for row in reviews.new_buyers(db, shop, month)]
    back = review.returns(reviews.who_had_bought_before(db, shop, month))
    item = reviews.best_item(db, shop, month)
    solved = reviews.solved_complaints(db, shop, month)
    found = [
        text("rueckblick.item", item=item.name, n=item.purchases) if item else None,
        text("rueckblick.new", n=len(new), names=_listed(new)) if new else None,
        text("rueckblick.back", n=len(back), names=_listed([_returned(one) for one in back])) if back else None,
        _promises(db, shop, month),
        text("rueckblick.solved", n=solved) if solved else None,
    ]
    return [one for one in found if one]


def _returned(one: review.Return) -> str:
    return plain("rueckblick.after", name=one.name, n=one.silent_days)


def _listed(names: Sequence[str]) -> str:
    """The first few by name: "Anna, Ben, Clara und 2 weitere"; nobody is left out alone."""
    if len(names) <= NAMES + 1:
        return plain("rueckblick.and", names=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]
    return plain("rueckblick.and_more", names=", ".join(names[:NAMES]), n=len(names) - NAMES)


def _promises(db: Connection, shop: Shop, month: Month) -> Html | None:
    """How many promises were kept, how many of them on time, and which."""
    settled = reviews.promises_of(db, shop, month)
    kept = [one for one in settled if one.kept]
    if not kept:
        return None
    late = sum(one.late for one in kept)
    words = _listed([plain("rueckblick.promised", name=one.name, words=one.words) for one in kept])
    whole = len(settled) == len(kept)
    said = text("rueckblick.all_kept" if whole else "rueckblick.kept", n=len(kept), of=len(settled), words=words)
    return Html(said + " " + text("rueckblick.late", n=late)) if late else said


def _proposals(db: Connection, shop: Shop, today: date, month: Month) -> Html:
    """What to do in the new month, each with a line to copy."""
    stand, names = _stand(db, shop, today, month)
    lines = [text("rueckblick.proposals", month=today)]
    for number, (name, count) in enumerate(review.proposals(stand), 1):
        what = text(f"rueckblick.proposal.{name}", n=count, who=names.get(name, ""), month=today)
        lines.append(text("rueckblick.numbered", number=number, what=what))
    return Html("\n".join(lines))


def _just_back(db: Connection, shop: Shop, today: date, month: Month) -> int:
    """How many have come back after a long pause, and are at risk again."""
    back = {one.id for one in review.returns(reviews.who_had_bought_before(db, shop, month))}
    if not back:
        return 0
    those = (one for one in buyers_in.one_by_one(db, shop) if one.id in back)
    return len(segments.members(segments.AT_RISK, those, buyers_in.known(db, shop, today, segments.AT_RISK)))


def _stand(db: Connection, shop: Shop, today: date, month: Month) -> tuple[Stand, dict[str, str]]:
    """How much there is of what can be proposed, and the first person it is about.

    As many are at risk as the command shows; none, if all of them have just come back.
    """
    sizes = segments.sizes(buyers_in.one_by_one(db, shop), buyers_in.known(db, shop, today))
    at_risk, just_back = sizes.get(segments.AT_RISK, 0), _just_back(db, shop, today, month)
    late, complaints = reviews.late_promises(db, shop, today), reviews.open_complaints(db, shop)
    could_be = vips.candidates(db, shop, NAMES, today)
    stand = Stand(
        buyers=buyers.count(db, shop.id),
        late_promises=len(late),
        open_complaints=len(complaints),
        at_risk=at_risk if at_risk > just_back else 0,
        birthdays=sizes.get(segments.BIRTHDAY, 0),
        could_be_vip=len(could_be),
        once=sum(row.purchases == 1 for row in reviews.new_buyers(db, shop, month)),
        rewards=reviews.count_rewards(db, shop),
        linked=reviews.count_linked(db, shop),
        missing=sizes.get(segments.MISSING, 0),
        same=sizes.get(segments.SAME, 0),
        asleep=sizes.get(segments.ASLEEP, 0),
    )
    also = " " + plain("rueckblick.also_just_back") if just_back else ""
    first = {"late_promises": late, "open_complaints": complaints, "could_be_vip": [row.name for row in could_be]}
    return stand, {"at_risk": also, **{name: names[0] for name, names in first.items() if names}}

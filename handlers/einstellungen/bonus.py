"""Bonuses: points for a birthday, a friend and a review; the present, the discount after a year, and vouchers."""

from __future__ import annotations

from collections.abc import Callable

from handlers.call import Call
from handlers.einstellungen.setting import Group, Setting, Values, usual
from handlers.einstellungen.trial import Trial
from handlers.sentences import due_sentence
from messages_de import Html, plain, text
from messages_de.setting_words import setting_words
from rules.errors import RuleError
from rules.occasions.yearly import in_year
from rules.parsing.monthly import parse_monthly
from rules.parsing.quantities import DAY, PERCENT, POINT, PURCHASE
from rules.parsing.setting_values import parse_whole
from rules.tiers import REGULAR_FROM
from storage import byhand, extras, ledger, programme, vouchers
from storage.shops import Shop
from storage.trial import on_trial
from storage.vouchers import NewVoucher

BONUSES = {"birthday": (0, 10, 20, 50), "referral": (0, 10, 20, 50), "review": (0, 5, 10, 20)}
GIFTS = (5, 10, 15, 20, 0)
EXTRAS = (None, 3, 5, 10, 0)
DISCOUNTS = (0, 5, 10, 15)
DAYS = (30, 60, 90, 180, 365)
MOST_POINTS, MOST_PURCHASES, MOST_PERCENT, MOST_DAYS, MOST_EXTRAS = 1000, 200, 90, 1095, 500
FIRST_GIFT = 2
TRIAL = "trial"


def _bonus(kind: str) -> Setting:
    name = f"bonus_{kind}"

    def read(call: Call) -> Values:
        return {name: parse_whole(call.words, setting_words(), 0, MOST_POINTS, POINT)}

    return Setting(name, _points(name), usual(name, *BONUSES[kind]), read, _credited(kind))


def _points(name: str) -> Callable[[Values], str]:
    return lambda known: plain("count.points", n=known[name]) if known[name] else plain("einstellungen.no_points")


def _credited(kind: str) -> Callable[[Trial], Html]:
    def tell(trial: Trial) -> Html:
        points = int(trial.values[f"bonus_{kind}"])
        if not points:
            return text("einstellungen.effect.no_bonus")
        call, buyer = trial.call, trial.buyer
        before = ledger.balance(call.db, call.shop.id, buyer.id, call.today).points
        with on_trial(call.db):
            byhand.credit(call.db, call.shop, buyer.id, points, TRIAL, call.now, reason=kind)
            after = ledger.balance(call.db, call.shop.id, buyer.id, call.today).points
        have = text("count.points", n=max(after, 0))
        return text(f"einstellungen.effect.bonus_{kind}", name=buyer.name, before=max(before, 0), after=have)

    return tell


def _gift(known: Values) -> str:
    return plain("einstellungen.gift", n=known["gift_at"]) if known["gift_at"] else plain("einstellungen.none")


def _read_gift(call: Call) -> Values:
    number = parse_whole(call.words, setting_words(), 0, MOST_PURCHASES, PURCHASE)
    if 0 < number < FIRST_GIFT:
        raise RuleError("setting.whole_purchase", text=call.words[:40], least=FIRST_GIFT, most=MOST_PURCHASES)
    return {"gift_at": number}


def _next_gift(trial: Trial) -> Html:
    number = int(trial.values["gift_at"])
    if not number:
        return text("einstellungen.effect.no_gift")
    row = programme.before_purchase(trial.call.db, trial.call.shop, number)
    if row is None:
        return text("einstellungen.effect.gift_nobody", n=number)
    have = text("einstellungen.bought", n=row.purchases)
    return text("einstellungen.effect.gift", n=number - row.purchases, name=row.name, have=have)


def _extras(known: Values) -> str:
    budget = known["surprise_budget"]
    if not budget:
        return plain("einstellungen.unlimited" if budget is None else "einstellungen.no_extras")
    return plain("einstellungen.monthly", number=budget)


def _read_extras(call: Call) -> Values:
    unlimited = plain("einstellungen.words_unlimited").split("|")
    return {"surprise_budget": parse_monthly(call.words, setting_words(), unlimited, MOST_EXTRAS)}


def _given(trial: Trial) -> Html:
    """How many were packed this month already, and what that means."""
    call, budget = trial.call, trial.values["surprise_budget"]
    given = extras.given(call.db, call.shop.id, call.today)
    case = "none" if budget == 0 else "used_up" if budget is not None and given >= budget else "open"
    return text(f"einstellungen.effect.extras_{case}", n=given)


def _percent(known: Values) -> str:
    percent = known["year_discount"]
    return plain("einstellungen.percent", percent=percent) if percent else plain("einstellungen.no_discount")


def _year(trial: Trial) -> Html:
    percent, first = trial.values["year_discount"], trial.buyer.first_day or trial.call.today
    if not percent:
        return text("einstellungen.effect.no_year")
    day = in_year(first.year + 1, first.month, first.day)
    if day <= trial.call.today:
        return next_answer(trial)
    return text("einstellungen.effect.year", name=trial.buyer.name, first=first, day=day, percent=percent)


def next_answer(trial: Trial) -> Html:
    """What the answer to the next purchases of the buyer says is due, with the change and without it."""

    def said(shop: Shop) -> Html | None:
        return due_sentence(shop, trial.buys(shop).facts, trial.call.today)

    for _ in range(REGULAR_FROM):
        before, after = trial.both(said)
        if before != after:
            break
        trial.buys(trial.call.shop)
    key = "same" if before == after else "changed" if before and after else "new" if after else "gone"
    both = {"before": before or Html(), "after": after or text("einstellungen.effect.answer_none")}
    return text(f"einstellungen.effect.answer_{key}", name=trial.buyer.name, **both)


def _valid(trial: Trial) -> Html:
    def until(shop: Shop) -> object:
        row = vouchers.issue(trial.call.db, shop, trial.buyer.id, NewVoucher(TRIAL), trial.call.now)
        return row.valid_through

    before, after = trial.both(until)
    return text("einstellungen.effect.voucher", name=trial.buyer.name, before=before, after=after)


GROUP = Group(
    "bonus",
    (
        *(_bonus(kind) for kind in BONUSES),
        Setting("extras", _extras, usual("surprise_budget", *EXTRAS), _read_extras, _given),
        Setting("gift", _gift, usual("gift_at", *GIFTS), _read_gift, _next_gift),
        Setting(
            "year",
            _percent,
            usual("year_discount", *DISCOUNTS),
            lambda call: {"year_discount": parse_whole(call.words, setting_words(), 0, MOST_PERCENT, PERCENT)},
            _year,
        ),
        Setting(
            "voucher",
            lambda known: plain("einstellungen.days", n=known["voucher_days"]),
            usual("voucher_days", *DAYS),
            lambda call: {"voucher_days": parse_whole(call.words, setting_words(), 1, MOST_DAYS, DAY)},
            _valid,
        ),
    ),
)

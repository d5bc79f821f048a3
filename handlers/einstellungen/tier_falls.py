"""Whether tiers can be lost again; shown with those who would lose theirs, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handlers.einstellungen.setting import SWITCH, Setting, Values
from handlers.einstellungen.tier_moves import buying, lines, moved, tier_name, without
from handlers.einstellungen.trial import Trial
from handlers.einstellungen.values import known
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.tiers import REGULAR, RETURNING, VIP
from storage import programme
from storage.buyers import Buyer
from storage.shops import Shop

EARNED = (RETURNING, REGULAR, VIP)
SWITCHES = tuple(f"{tier}.downgrade" for tier in EARNED)
WINDOW = {"within_days", "every_year"}


class Standing(NamedTuple):
    """Who has each tier or a higher one, and who loses his next."""

    reached: Mapping[str, Sequence[Buyer]]
    next: Buyer | None


def _switch(*, on: bool) -> Values:
    return dict.fromkeys(SWITCHES, on)


def _shown(values: Values) -> str:
    return plain("einstellungen.on" if any(values[name] for name in SWITCHES) else "einstellungen.off")


def _effect(trial: Trial) -> Html:
    values, on = known(trial.call), trial.values[SWITCHES[0]]
    if on and not any(values[f"{tier}.rule"].keys() & WINDOW for tier in EARNED):
        raise RuleError("setting.downgrade", regular=tier_name(values, REGULAR))
    if trial.is_example:
        return _example(trial) if on else text("einstellungen.effect.nobody_falls")
    before, after = trial.both(lambda shop: _standing(trial, shop))
    return _falling(values, before, after) if on else _staying(values, before, after)


def _standing(trial: Trial, shop: Shop) -> Standing:
    db = trial.call.db
    reached = {tier: programme.reaching(db, shop, tier) for tier in EARNED}
    return Standing(reached, programme.next_to_fall(db, shop, trial.call.today))


def _falling(values: Values, before: Standing, after: Standing) -> Html:
    """Those whose window is over already, and whose is over next."""
    said = lines(*_changed("falls_from", values, before, after), _next("falls_next", values, after.next))
    return said or text("einstellungen.effect.falls_none")


def _staying(values: Values, before: Standing, after: Standing) -> Html:
    """Those who have theirs again, and who would have lost it next."""
    back, spared = _changed("rises_to", values, after, before), _next("falls_not", values, before.next)
    return lines(text("einstellungen.effect.nobody_falls"), *back, spared)


def _changed(key: str, values: Values, more: Standing, less: Standing) -> list[Html | None]:
    return [
        moved(key, without(more.reached[tier], less.reached[tier]), tier=tier_name(values, tier)) for tier in EARNED
    ]


def _next(key: str, values: Values, row: Buyer | None) -> Html | None:
    if row is None:
        return None
    return text(f"einstellungen.effect.{key}", name=row.name, tier=tier_name(values, row.tier), day=row.tier_until)


def _example(trial: Trial) -> Html:
    """After how many purchases of today somebody would have a tier that he can lose, and when he would."""
    n, row = trial.after(lambda made: buying(trial, made, lambda _shop, row: row.tier_until is not None))
    if not n:
        return text("einstellungen.effect.tier_later", name=trial.buyer.name)
    tier = tier_name(known(trial.call), row.tier)
    return text(
        "einstellungen.effect.falls_example", n=n, name=row.name, tier=tier, day=row.tier_until, amount=trial.amount
    )


DOWNGRADE = Setting("downgrade", _shown, lambda _call: [_switch(on=on) for on in SWITCH], effect=_effect)

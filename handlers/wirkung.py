"""/wirkung: does it help? What was bought after reminders, and what the comparison group says about it."""

from __future__ import annotations

from datetime import timedelta

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.registry import App
from messages_de import Html, plain, text
from rules.effect import CONTACTED, LANDMARK, LEFT, SHOWN, WINDOW, WITHHELD, Counts, Share, counts, difference
from rules.occasions import RANK, win_back
from storage import effects, occasions, shops
from storage.shops import Shop

PERIOD = timedelta(days=365)
GROUPS = (CONTACTED, LEFT)


def wirkung(call: Call) -> Answers:
    """What came of the last year's reminders, kind by kind."""
    return [Say(*_screen(call, call.shop))]


def switch(call: Call) -> Answers:
    """Begin to compare, or leave it be."""
    changed = shops.change(call.db, call.shop.id, comparison=bool(call.data["on"]))
    occasions.refresh_all(call.db, changed, call.today)
    return [Edit(*_screen(call, changed))]


def _screen(call: Call, shop: Shop) -> tuple[Html, Rows]:
    since = call.today - PERIOD
    used = effects.used(call.db, shop.id, since)
    found = counts(effects.cases(call.db, shop.id, since), effects.bought(call.db, shop.id, since), call.today)
    done = text("wirkung.used", n=used.shown, contacted=used.contacted, texts=used.texts, sent=used.sent)
    parts = [
        Html(text("wirkung.head") + "\n" + (done if used.shown else text("wirkung.nothing_shown"))),
        *_kinds(found),
        _compared(shop, found),
    ]
    return Html("\n\n".join(parts)), [[_button(shop)]]


def _kinds(found: Counts) -> list[Html]:
    """Each kind with those the seller got in touch with, and those she did not."""
    shown = [kind for kind in sorted(found, key=RANK.__getitem__) if found[kind].keys() & set(GROUPS)]
    if not shown:
        return [text("wirkung.too_early", days=(LANDMARK + WINDOW).days)]
    kinds = [_group(text(f"occasion.{kind}.name"), found[kind], GROUPS) for kind in shown]
    return [*kinds, text("wirkung.no_proof", mark=LANDMARK.days, days=WINDOW.days)]


def _group(title: Html, shares: dict[str, Share], groups: tuple[str, ...]) -> Html:
    lines = [text(f"wirkung.{group}", share=_share(shares[group])) for group in groups if group in shares]
    return Html("\n".join([Html(f"<b>{title}</b>"), *lines]))


def _share(share: Share) -> Html:
    """A share in words; a rate only where there are people enough for one."""
    if not share.of:
        return text("wirkung.nobody")
    if not share.is_enough:
        return text("wirkung.few", of=share.of, bought=share.bought)
    low, high = share.interval()
    low, rate, high = (round(100 * part) for part in (low, share.rate, high))
    return text("wirkung.share", n=share.bought, of=share.of, rate=rate, low=low, high=high)


def _compared(shop: Shop, found: Counts) -> Html:
    """What the lot has shown so far."""
    if not shop.comparison and WITHHELD not in found.get(win_back.KIND, {}):
        return text("wirkung.offer", nth=win_back.LEFT_OUT)
    drawn = {SHOWN: Share(), WITHHELD: Share()} | found.get(win_back.KIND, {})
    head = text(f"wirkung.compare_{'on' if shop.comparison else 'off'}", nth=win_back.LEFT_OUT)
    return Html(_group(head, drawn, (SHOWN, WITHHELD)) + "\n" + _verdict(drawn[SHOWN], drawn[WITHHELD]))


def _verdict(shown: Share, withheld: Share) -> Html:
    if not (shown.is_enough and withheld.is_enough):
        return text("wirkung.verdict.few")
    low, high = (round(100 * bound) for bound in difference(shown, withheld))
    case = "helps" if low > 0 else "harms" if high < 0 else "open"
    return text(f"wirkung.verdict.{case}", low=abs(low), high=abs(high))


def _button(shop: Shop) -> Button:
    name = "off" if shop.comparison else "on"
    return Button(plain(f"wirkung.button.{name}"), "wirkung.switch", {"on": not shop.comparison}, once=True)


def register(app: App) -> None:
    """The command and its switch."""
    app.command("wirkung", wirkung)
    app.button("wirkung.switch", switch)

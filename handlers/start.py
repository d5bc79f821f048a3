"""/start: the seller's set-up in taps; what to do, for everybody else."""

from __future__ import annotations

from handlers import waiting
from handlers.answers import BUYER, SELLER, Answers, Button, Edit, Menu, Say
from handlers.call import Call
from handlers.digest import schedule
from handlers.recovering import new_code
from handlers.registry import ANYBODY, App, Handler
from handlers.sentences import form_of, own_shops
from messages_de import plain, text
from messages_de.setting_words import clock_words
from messages_de.zones import zone_named
from rules.errors import RuleError
from rules.parsing.clock_time import parse_minute
from storage import dialogs, outbox, shops

TIMES = (7 * 60, 8 * 60, 9 * 60, 12 * 60, 18 * 60, 20 * 60)
ZONES = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich")
LONGEST_NAME = 40


def start(call: Call) -> Answers:
    """Sellers set up (or look at their settings), buyers get their commands, strangers a friendly sentence."""
    outbox.reachable(call.db, call.user_id)
    if call.role == SELLER:
        return [Menu(SELLER), *(_settings(call) if call.shop.set_up else _ask_name(call, "start.hello"))]
    if call.role == BUYER:
        own = own_shops(call.db, call.user_id)
        *most, last = [str(shop.name) for shop in own]
        names = plain("start.shops", most=", ".join(most), last=last) if most else last
        return [Menu(BUYER), Say(text("start.buyer", form_of(own), shops=names, n=len(own)))]
    return waiting.shown(call) or [Say(text("route.lost_stranger"))]


def _settings(call: Call) -> Answers:
    shop = call.shop
    words = text("start.settings", shop=shop.name, time=_clock(shop.digest_minute), zone=shop.timezone)
    empty = "start.button.empty_off" if shop.digest_when_empty else "start.button.empty_on"
    row = [Button(plain("start.button.name"), "start.ask_name"), Button(plain("start.button.time"), "start.ask_time")]
    more = [Button(plain("start.button.zone"), "start.ask_zone"), Button(plain(empty), "start.empty")]
    return [Say(words, [row, more])]


def _clock(minute: int) -> str:
    return plain("start.clock", hour=f"{minute // 60:02}", minute=f"{minute % 60:02}")


def _ask_name(call: Call, key: str) -> Answers:
    dialogs.ask(call.db, call.user_id, "start.name", {}, call.now)
    keep = Button(plain("start.button.keep", name=call.shop.name), "start.keep_name", once=True)
    return [Say(text(key, name=call.person.name), [[keep]])]


def ask_name(call: Call) -> Answers:
    """Change the shop's name."""
    return _ask_name(call, "start.ask_name")


def named(call: Call) -> Answers:
    """The shop's name was typed."""
    if not 0 < len(call.words) <= LONGEST_NAME:
        raise RuleError("start.name", limit=LONGEST_NAME)
    shops.change(call.db, call.shop.id, name=" ".join(call.words.split()))
    return _after(call, ask_time)


def keep_name(call: Call) -> Answers:
    """The proposed name is right."""
    return _after(call, ask_time)


def ask_time(call: Call) -> Answers:
    """When shall the daily message come?"""
    dialogs.ask(call.db, call.user_id, "start.time", {}, call.now)
    buttons = [Button(_clock(minute), "start.time", {"minute": minute}, once=True) for minute in TIMES]
    return [Say(text("start.ask_time"), [buttons[:3], buttons[3:]])]


def timed(call: Call) -> Answers:
    """The time was tapped or typed ("8", "8:30", "8 Uhr")."""
    minute = call.data.get("minute")
    shops.change(
        call.db, call.shop.id, digest_minute=parse_minute(call.words, clock_words()) if minute is None else int(minute)
    )
    return _after(call, ask_zone)


def ask_zone(call: Call) -> Answers:
    """Which time zone? The one that is set, or another."""
    dialogs.ask(call.db, call.user_id, "start.zone", {}, call.now)
    buttons = [
        Button(plain("start.button.this_zone", zone=zone), "start.zone", {"zone": zone}, once=True) for zone in ZONES
    ]
    return [Say(text("start.ask_zone", zone=call.shop.timezone), [[button] for button in buttons])]


def zoned(call: Call) -> Answers:
    """The zone was tapped, or a city typed."""
    zone = str(call.data["zone"]) if "zone" in call.data else zone_named(call.words)
    if zone is None:
        raise RuleError("start.zone", typed=call.words[:40])
    shops.change(call.db, call.shop.id, timezone=zone)
    return _after(call, None)


def toggle_empty(call: Call) -> Answers:
    """Whether a message comes on days without a reminder."""
    shop = shops.change(call.db, call.shop.id, digest_when_empty=not call.shop.digest_when_empty)
    return [Edit(text("start.empty_on" if shop.digest_when_empty else "start.empty_off"))]


def _after(call: Call, following: Handler | None) -> Answers:
    """The next question of the set-up; a single change of a shop that is set up ends there."""
    dialogs.close(call.db, call.user_id)
    shop = schedule(call.db, shops.get(call.db, call.shop.id), call.now)
    if shop.set_up:
        return [Say(text("start.changed", shop=shop.name, time=_clock(shop.digest_minute), zone=shop.timezone))]
    if following:
        return following(call._replace(shop_row=shop))
    shops.change(call.db, shop.id, set_up=True)
    example = plain("start.example")
    return [
        new_code(call, shop.id, "uebernahme.first_code"),
        Say(
            text("start.ready", time=_clock(shop.digest_minute), example=example),
            [[Button(plain("start.button.copy"), copy=example)]],
        ),
    ]


def register(app: App) -> None:
    """The command, its buttons and its questions."""
    app.command("start", start, role=ANYBODY)
    app.button("start.ask_name", ask_name)
    app.button("start.keep_name", keep_name)
    app.button("start.ask_time", ask_time)
    app.button("start.time", timed)
    app.button("start.ask_zone", ask_zone)
    app.button("start.zone", zoned)
    app.button("start.empty", toggle_empty)
    app.step("start.name", named)
    app.step("start.time", timed)
    app.step("start.zone", zoned)

"""The shop: its name, how it speaks to buyers, and where it is."""

from __future__ import annotations

from handlers.call import Call
from handlers.einstellungen.setting import Group, Setting, Values, usual
from handlers.einstellungen.trial import Trial
from messages_de import Html, plain, text
from messages_de.zones import zone_named
from rules.errors import RuleError

ZONES = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich")
FORMS = ("", "sie")
LONGEST_NAME = 40


def _read_name(call: Call) -> Values:
    words = " ".join(call.words.split())
    if not 0 < len(words) <= LONGEST_NAME:
        raise RuleError("start.name", limit=LONGEST_NAME)
    return {"name": words}


def _read_zone(call: Call) -> Values:
    zone = zone_named(call.words)
    if zone is None:
        raise RuleError("start.zone", typed=call.words[:40])
    return {"timezone": zone}


def _spoken(trial: Trial) -> Html:
    """A sentence that buyers read, in that form."""
    sample = text("einladen.already", form=trial.values["address_form"], shop=trial.call.shop.name)
    return text("einstellungen.effect.form", sample=sample)


GROUP = Group(
    "shop",
    (
        Setting("name", lambda known: str(known["name"]), usual("name"), _read_name),
        Setting(
            "form",
            lambda known: plain(f"einstellungen.form_{known['address_form'] or 'du'}"),
            usual("address_form", *FORMS),
            effect=_spoken,
        ),
        Setting("zone", lambda known: str(known["timezone"]), usual("timezone", *ZONES), _read_zone),
    ),
)

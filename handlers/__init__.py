"""What the bot can do: one module per command, listed here."""

from __future__ import annotations

from functools import partial

from handlers import (
    aufraeumen,
    auskunft,
    bonus,
    choosing,
    datenschutz,
    einladen,
    einlesen,
    einloesen,
    einstellungen,
    empfehlen,
    export,
    geburtstag,
    geliefert,
    gutschein,
    heute,
    hilfe,
    impressum,
    kauf,
    kunde,
    kunden,
    loeschen,
    meinedaten,
    notiz,
    pause,
    praemien,
    punkte,
    reklamation,
    replying,
    rueckblick,
    shop_loeschen,
    sicherung,
    start,
    statistik,
    status,
    storno,
    suche,
    trennen,
    uebernahme,
    urlaub,
    verlosung,
    versprechen,
    vip,
    vorlagen,
    vorliebe,
    waiting,
    warum,
    wirkung,
    woche,
    zusammenfuehren,
)
from handlers.registry import MEMBER, App, Operator
from handlers.routing import run_suggested

FEATURES = (
    start,
    kauf,
    notiz,
    kunde,
    kunden,
    suche,
    heute,
    woche,
    warum,
    geliefert,
    versprechen,
    reklamation,
    pause,
    urlaub,
    punkte,
    praemien,
    einloesen,
    gutschein,
    vip,
    storno,
    geburtstag,
    vorliebe,
    vorlagen,
    wirkung,
    statistik,
    rueckblick,
    einladen,
    trennen,
    empfehlen,
    bonus,
    verlosung,
    zusammenfuehren,
    einstellungen,
    meinedaten,
    auskunft,
    loeschen,
    aufraeumen,
    datenschutz,
    impressum,
    export,
    einlesen,
    shop_loeschen,
    status,
    sicherung,
    uebernahme,
    hilfe,
)


def build_app(operator: Operator | None = None) -> App:
    """The registry with every feature in it."""
    app = App(operator=operator or Operator())
    for feature in FEATURES:
        feature.register(app)
    choosing.register(app)
    replying.register(app)
    waiting.register(app)
    app.button("route.run", partial(run_suggested, app), role=MEMBER)
    return app

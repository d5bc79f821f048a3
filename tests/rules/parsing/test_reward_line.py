"""Rewards and presents as sellers type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de.reward_words import reward_words
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.reward_cost import parse_cost
from rules.parsing.reward_days import cut_days
from rules.parsing.reward_line import RewardLine, parse_reward
from rules.parsing.reward_reading import Reading

TODAY = date(2026, 5, 4)
READING = Reading(TODAY, vocabulary(), reward_words())
NEW_YEARS_EVE = date(2026, 12, 31)

LINES = {
    "Ein Paar Socken 100": RewardLine("Ein Paar Socken", cost=100),
    "Ein Paar Socken für 100 Punkte": RewardLine("Ein Paar Socken", cost=100),
    "100 Punkte: Ein Paar Socken": RewardLine("Ein Paar Socken", cost=100),
    "2 Paar Socken Größe 39 100 P": RewardLine("2 Paar Socken Größe 39", cost=100),
    "Bild 1.200 Punkte": RewardLine("Bild", cost=1200),
    "10 % Rabatt 50 Punkte": RewardLine("10 % Rabatt", "percent", 10, 50),
    "10% 50": RewardLine("", "percent", 10, 50),
    "Treuerabatt 10 Prozent 50": RewardLine("Treuerabatt 10 Prozent", "percent", 10, 50),
    "70 % Schokolade 40": RewardLine("70 % Schokolade", cost=40),
    "5 € Nachlass 80": RewardLine("5 € Nachlass", "amount", 500, 80),
    "5 Euro 80": RewardLine("", "amount", 500, 80),
    "10-€-Gutschein 100": RewardLine("10-€-Gutschein", "amount", 1000, 100),
    "12,50 € geschenkt 300": RewardLine("12,50 € geschenkt", "amount", 1250, 300),
    "Tasse im Wert von 5 € 80": RewardLine("Tasse im Wert von 5 €", cost=80),
    "Tasse 1 volle Karte": RewardLine("Tasse", cost=10, unit="stamps"),
    "Tasse eine volle Stempelkarte": RewardLine("Tasse", cost=10, unit="stamps"),
    "Bild 2 volle Karten": RewardLine("Bild", cost=20, unit="stamps"),
    "Tee 5 Stempel": RewardLine("Tee", cost=5, unit="stamps"),
    "Tee 30 bis 31.12.": RewardLine("Tee", cost=30, valid_through=NEW_YEARS_EVE),
    "Tee bis 31. Dezember 30": RewardLine("Tee", cost=30, valid_through=NEW_YEARS_EVE),
    "Tee ab 1.6. 30": RewardLine("Tee", cost=30, valid_from=date(2026, 6, 1)),
    "Tee vom 1.6. bis 31.8. 30": RewardLine(
        "Tee", cost=30, valid_from=date(2026, 6, 1), valid_through=date(2026, 8, 31)
    ),
    "Tee 1.12.–6.1. 30": RewardLine("Tee", cost=30, valid_from=date(2026, 12, 1), valid_through=date(2027, 1, 6)),
    "Tee vom 1.3. bis 31.8. 30": RewardLine(
        "Tee", cost=30, valid_from=date(2026, 3, 1), valid_through=date(2026, 8, 31)
    ),
    "Tee bis 1.1. 30": RewardLine("Tee", cost=30, valid_through=date(2027, 1, 1)),
    "Tee bis 4.5. 30": RewardLine("Tee", cost=30, valid_through=TODAY),
    "Tee noch 5 Stück 30": RewardLine("Tee", cost=30, stock=5),
    "Tee (noch 5) 30": RewardLine("Tee", cost=30, stock=5),
    "Tee 30 nur 5": RewardLine("Tee", cost=30, stock=5),
    "Tee 30 ab 20 €": RewardLine("Tee", cost=30, min_cents=2000),
    "Tee 30 ab einem Einkauf von 20,50 Euro": RewardLine("Tee", cost=30, min_cents=2050),
    "5 € Nachlass 80 ab 20 € noch 3 Stück bis 31.12.": RewardLine(
        "5 € Nachlass", "amount", 500, 80, "points", 3, None, NEW_YEARS_EVE, 2000
    ),
    "Zugang: Vorverkauf 100": RewardLine("Vorverkauf", "access", cost=100),
    "Erlebnis: Filzabend 1 volle Karte": RewardLine("Filzabend", "experience", cost=10, unit="stamps"),
    "partner: Kaffee nebenan 40": RewardLine("Kaffee nebenan", "partner", cost=40),
    "Tee 30 nur 1x": RewardLine("Tee", cost=30, stock=1),
    "nur 1x Tee 30": RewardLine("Tee", cost=30, stock=1),
    "Tee 30 Punkte (1x)": RewardLine("Tee", cost=30, stock=1),
    "Tee 30 5 Stück": RewardLine("Tee", cost=30, stock=5),
    "Tee 30 Punkte, 5 Stück ab 20 €": RewardLine("Tee", cost=30, stock=5, min_cents=2000),
    "Tee 30 Punkte 3 auf Lager": RewardLine("Tee", cost=30, stock=3),
    "5 Stück Seife 30 Punkte": RewardLine("5 Stück Seife", cost=30),
    "Seife 5 Stück 30 Punkte": RewardLine("Seife 5 Stück", cost=30),
    "nur ein Paar Socken 30": RewardLine("nur ein Paar Socken", cost=30),
    "Tee 30 nur ein Stück": RewardLine("Tee", cost=30, stock=1),
    "Tee 30 nur zweimal": RewardLine("Tee", cost=30, stock=2),
    "Tee 30 begrenzt auf 5": RewardLine("Tee", cost=30, stock=5),
    "Tee 30 auf 5 Stück limitiert": RewardLine("Tee", cost=30, stock=5),
    "Tee noch 100 Punkte": RewardLine("Tee noch", cost=100),
    "Filzabend 100 Punkte erlebnis": RewardLine("Filzabend", "experience", cost=100),
    "Filzabend (Erlebnis) 100": RewardLine("Filzabend", "experience", cost=100),
    "Filzabend 100 als Erlebnis": RewardLine("Filzabend", "experience", cost=100),
    "Filzabend 300 Punkte Erlebnis nur 4 Plätze": RewardLine("Filzabend", "experience", cost=300, stock=4),
    "Filzabend 300 Punkte 4 Plätze Erlebnis": RewardLine("Filzabend", "experience", cost=300, stock=4),
    "Kaffee nebenan 40 partner": RewardLine("Kaffee nebenan", "partner", cost=40),
    "Kaffee beim Partner 40": RewardLine("Kaffee beim Partner", "partner", cost=40),
    "Partnerprämie: Kaffee 40": RewardLine("Kaffee", "partner", cost=40),
    "Zugang zum Vorverkauf 100": RewardLine("Zugang zum Vorverkauf", "access", cost=100),
    "Betrag: 5 80 Punkte": RewardLine("", "amount", 500, 80),
    "Prozent: 10 80 Punkte": RewardLine("", "percent", 10, 80),
    "10 % 50 Punkte 3 Monate gültig": RewardLine("", "percent", 10, 50, valid_through=date(2026, 8, 4)),
    "Tee 30 Punkte gültig 2 Wochen": RewardLine("Tee", cost=30, valid_through=date(2026, 5, 18)),
    "Tee 30 Punkte noch 10 Tage": RewardLine("Tee", cost=30, valid_through=date(2026, 5, 14)),
    "Tee 30 ein Jahr gültig": RewardLine("Tee", cost=30, valid_through=date(2027, 5, 4)),
    "Yogakurs für 2 Tage 300 Punkte": RewardLine("Yogakurs für 2 Tage", cost=300),
    "Tee 30 bis Ende Juni": RewardLine("Tee", cost=30, valid_through=date(2026, 6, 30)),
    "Tee 30 bis Ende April": RewardLine("Tee", cost=30, valid_through=date(2027, 4, 30)),
    "Tee 30 bis zum Jahresende": RewardLine("Tee", cost=30, valid_through=NEW_YEARS_EVE),
    "Tee 30 bis Monatsende": RewardLine("Tee", cost=30, valid_through=date(2026, 5, 31)),
    "Tee 30 bis Weihnachten": RewardLine("Tee", cost=30, valid_through=date(2026, 12, 24)),
    "Tee 30 bis Freitag": RewardLine("Tee", cost=30, valid_through=date(2026, 5, 8)),
    "Tee 30 nur im Juni": RewardLine("Tee", cost=30, valid_from=date(2026, 6, 1), valid_through=date(2026, 6, 30)),
    "Tee 30 im Februar 2028": RewardLine("Tee", cost=30, valid_from=date(2028, 2, 1), valid_through=date(2028, 2, 29)),
    "Tee 30 nur heute": RewardLine("Tee", cost=30, valid_through=TODAY),
    "5 Euro Rabatt ab 30 Euro Einkaufswert 80": RewardLine("5 Euro Rabatt", "amount", 500, 80, min_cents=3000),
    "5 € Nachlass 80 Mindestbestellwert: 30 €": RewardLine("5 € Nachlass", "amount", 500, 80, min_cents=3000),
    "50 Punkte für 5 € Rabatt": RewardLine("5 € Rabatt", "amount", 500, 50),
    "Überraschung 🎁 30": RewardLine("Überraschung 🎁", cost=30),
    "ein   Paar\u00a0Socken\n100": RewardLine("ein Paar Socken", cost=100),
    "Tee": RewardLine("Tee"),
    "Tee 0 Punkte": RewardLine("Tee", cost=0),
}

PRESENTS = {
    "5 €": RewardLine("", "amount", 500),
    "5": RewardLine("", "amount", 500),
    "5 Euro ab 30 €": RewardLine("", "amount", 500, min_cents=3000),
    "10 % bis 31.12.": RewardLine("", "percent", 10, valid_through=NEW_YEARS_EVE),
    "Ein Paar Socken": RewardLine("Ein Paar Socken"),
    "Socken Größe 39": RewardLine("Socken Größe 39"),
    "Kaffee 250 g nur 1x": RewardLine("Kaffee 250 g nur 1x"),
    "5 € 3 Monate gültig": RewardLine("", "amount", 500, valid_through=date(2026, 8, 4)),
    "5 € auf Socken": RewardLine("5 € auf Socken", "amount", 500),
}

REFUSED = {
    "": "reward.no_name",
    "100": "reward.no_name",
    "🎁 100": "reward.no_name",
    "120 % Rabatt 50": "reward.percent",
    "0 % Rabatt 50": "reward.percent",
    "0 € Nachlass 50": "reward.amount",
    "30000000 € 20 Punkte": "reward.too_much",
    "9999999 € 20 Punkte": "reward.too_much",
    "Betrag: Tasse 80 Punkte": "reward.amount",
    "Prozent: viel 80 Punkte": "reward.percent",
    "Tee 30 bis gestern": "reward.past",
    "Tee 30 bis 31.2.": "reward.no_day",
    "Tee 30 bis 1.1.2020": "reward.past",
    "Tee 30 vom 1.9.2026 bis 1.8.2026": "reward.backwards",
    f"{'x' * 61} 30": "reward.name_too_long",
}


@pytest.mark.parametrize("line", LINES)
def test_a_reward_is_read(line: str) -> None:
    assert parse_reward(line, READING) == LINES[line]


@pytest.mark.parametrize("line", PRESENTS)
def test_a_present_costs_nothing(line: str) -> None:
    assert parse_reward(line, READING, present=True) == PRESENTS[line]


@pytest.mark.parametrize("line", REFUSED)
def test_what_cannot_be_is_refused(line: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_reward(line, READING)
    assert refused.value.key == REFUSED[line]


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(line: str) -> None:
    try:
        found = parse_reward(line, READING)
    except RuleError as refused:
        assert refused.key.startswith("reward.")  # noqa: PT017  (both ends are fine)
    else:
        assert found.name or found.value


COSTS = {
    "100": (100, "points"),
    "100 Punkte": (100, "points"),
    "5 Stempel": (5, "stamps"),
    "1 volle Karte": (10, "stamps"),
    "0": None,
    "viel": None,
    "100 Punkte oder so": None,
}


@pytest.mark.parametrize("text", COSTS)
def test_a_cost_alone(text: str) -> None:
    assert parse_cost(text, READING) == COSTS[text]


def test_a_leap_day_is_the_next_one_there_is() -> None:
    assert cut_days("Tee bis 29.2.", READING) == ("Tee", None, date(2028, 2, 29))


def test_another_currency_is_that_of_the_shop() -> None:
    swiss = Reading(TODAY, vocabulary(), reward_words(), "CHF")
    assert parse_reward("5 CHF Nachlass 80", swiss).value == 500
    assert parse_reward("5 € Nachlass 80", swiss).kind == "product"

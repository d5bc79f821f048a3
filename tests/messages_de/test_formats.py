"""How values look in German, and that HTML is escaped in one place."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from messages_de import Html, keys, plain, shown, text, zones
from messages_de.catalogue import catalogue
from messages_de.formats import escaped
from messages_de.zones import zone_named
from rules.money import Money
from rules.occasions.facts import Birthday

DAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    ("value", "spec", "expected"),
    [
        (Money(2500), "", "25,00\u00a0€"),
        (Money(125099), "", "1.250,99\u00a0€"),
        (Money(1), "", "0,01\u00a0€"),
        (Money(-150), "", "-1,50\u00a0€"),
        (Money(500), "round", "5\u00a0€"),
        (Money(550), "round", "5,50\u00a0€"),
        (Money(2500, "CHF"), "", "25,00\u00a0CHF"),
        (1200, "", "1.200"),
        (0, "", "0"),
        (DAY, "", "So., 3. Mai"),
        (DAY, "year", "So., 3. Mai 2026"),
        (DAY, "long", "3. Mai 2026"),
        (DAY, "month_day", "3. Mai"),
        (DAY, "weekday", "Sonntag"),
        (DAY, "short", "03.05."),
        (DAY, "date", "03.05.26"),
        (DAY, "month", "Mai 2026"),
        (Birthday(3, 5), "", "3. Mai"),
        (Birthday(29, 2), "", "29. Februar"),
        (Birthday(3, 5, 1990), "", "3. Mai 1990"),
        ("Anna & Co", "", "Anna & Co"),
    ],
)
def test_a_value_looks_as_germans_write_it(value: object, spec: str, expected: str) -> None:
    assert shown(value, spec) == expected


def test_a_point_in_time_is_shown_in_its_zone() -> None:
    local = datetime(2026, 5, 4, 8, 5, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    assert shown(local) == "Mo., 4. Mai, 10:05 Uhr"


@pytest.mark.parametrize(
    "value", [None, True, object(), datetime(2026, 5, 3), [1]], ids=["None", "True", "object", "datetime", "list"]
)
def test_what_has_no_german_form_raises(value: object) -> None:
    with pytest.raises(TypeError, match="no German form"):
        shown(value)


def test_an_unknown_day_pattern_raises() -> None:
    with pytest.raises(KeyError):
        shown(DAY, "fortnight")


def test_values_are_escaped_and_html_is_not_escaped_twice() -> None:
    assert escaped("<b>A & B</b>") == "&lt;b&gt;A &amp; B&lt;/b&gt;"
    assert escaped(Html("<b>A</b>")) == "<b>A</b>"
    assert text("kauf.saved", name="<i>", amount=Money(1), details="&").startswith("✅ <b>&lt;i&gt;</b>")


def test_plain_text_is_not_escaped() -> None:
    assert plain("kauf.button.meant", name="A & B") == "Ich meinte A & B"


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "0 Punkte"), (1, "1 Punkt"), (-1, "-1 Punkt"), (2, "2 Punkte"), (1200, "1.200 Punkte")]
)
def test_plurals(n: int, expected: str) -> None:
    assert text("count.points", n=n) == expected


def test_the_polite_form_falls_back_to_the_only_wording() -> None:
    assert plain("heute.button.text", form="sie") == plain("heute.button.text")


@pytest.mark.parametrize("key", ["kauf.nothing", "nobody.knows", "kauf"])
def test_a_missing_text_raises(key: str) -> None:
    with pytest.raises(KeyError):
        text(key)


def test_a_missing_value_raises() -> None:
    with pytest.raises(KeyError):
        text("kauf.saved", name="Anna")


def test_a_feature_lists_its_texts() -> None:
    assert catalogue("count").keys() == keys("count")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Wien", "Europe/Vienna"),
        ("wien", "Europe/Vienna"),
        ("Zürich", "Europe/Zurich"),
        ("zuerich", "Europe/Zurich"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("Lissabon", "Europe/Lisbon"),
        ("New York", "America/New_York"),
        ("berlin ", "Europe/Berlin"),
        ("Kleinkleckersdorf", None),
        ("", None),
    ],
)
def test_a_zone_is_found_by_the_name_of_its_city(typed: str, zone: str | None) -> None:
    assert zone_named(typed) == zone


def test_every_zone_may_be_named_as_it_is_called() -> None:
    known = {zone for zone in available_timezones() if not zone.startswith(("posix/", "right/"))} - zones.NOWHERE
    assert {zone for zone in known if zone_named(zone.lower()) != zone} == set()

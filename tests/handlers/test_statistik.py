"""/statistik: the five sentences, the picture, and what there is for a shop that has only begun."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from handlers.pictures import render
from handlers.pictures.statistics import WIDTH, height
from tests.chat import Person, World

GOLDEN = Path(__file__).parent / "golden"
SMALL = 250
TOLERANCE = 2.0
"""Mean difference of a colour, of 255: another version of the library may smooth letters otherwise."""


@pytest.fixture
def dozen(maria: Person) -> Person:
    """Twelve buyers; in May, in April, and a year before. Anna and Ben have come back."""
    for number in range(10):
        maria.hears(f'/kauf "Kundin {chr(65 + number)}" 10 am {number + 1}.4.2026')
    for line in (
        "/kauf Anna 30 am 20.5.2025",
        "/kauf Anna 50 am 10.2.2026",
        "/kauf Anna 40 am 2.5.2026",
        "/kauf Ben 25,50 am 30.4.2026",
        "/kauf Ben 24,50",
        "/praemien 5 € Gutschein 100",
    ):
        maria.hears(line)
    return maria


def recipe(person: Person) -> dict[str, Any]:
    found = person.last().picture
    assert found is not None
    return found


def test_a_shop_without_a_purchase_reads_how_to_begin(maria: Person) -> None:
    maria.hears("/notiz Anna mag Blau")
    said = maria.hears("/statistik")
    assert said == ("Noch ist kein Kauf eingetragen. Mit dem ersten fängt deine Statistik an: /kauf Anna 25 Socken")


def test_a_small_shop_is_counted_and_not_computed(maria: Person) -> None:
    maria.hears("/kauf Anna 12,50 Tee")
    maria.hears("/kauf Anna 7,50 Tee")
    maria.hears("/kauf Ben 5 Tee")
    assert maria.hears("/statistik").split("\n\n") == [
        "📊 Im Mai bisher 25,00 € aus 3 Käufen; 2026 sind es bisher 25,00 €.",
        "Von bisher 2 Käufern ist einer wiedergekommen.",
        "Wer in den letzten zwölf Monaten bei dir war, kaufte im Schnitt 1- bis 2-mal. Jeder Käufer hat dir bisher im Schnitt 12,50 € gebracht.",
        "Mai 2026: 2 neu, 0 wieder da, 0 verloren. Offen sind 25 Punkte.",
        "Ab 10 Käufern wird das aussagekräftig: Dann siehst du hier, wie viele wiederkommen und was sie bringen.",
    ]
    assert recipe(maria)["gauges"] == []
    assert len(recipe(maria)["bars"]) == 1


def test_the_month_in_five_sentences(dozen: Person) -> None:
    assert dozen.hears("/statistik").split("\n\n") == [
        "📊 Im Mai bisher 64,50 € aus 2 Käufen, 61 % mehr als im April in denselben Tagen; 2026 sind es bisher 240,00 €.",
        "17 % deiner Käufer kaufen wieder (2 von 12); üblich sind 20 bis 30 %, mit guter Pflege 40 bis 50 %.",
        "Sie bringen 63 % deines Umsatzes (stark sind 70 bis 80 %), und dein bestes Fünftel bringt 67 %.",
        "Wer in den letzten zwölf Monaten bei dir war, kaufte im Schnitt 1- bis 2-mal. Jeder Käufer hat dir bisher im Schnitt 22,50 € gebracht.",
        "Mai 2026: 0 neu, 2 wieder da, 0 verloren. Offen sind 270 Punkte, höchstens 13,50 € wert.",
    ]


def test_the_picture_tells_the_same(dozen: Person) -> None:
    dozen.hears("/statistik")
    drawn = recipe(dozen)
    assert (drawn["title"], drawn["shop"]) == ("Mai 2026, bis 04.05.", "Shop von Maria")
    assert [[words.replace("\u00a0", " ") for words in tile] for tile in drawn["tiles"]] == [
        ["64,50 €", "Umsatz bisher", "+61 % zum April"],
        ["2", "Käufe", "−2 zum April"],
        ["32,25 €", "im Schnitt je Kauf", ""],
    ]
    assert drawn["bars"][-4:] == [["Feb", 5000, 0], ["Mrz", 0, 0], ["Apr", 0, 12550], ["Mai", 6450, 0]]
    assert [row[0] for row in drawn["rows"]] == ["neu", "wieder da", "verloren"]
    assert [row[1][-2:] for row in drawn["rows"]] == [["11", "0"], ["0", "2"], ["0", "0"]]
    assert [gauge[1] for gauge in drawn["gauges"]] == [17, 63]


def test_quarters_and_years_take_the_place_of_the_picture(dozen: Person) -> None:
    dozen.hears("/statistik")
    message = dozen.last()
    assert list(message.buttons) == ["Quartal", "Jahr", "Was heißt das?"]
    assert dozen.tap("Quartal").startswith("📊 Im 2. Quartal bisher 190,00 € aus 13 Käufen")
    assert dozen.last() is message
    assert recipe(dozen)["title"] == "2. Quartal 2026, bis 04.05."
    assert recipe(dozen)["bars"][0][0] == "2/25"
    assert recipe(dozen)["rows"][-1] == ["geblieben", ["", "0 %", "", "", ""]]
    assert dozen.tap("Jahr").startswith(
        "📊 2026 bisher 240,00 € aus 14 Käufen; 2025 war in denselben Tagen noch nichts."
    )
    assert [bar[0] for bar in recipe(dozen)["bars"]] == ["2025", "2026"]
    assert dozen.tap("Monat").startswith("📊 Im Mai bisher")
    assert dozen.last() is message


def test_each_word_for_a_unit_is_understood(dozen: Person) -> None:
    assert "2. Quartal" in dozen.hears("/statistik quartal")
    assert dozen.hears("/statistik im Jahr").startswith("📊 2026 bisher")
    assert "2. Quartal" in dozen.hears("/statistik quartl")
    assert "So geht's: /statistik Quartal" in dozen.hears("/statistik gestern")


def test_a_month_or_a_year_that_is_over_is_told_as_a_whole(dozen: Person) -> None:
    assert dozen.hears("/statistik April").split("\n\n") == [
        "📊 Im April 2026 125,50 € aus 11 Käufen; im März war noch nichts.",
        "April 2026: 11 neu, 0 wieder da, 0 verloren.",
        "Wie es heute steht, zeigt /statistik.",
    ]
    assert recipe(dozen)["title"] == "April 2026"
    assert recipe(dozen)["bars"][-1] == ["Apr", 0, 12550]
    assert list(dozen.last().buttons) == ["Monat", "Quartal", "Jahr", "Was heißt das?"]
    assert dozen.hears("/statistik 2025").startswith("📊 Im Jahr 2025 30,00 € aus einem Kauf.")
    assert dozen.hears("/statistik im Oktober").startswith("📊 Im Oktober 2025 kein Kauf.")
    assert dozen.hears("/statistik oktobr").startswith("📊 Im Oktober 2025 kein Kauf.")
    assert dozen.hears("/statistik im Febuar").startswith("📊 Im Februar 2026 ")
    assert dozen.hears("/statistik im Oktobr 2025").startswith("📊 Im Oktober 2025 kein Kauf.")
    assert dozen.hears("/statistik None 2025").startswith("„None 2025“ kenne ich hier nicht.")
    assert dozen.hears("/statistik apirl 2026").startswith("📊 Im April 2026 125,50 €")
    assert dozen.hears("/statistik Mai").startswith("📊 Im Mai bisher 64,50 €")
    assert dozen.hears("/statistik Mrz 2019").startswith("📊 Im März 2019 kein Kauf.")
    assert dozen.hears("/statistik 1. Quartal").startswith("📊 Im 1. Quartal 2026 50,00 € aus einem Kauf")
    assert dozen.hears("/statistik 3. Quartal").startswith("📊 Im 3. Quartal 2025 kein Kauf")
    assert "So geht's" in dozen.hears("/statistik 7. Quartal")
    assert dozen.hears("/statistik 2027").endswith("/statistik April 2026")


def test_a_single_buyer_is_no_figure(maria: Person) -> None:
    maria.hears("/kauf Anna 12,50 Tee")
    assert maria.hears("/statistik").split("\n\n")[1:3] == [
        "Dein erster Käufer ist noch nicht wiedergekommen.",
        "Das hat dir bisher 12,50 € gebracht.",
    ]
    assert "Fünftel" not in maria.tap("Was heißt das?")
    maria.hears("/kauf Anna 12,50 Tee")
    assert "Dein erster Käufer ist schon wiedergekommen." in maria.hears("/statistik")


def test_nobody_who_came_back_is_said_in_words(maria: Person) -> None:
    maria.hears("/kauf Anna 12,50 Tee")
    maria.hears("/kauf Ben 12,50 Tee")
    said = maria.hears("/statistik")
    assert "Von bisher 2 Käufern ist noch keiner wiedergekommen." in said
    assert "kaufte meist einmal." in said


def test_far_beyond_the_mark_is_another_sentence(maria: Person) -> None:
    for _ in range(4):
        for letter in "ABCDEFGHIJ":
            maria.hears(f'/kauf "Kundin {letter}" 10')
    said = maria.hears("/statistik")
    assert "100 % deiner Käufer kaufen wieder (10 von 10). Das ist außergewöhnlich viel;" in said
    assert "kaufte im Schnitt 4-mal." in said


def test_a_month_begins_at_midnight_where_the_shop_is(world: World, maria: Person) -> None:
    world.now = datetime(2026, 5, 31, 21, 59, tzinfo=UTC)
    maria.hears("/kauf Anna 10 Tee")
    assert maria.hears("/statistik").startswith("📊 Im Mai bisher 10,00 € aus einem Kauf")
    world.now += timedelta(minutes=2)
    maria.hears("/kauf Anna 7 Tee")
    said = maria.hears("/statistik")
    assert said.startswith("📊 Im Juni bisher 7,00 € aus einem Kauf; im Mai war in denselben Tagen noch nichts")
    assert recipe(maria)["bars"] == [["Mai", 0, 1000], ["Jun", 700, 0]]


def test_it_says_what_the_figures_mean(dozen: Person) -> None:
    dozen.hears("/statistik")
    said = dozen.tap("Was heißt das?")
    for word in ("Umsatz", "Kaufen wieder", "Bestes Fünftel", "Wie oft", "Verloren", "Geblieben", "Punkte"):
        assert word in said


def test_a_quiet_year_says_so(dozen: Person) -> None:
    dozen.world.go_to(date(2028, 1, 9))
    said = dozen.hears("/statistik Jahr")
    assert said.startswith("📊 2028 bisher noch kein Kauf.")
    assert "In den letzten zwölf Monaten hat niemand gekauft" in said
    assert [row[1] for row in recipe(dozen)["rows"]][2] == ["0", "11", "1", "0"]


DRAWN: dict[str, Any] = {
    "kind": "statistics",
    "shop": "Marias Wollstübchen",
    "title": "Mai 2026, bis 31.05.",
    "colour": "berry",
    "symbol": "sock",
    "tiles": [
        ["1.284,00 €", "Umsatz bisher", "+12 % zum April"],
        ["38", "Käufe", "±0 zum April"],
        ["33,79 €", "je Kauf", ""],
    ],
    "bars": [[label, 3000 * (at % 5), 1000 * (at % 3)] for at, label in enumerate("ABCDEFGHIJKL")],
    "ticks": [[0, "0 €"], [5000, "50 €"], [10000, "100 €"], [15000, "150 €"]],
    "legend": ["von Wiederkehrenden", "von Neuen"],
    "rows": [["neu", [str(at) for at in range(12)]], ["wieder da", ["1234"] * 12], ["geblieben", [""] + ["7 %"] * 11]],
    "gauges": [
        ["So viele kaufen wieder", 38, [[20, 30], [40, 50]], "üblich 20–30 %, mit guter Pflege 40–50 %"],
        ["Ihr Anteil am Umsatz", 100, [[70, 80]], "stark: 70–80 %"],
    ],
}
PICTURES = {
    "a_year": DRAWN,
    "one_bar": {**DRAWN, "bars": [["Mai", 0, 100]], "rows": [["neu", ["1"]]], "gauges": [], "colour": "night"},
    "long_words": {
        **DRAWN,
        "shop": "Die kleine Manufaktur für handgesponnene Wolle 🧶 " * 3,
        "tiles": [["123.456.789,00 €", "Umsatz bisher", "−999 % zum 1. Quartal"]] * 3,
        "colour": "sun",
    },
}


def drawn(recipe_: dict[str, Any]) -> Image.Image:
    return Image.open(BytesIO(render(recipe_))).convert("RGB")


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_looks_as_it_did_when_it_was_looked_at(name: str) -> None:
    """After a wanted change: draw it, look at it, and save it small under golden/."""
    image = drawn(PICTURES[name])
    assert image.size == (WIDTH, height(PICTURES[name]))
    small = image.resize((SMALL, image.height * SMALL // WIDTH), Image.Resampling.BOX)
    golden = Image.open(GOLDEN / f"statistics_{name}.png").convert("RGB")
    assert small.size == golden.size
    assert max(ImageStat.Stat(ImageChops.difference(small, golden)).mean) < TOLERANCE


def test_a_bar_is_as_high_as_what_was_paid() -> None:
    """Twice the amount is twice the height, however it is made up."""
    heights, empty = [], drawn({**DRAWN, "bars": [["A", 0, 0]], "gauges": []})
    for parts in ([5000, 0], [10000, 0], [2500, 7500]):
        box = ImageChops.difference(empty, drawn({**DRAWN, "bars": [["A", *parts]], "gauges": []})).getbbox()
        assert box is not None
        heights.append(box[3] - box[1])
    assert heights == pytest.approx([heights[0], 2 * heights[0], 2 * heights[0]], abs=3)

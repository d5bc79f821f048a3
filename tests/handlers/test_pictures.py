"""The pictures: valid PNGs of the right size for every recipe, and what is on them."""

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.pictures import codes, render, stamp_card
from handlers.pictures import qr as qr_picture
from handlers.pictures.canvas import fitted, font, halved, lines, writable
from handlers.pictures.header import LOGO, MARGIN, MIDDLE, WIDTH
from handlers.pictures.looks import COLOURS, LOOKS, PAPER, SYMBOLS, Colour, mixed
from handlers.pictures.places import places
from handlers.pictures.shapes import SHAPES
from handlers.pictures.symbols import symbol
from tests.processes import loaded

LINK = "https://t.me/StammkundeBot?start=e_" + "A" * 22
PHONE = 390
"""Pixels of a phone's width."""
OLD = {
    "kind": "stamp_card",
    "shop": "Wollstübchen",
    "name": "Anna",
    "size": 10,
    "stamps": 3,
    "points": "245 Punkte",
    "line": "Noch 7 Stempel bis zur vollen Karte",
}
REWARD = "Belohnung: Ein Paar Socken gratis"
LONG = "Die kleine Manufaktur für handgesponnene Wolle und Filz aus Mecklenburg-Vorpommern " * 3


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG\r\n")
    return Image.open(BytesIO(png)).convert("RGB")


def card(size: int = 10, stamps: int = 3, **more: str) -> Image.Image:
    return opened(render(json.loads(json.dumps({**OLD, "size": size, "stamps": stamps, **more}))))


def near(one: Any, other: Colour) -> bool:
    """The picture has a palette: colours may be a hair away."""
    return all(abs(a - b) <= 6 for a, b in zip(one, other, strict=True))


def filled(image: Image.Image, size: int, colour: str = COLOURS[0]) -> int:
    """How many places are stamped: near the rim they have the accent colour, empty ones do not."""
    spots = [(left + d // 2, top + d // 24 + 1) for left, top, d in places(size)]
    return sum(near(image.getpixel(spot), LOOKS[colour].accent) for spot in spots)


def darkness(image: Image.Image, spots: Iterator[tuple[float, float]]) -> list[bool]:
    grey = image.convert("L")
    return [grey.getpixel((int(x), int(y))) < 128 for x, y in spots]


def read_code(image: Image.Image, link: str, area: tuple[int, int, int], scale: float = 1) -> bool:
    """Whether each module of the link's code, and four empty ones around it, are where a camera looks for them."""
    matrix = [list(row) for row in segno.make(link, error="l", micro=False).matrix_iter(border=4)]
    count = len(matrix)
    left, top, room = area
    module = room // count
    rest = (room - module * count) / 2
    spots = (
        ((left + rest + (x + 0.5) * module) * scale, (top + rest + (y + 0.5) * module) * scale)
        for y in range(count)
        for x in range(count)
    )
    return darkness(image, spots) == [bool(dark) for row in matrix for dark in row]


@pytest.mark.parametrize("size", range(3, 21))
def test_a_card_of_every_size_shows_its_stamps(size: int) -> None:
    for stamps in (0, 1, size - 1, size):
        image = card(size, stamps)
        assert image.size == (stamp_card.WIDTH, stamp_card.PLAIN)
        assert filled(image, size) == stamps


@pytest.mark.parametrize("stamps", [-2, 11, 30])
def test_stamps_out_of_range_show_an_empty_or_a_full_card(stamps: int) -> None:
    assert filled(card(10, stamps), 10) == (0 if stamps < 0 else 10)


@pytest.mark.parametrize("size", range(3, 21))
def test_places_lie_apart_and_between_the_header_and_the_dotted_line(size: int) -> None:
    spots = list(places(size))
    diameter = spots[0][2]
    assert len(spots) == size
    assert all(
        left >= 48 and left + d <= stamp_card.WIDTH - 48 and top >= 208 and top + d < 560 for left, top, d in spots
    )
    assert all(
        (x - u) ** 2 + (y - v) ** 2 >= diameter**2 for at, (x, y, _) in enumerate(spots) for u, v, _ in spots[at + 1 :]
    )


@pytest.mark.parametrize("size", range(3, 21))
def test_rows_differ_by_one_place_at_most_and_the_longer_ones_come_first(size: int) -> None:
    tops = [top for _, top, _ in places(size)]
    rows = [tops.count(top) for top in sorted(set(tops))]
    assert all(0 <= above - below <= 1 for above, below in pairwise([*rows, rows[-1]]))
    assert rows[0] - rows[-1] <= 1


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("name", SYMBOLS)
def test_each_symbol_draws_in_each_colour(name: str, colour: str) -> None:
    image = card(4, 2, colour=colour, symbol=name)
    look = LOOKS[colour]
    assert filled(image, 4, colour) == 2
    assert near(image.getpixel((5, 300)), look.background)
    left, top, d = next(iter(places(4)))
    inside = image.crop((left + d // 4, top + d // 4, left + d * 3 // 4, top + d * 3 // 4))
    shown = sum(near(pixel, look.on) for pixel in inside.get_flattened_data())
    assert 0.12 < shown / (inside.width * inside.height) < 0.85


def test_every_symbol_has_a_shape_of_its_own_that_stays_on_its_square() -> None:
    assert set(SYMBOLS) < set(SHAPES)
    assert len({symbol(name, 60).tobytes() for name in SHAPES}) == len(SHAPES)
    for name in SHAPES:
        wide = [point for outline, shade in SHAPES[name] if shade for point in outline]
        assert all(-0.02 <= x <= 1.02 and -0.02 <= y <= 1.02 for x, y in wide), name


def contrast(one: Colour, other: Colour) -> float:
    """As WCAG 2.2 defines it."""
    lights = sorted(
        sum(w * ((c / 255 + 0.055) / 1.055) ** 2.4 for w, c in zip((0.2126, 0.7152, 0.0722), colour, strict=True))
        for colour in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("colour", COLOURS)
def test_words_can_be_read_in_every_colour(colour: str) -> None:
    look = LOOKS[colour]
    assert contrast(look.on, look.accent) >= 4.5
    assert contrast(mixed(look.on, look.accent, 0.12), look.accent) >= 3
    assert contrast(look.dark, PAPER) >= 4.5
    assert contrast(look.dark, look.tint) >= 4.5


def test_an_old_recipe_and_unknown_looks_draw_with_the_first_colour_and_symbol() -> None:
    old = render(OLD)
    assert old == render({**OLD, "colour": COLOURS[0], "symbol": SYMBOLS[0], "reward": "", "full": "", "code": ""})
    assert old == render({**OLD, "colour": "plaid", "symbol": "gift"})
    assert old == render({**OLD, "colour": None, "symbol": None, "reward": None, "full": None, "code": None})


@pytest.mark.parametrize(
    "name", ["🧶 Oma Trude 👵🏽", "🧶", "", "x" * 5000, "Ğül Łódź", "日本", "a\nb\t\x00", "عنا", LONG]
)
@pytest.mark.parametrize("code", ["", LINK])
def test_no_name_breaks_the_card(name: str, code: str) -> None:
    for stamps in (3, 10):
        words = dict.fromkeys(["name", "shop", "points", "line", "reward", "full", "code_line"], name)
        assert card(stamps=stamps, code=code, **words).width == stamp_card.WIDTH


@pytest.mark.parametrize("key", ["reward", "full", "line", "points", "name", "shop", "code_line"])
def test_every_word_of_the_recipe_is_on_the_card(key: str) -> None:
    words = {"reward": REWARD, "full": "1 volle Karte", "code": LINK, "code_line": "Vorzeigen"}
    assert card(**words).tobytes() != card(**{**words, key: "Anders"}).tobytes()


def test_words_stay_inside_the_card_however_long_they_are() -> None:
    words = dict.fromkeys(["name", "shop", "points", "line", "reward", "full", "code_line"], LONG)
    for code in ("", LINK):
        for stamps in (3, 10):
            image = card(stamps=stamps, code=code, **words)
            plain = card(stamps=stamps, code=code, **dict.fromkeys(words, " "))
            assert image.height == (stamp_card.WITH_CODE if code else stamp_card.WITH_REWARD)
            for left in (0, stamp_card.WIDTH - 40):
                edge = (left, 0, left + 40, image.height)
                assert image.crop(edge).tobytes() == plain.crop(edge).tobytes()


@pytest.mark.parametrize(
    "link", [LINK, "https://t.me/x?start=a", LINK + "B" * 200], ids=["usual link", "short link", "long link"]
)
@pytest.mark.parametrize("colour", COLOURS)
def test_the_code_on_the_card_is_the_link_whatever_is_written_around_it(link: str, colour: str) -> None:
    words = dict.fromkeys(["name", "points", "line", "reward", "full", "code_line"], LONG)
    image = card(code=link, colour=colour, **words)
    assert image.size == (stamp_card.WIDTH, stamp_card.WITH_CODE)
    assert read_code(image, link, stamp_card.CODE)
    assert not read_code(image, link[:-1] + "z", stamp_card.CODE)


def test_the_code_can_be_scanned_from_a_phone() -> None:
    image = card(code=LINK, reward=REWARD, code_line="Am Marktstand vorzeigen")
    blurred = BytesIO()
    scale = PHONE / image.width
    small = image.resize((PHONE, round(image.height * scale)), Image.Resampling.BILINEAR)
    small.save(blurred, "JPEG", quality=60)
    assert read_code(Image.open(blurred), LINK, stamp_card.CODE, scale)
    _, _, side, _ = codes.place(image, LINK, *stamp_card.CODE)
    assert side / image.width > 0.38


@pytest.mark.parametrize("shop", ["Wollstübchen", "🧶", "x" * 200])
@pytest.mark.parametrize("look", [{}, {"colour": "sun", "symbol": "bee"}], ids=["old recipe", "with a look"])
def test_the_invitation_shows_the_code_of_its_link(shop: str, look: dict[str, str]) -> None:
    recipe = {"kind": "qr", "link": LINK, "shop": shop, "line": "Scannen und Stempelkarte öffnen", **look}
    image = opened(render(recipe))
    assert image.size == (qr_picture.WIDTH, qr_picture.HEIGHT)
    assert read_code(image, LINK, qr_picture.AREA)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("🧶 Oma Trude 👵🏽", "Oma Trude"),
        ("Café ☕️ Müller", "Café Müller"),
        ("Mu\u0308ller", "Müller"),
        ("𝓐𝓷𝓷𝓪", "Anna"),
        ("Anna\nBerta", "Anna Berta"),
        ("Groß & Ärmel „Öhr“ – 5 €", "Groß & Ärmel „Öhr“ – 5 €"),
        ("日本", ""),
    ],
    ids=["emoji", "emoji inside", "umlaut of two characters", "ornamental", "line break", "German", "another script"],
)
def test_what_the_font_cannot_show_is_left_out(words: str, shown: str) -> None:
    assert writable(words) == shown


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=120), st.integers(120, 800))
def test_words_always_fit_their_room(words: str, room: int) -> None:
    fit = fitted(words, 54, room)
    assert fit.font.getlength(fit.words) <= room
    assert all(font(36).getlength(row) <= room for row in lines(words, 36, room, 3))


def test_long_words_are_cut_with_an_ellipsis_and_short_ones_are_not() -> None:
    assert fitted("Wolle " * 50, 54, 600).words.endswith("…")
    assert fitted("Wolle", 54, 600).words == "Wolle"
    assert lines("Noch sieben Stempel bis zur Belohnung", 36, 300, 4) == ["Noch sieben", "Stempel bis zur", "Belohnung"]
    assert lines("Noch sieben Stempel bis zur Belohnung", 36, 300, 2) == ["Noch sieben", "Stempel bis zur…"]


def test_a_long_name_goes_on_two_lines_of_about_the_same_width_rather_than_be_cut() -> None:
    assert halved("Marias Wollstübchen", (60, 46), 740, bold=True) == (["Marias Wollstübchen"], 60)
    rows, size = halved("Marias zauberhaftes Wollstübchen & Café", (60, 46), 740, bold=True)
    assert (rows, size) == (["Marias zauberhaftes", "Wollstübchen & Café"], 46)
    assert halved("Donaudampfschifffahrtsgesellschaft" * 3, (60, 46), 740)[1] == 60, "one word stays on its line"


def test_full_cards_that_wait_leave_the_logo_whole() -> None:
    left, top = WIDTH - MARGIN - LOGO, MIDDLE - LOGO // 2
    logo = (left, top, left + LOGO, top + LOGO)
    assert card(full="2 volle Karten").crop(logo).tobytes() == card().crop(logo).tobytes()


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        render({"kind": "video"})


def test_the_looks_are_known_without_loading_the_drawing_library() -> None:
    """The settings command offers them; `looks` alone must not cost memory."""
    assert loaded("handlers.pictures.looks", "PIL") == ["handlers.pictures.looks"]

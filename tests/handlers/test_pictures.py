"""The pictures: valid PNGs of the right size for every recipe."""

from io import BytesIO

import pytest
from PIL import Image

from handlers.pictures import render
from handlers.pictures.canvas import ACCENT, fitted, writable
from handlers.pictures.qr import HEIGHT as QR_HEIGHT
from handlers.pictures.qr import WIDTH as QR_WIDTH
from handlers.pictures.stamp_card import GRID_BOTTOM, GRID_TOP, HEIGHT, WIDTH, places

LINK = "https://t.me/StammkundeBot?start=e_" + "A" * 22


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG\r\n")
    return Image.open(BytesIO(png)).convert("RGB")


def card(size: int = 10, stamps: int = 3, **words: str) -> Image.Image:
    texts = {"shop": "Wollstübchen", "name": "Anna", "points": "245 Punkte", "line": "Noch 7 Stempel bis zur Belohnung"}
    return opened(render({"kind": "stamp_card", "size": size, "stamps": stamps, **texts, **words}))


def filled(image: Image.Image, size: int) -> int:
    """How many places are stamped: near the rim they have the accent colour, empty ones do not."""
    return sum(image.getpixel((left + d // 2, top + d // 12)) == ACCENT for left, top, d in places(size))


@pytest.mark.parametrize("size", range(3, 21))
def test_a_card_of_every_size_shows_its_stamps(size: int) -> None:
    for stamps in (0, 1, size):
        image = card(size, stamps)
        assert image.size == (WIDTH, HEIGHT)
        assert filled(image, size) == stamps


@pytest.mark.parametrize("size", range(3, 21))
def test_places_lie_apart_and_inside_the_card(size: int) -> None:
    spots = list(places(size))
    assert len(spots) == size
    assert all(left >= 0 and left + d <= WIDTH and top >= GRID_TOP and top + d <= GRID_BOTTOM for left, top, d in spots)
    centres = [(left + d / 2, top + d / 2) for left, top, d in spots]
    diameter = spots[0][2]
    assert all(
        (x - u) ** 2 + (y - v) ** 2 >= diameter**2 for at, (x, y) in enumerate(centres) for u, v in centres[at + 1 :]
    )


@pytest.mark.parametrize("name", ["🧶 Oma Trude 👵🏽", "🧶", "", "x" * 200, "Ğül Łódź", "日本", "a\nb\t\x00", "عنا"])
def test_no_name_breaks_the_card(name: str) -> None:
    assert card(name=name, shop=name, points=name, line=name).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("shop", ["Wollstübchen", "🧶", "x" * 200])
def test_the_code_is_square_and_dark_on_light(shop: str) -> None:
    image = opened(render({"kind": "qr", "link": LINK, "shop": shop, "line": "Scannen und Stempelkarte öffnen"}))
    assert image.size == (QR_WIDTH, QR_HEIGHT)
    code = image.crop((100, 170, 700, 770)).convert("L")
    dark = sum(value < 128 for value in code.tobytes()) / (600 * 600)
    assert 0.25 < dark < 0.6


def test_emoji_are_left_out_of_what_is_drawn() -> None:
    assert writable("🧶 Oma Trude 👵") == "Oma Trude"


def test_long_words_are_cut_to_fit() -> None:
    words, font = fitted("Wolle " * 50, 54, 600)
    assert words.endswith("…")
    assert font.getlength(words) <= 600


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        render({"kind": "video"})

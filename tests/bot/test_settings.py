"""Settings, and the file that explains them."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
FIELD = re.compile(r"((?:^#.*\n)+)^([A-Z_]+)=(.*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `.env` and no variables of the machine."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def example() -> dict[str, str]:
    """The fields of the example with their values."""
    return {name: value for _, name, value in FIELD.findall(EXAMPLE.read_text())}


def test_every_setting_stands_in_the_example_with_its_explanation() -> None:
    assert set(example()) == {name.upper() for name in Settings.model_fields}


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever copies it without a change gets what he would get without it."""
    plain = Settings()
    for name, value in example().items():
        monkeypatch.setenv(name, value)
    assert Settings() == plain


def test_it_reads_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=1:abc\nSELLER_IDS=12, 34\nFREMDES=egal\n")
    settings = Settings()
    assert settings.bot_token.get_secret_value() == "1:abc"
    assert settings.seller_ids == (12, 34)


@pytest.mark.parametrize(
    ("text", "ids"), [("", set()), ("1", {1}), (" 1 , 2,", {1, 2}), ("5000000001;7", {5_000_000_001, 7})]
)
def test_sellers_are_numbers_with_commas(monkeypatch: pytest.MonkeyPatch, text: str, ids: set[int]) -> None:
    """Nothing means nobody."""
    monkeypatch.setenv("SELLER_IDS", text)
    assert set(Settings().seller_ids) == ids


def test_the_first_seller_is_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELLER_IDS", "34, 12, 34, 5")
    assert Settings().seller_ids == (34, 12, 5)
    assert Settings().operator == 34
    monkeypatch.setenv("SELLER_IDS", "")
    assert Settings().operator is None


WRONG: list[Any] = [
    ("SELLER_IDS", "@maria"),
    ("DEFAULT_TIMEZONE", "Berlin"),
    ("SEND_PER_SECOND", "-1"),
    ("SEND_AT_ONCE", "0"),
    ("BOT_MODE", "taube"),
    ("WEBHOOK_PORT", "70000"),
    ("HEALTH_PORT", "-1"),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[name for name, _ in WRONG])
def test_a_wrong_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert caught.value.errors()[0]["loc"] == (name.lower(),)


@pytest.mark.parametrize("url", ["https://a.de", "https://a.de/", "https://a.de/bot", "https://a.de/bot/"])
def test_the_address_of_the_bot_api_is_completed(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", url)
    assert Settings().bot_api == "https://a.de/bot"


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456:geheim")
    assert "geheim" not in repr(Settings())


@pytest.mark.parametrize(
    ("url", "own", "fine"),
    [
        pytest.param("https://a.de/bot", "", True, id="https"),
        pytest.param("http://a.de/bot", "", False, id="Telegram takes https only"),
        pytest.param("", "", False, id="none"),
        pytest.param("http://127.0.0.1:1/bot", "http://127.0.0.1:2", True, id="an own Bot API server takes any"),
    ],
)
def test_a_webhook_needs_an_address(monkeypatch: pytest.MonkeyPatch, url: str, own: str, fine: bool) -> None:
    for name, value in (("BOT_MODE", "webhook"), ("WEBHOOK_URL", url), ("TELEGRAM_API_URL", own)):
        monkeypatch.setenv(name, value)
    if fine:
        assert Settings().webhook_url == url
    else:
        with pytest.raises(ValidationError) as caught:
            Settings()
        assert caught.value.errors()[0]["loc"] == ("webhook_url",)

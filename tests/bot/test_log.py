"""Logs never contain the token, nor what people typed."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot.log import Redacting, set_up

TOKEN = "4711000815:AAE-geheim_geheim_geheim_geheim_ge"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a logger of ours writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redacting(TOKEN))
    log = logging.getLogger("tests.log")
    log.addHandler(handler)
    yield stream
    log.removeHandler(handler)


log = logging.getLogger("tests.log")


def test_the_token_is_hidden_in_messages_and_arguments(written: io.StringIO) -> None:
    log.warning("GET https://api.telegram.org/bot%s/getMe %s", TOKEN, f"file/bot{TOKEN}/x")
    assert "geheim" not in written.getvalue()
    assert written.getvalue().count("<token>") == 2


def test_any_token_is_hidden(written: io.StringIO) -> None:
    log.warning("another one: 123456789:%s", "A" * 35)
    assert "AAAA" not in written.getvalue()


def failing(kind: type[Exception], words: str, cause: Exception | None = None) -> None:
    """Logs an exception with these words in it."""
    try:
        raise kind(words) from cause  # noqa: TRY301  to be caught here
    except kind:
        log.exception("failed")


def test_the_token_is_hidden_in_tracebacks(written: io.StringIO) -> None:
    failing(ConnectionError, f"cannot connect to /bot{TOKEN}/getMe")
    assert "geheim" not in written.getvalue()
    assert "ConnectionError" in written.getvalue()


def test_typed_words_are_left_out_of_tracebacks(written: io.StringIO) -> None:
    """A database error quotes its values; only its kind and its place in the code are logged."""
    failing(RuntimeError, "bei Anna", ValueError("Anna mag Blau\nund Grün"))
    assert "Anna" not in written.getvalue()
    assert "Grün" not in written.getvalue()
    assert "ValueError" in written.getvalue()
    assert "test_log.py" in written.getvalue()


@pytest.fixture
def _afterwards_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("_afterwards_as_before")
def test_libraries_that_log_addresses_are_silent(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", TOKEN)
    for name in ("httpx", "httpcore.http11", "aiohttp.access", "telegram.ext.Updater", "apscheduler.scheduler"):
        logging.getLogger(name).info("chatter")
    logging.getLogger("telegram.request.BaseRequest").error('Can not load invalid JSON data: "Anna 25"')
    logging.getLogger("bot.intake").info("ours")
    written = capsys.readouterr().err
    assert "ours" in written
    assert "chatter" not in written
    assert "Anna" not in written

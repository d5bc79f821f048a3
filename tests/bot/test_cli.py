"""The command line: German help, and what to do when something is missing."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import checks, cli, configured, doctor, findings, restore_command
from bot.settings import Settings
from demo.telegram.server import TelegramServer
from messages_de import catalogue, keys
from storage.migrate import revisions

COMMANDS = ("run", "demo", "migrate", "restore", "doctor", "register")


@pytest.fixture(autouse=True)
def _empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `.env` and no variables of the machine."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and everything printed."""
    try:
        code = cli.main(arguments)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, words = said(capsys, "--help")
    assert code == 0
    assert all(f" {command} " in words for command in COMMANDS)
    assert "Telegram-Bot" in words


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, words = said(capsys, command, "--help")
    assert code == 0
    assert catalogue("cli")[f"cli.{command}_about"].split()[0] in words


def test_help_needs_nothing_heavy() -> None:
    """`--help` answers at once."""
    script = (
        "import sys; from bot import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('telegram', 'sqlalchemy', 'aiohttp', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip().endswith("[]")


def test_running_without_a_token_says_where_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, words = said(capsys, "run")
    assert code == 1
    assert "@BotFather" in words


def test_a_wrong_setting_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELLER_IDS", "Maria")
    code, words = said(capsys, "run")
    assert code == 1
    assert "SELLER_IDS" in words


SLIPS = {
    "SELLER_IDS": ("@maria", "SELLER_IDS=@maria", "SELLER_IDS=123456789"),
    "DATABASE_URL": ("mysql://maria:geheim@db/shop", "mysql://…@db/shop", "DATABASE_URL=sqlite:///data/stammkunde.db"),
    "DEFAULT_TIMEZONE": ("Berlin", "DEFAULT_TIMEZONE=Berlin", "DEFAULT_TIMEZONE=Europe/Berlin"),
    "LOG_LEVEL": ("viel", "LOG_LEVEL=viel", "LOG_LEVEL=INFO"),
    "BACKUP_FOLDER": ("/proc/sicherung", "Ordner /proc/sicherung", "BACKUP_FOLDER=/mnt/sicherung"),
    "SELLER_ID": ("12", "Einstellung SELLER_ID gibt es nicht", "SELLER_IDS=123456789"),
    "BOT_MODE": ("webhook", "Es fehlt WEBHOOK_URL", "WEBHOOK_URL=https://"),
}
"""What was typed; what is said about it, with the value; and how it looks."""


@pytest.mark.parametrize("command", ["run", "migrate", "doctor", "restore"])
def test_all_slips_in_the_settings_are_named_at_once(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """Each with what was typed and an example, and no password."""
    lines = {name: value for name, (value, _, _) in SLIPS.items() if name != "SELLER_IDS"}
    Path(".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    code, words = said(capsys, command)
    assert (code, "Traceback" in words, "geheim" in words) == (1, False, False)
    assert [
        name for name, (_, seen, like) in SLIPS.items() if name in lines and not (seen in words and like in words)
    ] == []
    assert len(words.splitlines()) == len(lines)
    assert not Path("data").exists()


@pytest.mark.parametrize(
    "url", ["data/shop.db", "sqlite://data/shop.db", "sqlite:///", "postgresql://", "postgresql://h:x/y"]
)
def test_an_address_that_is_none_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    code, words = said(capsys, "migrate")
    assert (code, f"DATABASE_URL={url}" in words, "sqlite:///data/stammkunde.db" in words) == (1, True, True)


def test_a_name_of_another_program_is_no_slip(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGLEVEL", "debug")
    monkeypatch.setenv("SELLER_IDS", "1")
    monkeypatch.setenv("SELLER_ID", "1")
    assert said(capsys, "migrate")[0] == 0


def test_a_new_database_and_all_beside_it_are_the_owners_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Also in a folder that was there before."""
    Path("data").mkdir()
    said(capsys, "migrate")
    found = {path.name: path.stat().st_mode & 0o777 for path in Path("data").iterdir()}
    assert found == dict.fromkeys(found, 0o600)
    assert "stammkunde.db" in found
    with sqlite3.connect("data/stammkunde.db") as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("DELETE FROM outbox")
        assert {path.stat().st_mode & 0o777 for path in Path("data").iterdir()} == {0o600}
    db.close()


def test_the_doctor_says_when_others_can_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "migrate")
    chosen = settings(database_url="sqlite:///data/stammkunde.db")
    assert only(checks.private(chosen)).fine
    Path("data/stammkunde.db").chmod(0o644)
    finding = only(checks.private(chosen))
    assert (finding.fine, "chmod 600 data/stammkunde.db" in finding.words) == (False, True)


def test_migrate_makes_the_database_and_then_has_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "migrate") == (0, "Die Datenbank ist jetzt auf dem neuesten Stand.\n")
    assert said(capsys, "migrate") == (0, "Die Datenbank war schon auf dem neuesten Stand.\n")
    assert Path("data/stammkunde.db").exists()


def test_a_damaged_database_is_not_migrated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No backup can be made of it: nothing is touched, and what to do is said."""
    said(capsys, "migrate")
    file, known = Path("data/stammkunde.db"), revisions()
    content = bytearray(file.read_bytes())
    content[40960:61440] = bytes(20_480)
    file.write_bytes(content)
    monkeypatch.setattr("storage.migrate.revisions", lambda: (*known, "9999"))
    code, words = said(capsys, "migrate")
    assert (code, "stammkunde restore" in words) == (1, True)
    assert file.read_bytes() == content


def test_the_doctor_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    code, words = said(capsys, "doctor")
    assert code == 1
    assert "✗ Es fehlt das Token." in words
    assert "✗ Noch darf niemand verkaufen." in words


def settings(**values: object) -> Settings:
    """Settings with nothing from outside."""
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def only(findings: object) -> findings.Finding:
    """The one finding of a check."""
    (finding,) = findings  # type: ignore[misc]
    return finding


async def test_the_doctor_asks_telegram_for_the_bots_name(server: TelegramServer) -> None:
    import asyncio

    good = settings(bot_token=server.token, telegram_api_url=server.url)
    finding = only(await asyncio.to_thread(lambda: list(doctor.token(good))))
    assert (finding.fine, "StammkundeDemoBot" in finding.words) == (True, True)
    bad = settings(bot_token="1:falsch", telegram_api_url=server.url)
    finding = only(await asyncio.to_thread(lambda: list(doctor.token(bad))))
    assert (finding.fine, "kennt dieses Token nicht" in finding.words) == (False, True)


def test_the_doctor_tells_when_telegram_is_out_of_reach() -> None:
    finding = only(doctor.token(settings(bot_token="1:x", telegram_api_url="http://nirgends.invalid")))
    assert (finding.fine, "nicht zu erreichen" in finding.words) == (False, True)


@pytest.mark.parametrize(("mode", "fine"), [(0o600, True), (0o640, False), (0o604, False)])
def test_the_doctor_looks_who_can_read_the_token(mode: int, fine: bool) -> None:
    Path(".env").write_text("BOT_TOKEN=1:x\n")
    Path(".env").chmod(mode)
    finding = only(doctor.secrets(settings()))
    assert finding.fine is fine
    assert fine or "chmod 600 .env" in finding.words


def test_the_doctor_reads_the_schema(database_url: str, empty_database_url: str) -> None:
    from sqlalchemy import text

    from storage.engine import open_engine

    assert "auf dem neuesten Stand" in next(doctor.database(settings(database_url=database_url))).words
    assert all(finding.fine for finding in doctor.database(settings(database_url=empty_database_url)))
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert not next(doctor.database(settings(database_url=database_url))).fine


def test_the_doctor_tells_when_the_database_is_out_of_reach() -> None:
    finding = only(doctor.database(settings(database_url="postgresql://x@127.0.0.1:9/shop")))
    assert (finding.fine, "DATABASE_URL" in finding.words) == (False, True)


def test_all_is_well_on_a_machine_that_is_ready(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = [check for check in doctor.CHECKS if check is not doctor.token]
    monkeypatch.setattr(doctor, "CHECKS", fine)
    monkeypatch.setenv("SELLER_IDS", "1")
    code, words = said(capsys, "doctor")
    assert code == 0
    assert "✗" not in words
    assert "Alles bereit" in words


def spoilt(file: Path) -> None:
    """The database file, with its tables overwritten in the middle."""
    content = bytearray(file.read_bytes())
    content[5000:60_000] = b"x" * 55_000
    file.write_bytes(content)


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_file_that_is_no_database_is_left_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """With words for the operator instead of a traceback."""
    monkeypatch.setattr("bot.log.set_up", lambda *_: None)
    monkeypatch.setenv("BOT_TOKEN", "1:x")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///shop.db")
    Path("shop.db").write_bytes(b"Das ist keine Datenbank. " * 400)
    code, words = said(capsys, command)
    assert (code, "beschädigt" in words, "Traceback" in words) == (1, True, False)
    assert Path("shop.db").read_bytes().startswith(b"Das ist keine")


def test_a_locked_database_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("storage.engine.SQLITE_PRAGMAS", ("PRAGMA busy_timeout=10",))
    said(capsys, "migrate")
    with sqlite3.connect("data/stammkunde.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        code, words = said(capsys, "migrate")
    other.close()
    assert (code, "gesperrt" in words) == (1, True)


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.prepare.prepare", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["migrate"])


def test_the_doctor_finds_damage_in_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said once, by one of the checks."""
    said(capsys, "migrate")
    good = settings(database_url="sqlite:///data/stammkunde.db")
    assert [finding.words for finding in doctor.database(good)][1:] == ["Die Datenbank ist unbeschädigt."]
    spoilt(Path("data/stammkunde.db"))
    assert [(finding.fine, "ist beschädigt" in finding.words) for finding in doctor.database(good)] == [(False, True)]
    Path("data/stammkunde.db").write_bytes(b"Das ist keine Datenbank. " * 400)
    assert [(finding.fine, "ist beschädigt" in finding.words) for finding in doctor.database(good)] == [(False, True)]
    assert "erreichbar" not in said(capsys, "doctor")[1]


def test_every_word_of_the_command_line_is_used() -> None:
    """No text without a place where it is said."""
    code = "".join(
        Path(module.__file__ or "").read_text()
        for module in (cli, configured, doctor, checks, findings, restore_command)
    )
    spoken = {key for key in keys("cli") if f'"{key}"' in code}
    made = {f"cli.{command}{end}" for command in COMMANDS for end in ("", "_about")}
    made |= {f"cli.example_{name}" for name in Settings.model_fields}
    assert spoken | made == keys("cli")

"""The systemd unit and the Dockerfile fit the program."""

import re
import tomllib
from pathlib import Path

from bot.application import SECOND_INSTANCE
from bot.health import HOST
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
UNIT = (ROOT / "docs" / "betrieb" / "stammkunde.service").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "docs" / "betrieb" / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_a_second_instance_is_not_started_again() -> None:
    assert f"RestartPreventExitStatus={SECOND_INSTANCE}\n" in UNIT
    assert "Restart=on-failure" in UNIT


def test_both_run_the_command_of_the_project() -> None:
    (name,) = PROJECT["project"]["scripts"]
    assert f"/bin/{name} run" in UNIT
    assert f'CMD ["{name}", "run"]' in DOCKERFILE


def test_the_image_holds_all_packages_and_nothing_else() -> None:
    packages = {pattern.rstrip("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == packages
    assert "COPY . ." not in DOCKERFILE


def test_the_image_asks_the_bot_where_it_answers() -> None:
    (line,) = re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    values = dict(pair.split("=", 1) for pair in line.split())
    assert {name.lower() for name in values} <= set(Settings.model_fields)
    assert f"http://{HOST}:{values['HEALTH_PORT']}/health" in DOCKERFILE
    assert values["DATABASE_URL"].startswith("sqlite:////daten/")

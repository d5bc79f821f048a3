"""Settings from the environment or from `.env`; each field stands in `.env.example` with its explanation."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SHORTEST = 2
"""Characters of an address behind its kind."""


class Settings(BaseSettings):
    """How this bot is run."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    bot_token: SecretStr = SecretStr("")
    seller_ids: Annotated[tuple[int, ...], NoDecode] = ()
    """Telegram ids of those who may sell; empty means nobody. The first one is the operator."""
    database_url: str = "sqlite:///data/stammkunde.db"
    telegram_api_url: str = "https://api.telegram.org"
    """Address of the Bot API server."""
    default_timezone: str = "Europe/Berlin"
    log_level: str = "INFO"
    send_per_second: float = Field(default=30.0, ge=0)
    """Messages a second over all chats; 0 switches every limit off (for measurements only)."""
    send_at_once: int = Field(default=32, ge=1, le=256)
    """Messages on the wire at the same time."""

    backup_passphrase: SecretStr = SecretStr("")
    backup_folder: Path | None = None
    """Where backups lie; None: beside the database."""
    backup_nightly: bool = True
    bot_mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = Field(default="", validate_default=True)
    """The public https address Telegram sends updates to; its path is the one that is listened at."""
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=0, le=65535)
    """Where the bot listens behind the proxy that speaks https."""
    health_port: int | None = Field(default=None, ge=0, le=65535)
    """Where the bot tells on this machine how it is; None: nowhere."""

    @field_validator("seller_ids", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if isinstance(value, str):
            value = [int(part) for part in value.replace(";", ",").split(",") if part.strip()]
        return tuple(dict.fromkeys(value)) if isinstance(value, (list, tuple, set, frozenset)) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        """A SQLite file, or PostgreSQL."""
        kind, _, rest = value.partition("://")
        kind = kind.partition("+")[0]
        if (
            kind not in {"sqlite", "postgresql"}
            or (kind == "sqlite" and not rest.startswith("/"))
            or len(rest) < SHORTEST
        ):
            raise ValueError("no address of a database")
        try:
            make_url(value)
        except (ArgumentError, ValueError) as error:
            raise ValueError("no address of a database") from error
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("no web address")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in LEVELS:
            raise ValueError(f"no such level: {value}")
        return value.upper()

    @field_validator("default_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(f"no such time zone: {value}") from error

    @field_validator("webhook_url")
    @classmethod
    def _secure(cls, value: str, info: ValidationInfo) -> str:
        """Telegram delivers to https only; a Bot API server of one's own to any address."""
        own = info.data.get("telegram_api_url") != cls.model_fields["telegram_api_url"].default
        if info.data.get("bot_mode") == "webhook" and not value.startswith(("https://", "http://")[: 1 + own]):
            raise ValueError("a webhook needs its https address")
        return value

    @property
    def operator(self) -> int | None:
        """Who runs the bot: the first of those who may sell."""
        return self.seller_ids[0] if self.seller_ids else None

    @property
    def bot_api(self) -> str:
        """The Bot API's address with the `/bot` behind it that people leave out."""
        return self.telegram_api_url.rstrip("/").removesuffix("/bot") + "/bot"

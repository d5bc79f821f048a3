"""Settings from the environment or from `.env`; each field stands in `.env.example` with its explanation."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """How this bot is run."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    bot_token: SecretStr = SecretStr("")
    seller_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    """Telegram ids of those who may sell; empty means nobody."""
    database_url: str = "sqlite:///data/stammkunde.db"
    telegram_api_url: str = "https://api.telegram.org"
    """Address of the Bot API server."""
    default_timezone: str = "Europe/Berlin"
    log_level: str = "INFO"
    send_per_second: float = Field(default=30.0, ge=0)
    """Messages a second over all chats; 0 switches every limit off (for measurements only)."""
    send_at_once: int = Field(default=32, ge=1, le=256)
    """Messages on the wire at the same time."""

    @field_validator("seller_ids", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(int(part) for part in value.replace(";", ",").split(",") if part.strip())
        return value

    @field_validator("default_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(f"no such time zone: {value}") from error

    @property
    def bot_api(self) -> str:
        """The Bot API's address with the `/bot` behind it that people leave out."""
        return self.telegram_api_url.rstrip("/").removesuffix("/bot") + "/bot"

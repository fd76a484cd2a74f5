"""Settings from the environment and `.env`: every name starts with `ADEP_`."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Language = Literal["ru", "kk", "en"]

_ASYNC_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


class SettingsError(ValueError):
    """A setting is wrong; the message is one line and names it."""


class Settings(BaseSettings):
    """All settings of Adep; `.env.example` explains each in a sentence."""

    model_config = SettingsConfigDict(
        env_prefix="ADEP_", env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=0, le=65535)
    webhook_secret: SecretStr = SecretStr("")
    database_url: str = "sqlite+aiosqlite:///adep.sqlite3"
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    open_access: bool = True
    policy_dir: Path | None = None
    text_model: str = ""
    image_model: str = ""
    model_threads: int = Field(default=2, ge=1, le=256)
    default_language: Language = "ru"
    text_retention_days: int = Field(default=90, ge=0, le=3650)
    backup_dir: Path | None = None
    backup_every_hours: float = Field(default=24, ge=0.01, le=8760)
    backup_keep: int = Field(default=7, ge=1, le=1000)
    album_wait_seconds: float = Field(default=0.8, ge=0, le=30)
    max_deletions: int = Field(default=20, ge=1, le=10_000)
    observed_queue: int = Field(default=500, ge=1, le=1_000_000)
    timezone: str = "Asia/Almaty"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValueError("must be an address that begins with http:// or https://")
        return value.rstrip("/") if parts.path == "/" else value

    @field_validator("database_url")
    @classmethod
    def _async_driver(cls, value: str) -> str:
        scheme, separator, rest = value.partition("://")
        if not separator:
            raise ValueError("must be a URL such as sqlite:///adep.sqlite3")
        if scheme not in (*_ASYNC_DRIVERS, *_ASYNC_DRIVERS.values()):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return f"{_ASYNC_DRIVERS.get(scheme, scheme)}://{rest}"

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_alphabet(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if len(secret) > 256 or not all(c.isascii() and (c.isalnum() or c in "_-") for c in secret):
            raise ValueError("may hold at most 256 letters, digits, _ and -")
        return value

    @field_validator("policy_dir")
    @classmethod
    def _existing_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("must be an existing folder")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("must be a time zone such as Asia/Almaty") from error
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", "default_language", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    def token(self) -> str:
        """The bot's token.

        Raises:
            SettingsError: it is not set or does not look like a token.
        """
        token = self.telegram_token.get_secret_value()
        if not token:
            raise SettingsError("ADEP_TELEGRAM_TOKEN: is not set; @BotFather gives one, or try `adep demo`")
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret or not token.isascii() or "/" in token or " " in token:
            raise SettingsError("ADEP_TELEGRAM_TOKEN: must look like 123456:ABC…, as @BotFather gives it")
        return token


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: one is wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = "ADEP_" + "_".join(str(part) for part in first["loc"][:1]).upper()
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {message[:1].lower()}{message[1:]}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env cannot be read: {type(error).__name__}") from None

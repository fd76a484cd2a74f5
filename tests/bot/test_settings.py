"""The settings: what is accepted, and one clear line for what is not."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADEP_TELEGRAM_API_URL", "ftp://example.kz"),
        ("ADEP_WEBHOOK_URL", "example.kz/hook"),
        ("ADEP_WEBHOOK_PORT", "99999"),
        ("ADEP_WEBHOOK_SECRET", "секрет"),
        ("ADEP_DATABASE_URL", "adep.sqlite3"),
        ("ADEP_DATABASE_URL", "mysql://localhost/adep"),
        ("ADEP_ADMIN_IDS", "1, anna"),
        ("ADEP_OPEN_ACCESS", "perhaps"),
        ("ADEP_POLICY_DIR", "/nowhere"),
        ("ADEP_MODEL_THREADS", "0"),
        ("ADEP_DEFAULT_LANGUAGE", "fr"),
        ("ADEP_TEXT_RETENTION_DAYS", "-1"),
        ("ADEP_ALBUM_WAIT_SECONDS", "soon"),
        ("ADEP_TIMEZONE", "Asia/Nowhere"),
        ("ADEP_LOG_LEVEL", "LOUD"),
        ("ADEP_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("token", ["", "abc", "123:", "12 3:abc", "123:a/b", "123:токен"])
def test_a_token_that_is_none_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("ADEP_TELEGRAM_TOKEN", token)
    with pytest.raises(SettingsError, match="ADEP_TELEGRAM_TOKEN") as error:
        load_settings().token()
    assert len(token) < 4 or token not in str(error.value)


def test_values_are_read_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADEP_ADMIN_IDS", "1, 2,3")
    monkeypatch.setenv("ADEP_DATABASE_URL", "postgresql://db/adep")
    monkeypatch.setenv("ADEP_LOG_LEVEL", "debug")
    monkeypatch.setenv("ADEP_TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    settings = load_settings()
    assert settings.admin_ids == {1, 2, 3}
    assert settings.database_url == "postgresql+asyncpg://db/adep"
    assert settings.log_level == "DEBUG"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADEP_TELEGRAM_TOKEN", "123456:very-secret")
    assert "very-secret" not in repr(load_settings())


def test_the_example_file_is_valid_and_holds_the_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ADEP_DATABASE_URL")
    defaults = load_settings()
    example = Path(__file__).parents[2] / ".env.example"
    (tmp_path / ".env").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_settings() == defaults

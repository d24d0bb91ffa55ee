"""Settings: defaults, the database's address, and one clear line for a wrong value."""

import pytest

from measures.errors import SettingsError
from measures.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "TASKFORCE_PORT", "TASKFORCE_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    load_settings.cache_clear()


def test_the_embedded_database_is_the_default() -> None:
    assert load_settings().database.startswith("sqlite:///")
    assert load_settings().database.endswith("/data/taskforce.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_plain_postgresql_address_gets_the_driver(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://host/taskforce")
    assert load_settings().database == "postgresql+psycopg://host/taskforce"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TASKFORCE_PORT", "0"),
        ("TASKFORCE_PORT", "eighty"),
        ("TASKFORCE_LANGUAGE", "es"),
        ("TASKFORCE_CONTACT", "line\nbreak"),
        ("TASKFORCE_OPEN_LOOPBACK", "perhaps"),
        ("TASKFORCE_PROT", "8501"),
        ("TASKFORCE_HOST", "no host at all"),
        ("DATABASE_URL", "mysql://host/db"),
        ("DATABASE_URL", "not an address"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_no_password_goes_over_a_network_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASKFORCE_SMTP_USER", "taskforce")
    monkeypatch.setenv("TASKFORCE_SMTP_SECURITY", "none")
    monkeypatch.setenv("TASKFORCE_SMTP_HOST", "localhost")
    assert load_settings().smtp_user == "taskforce"
    load_settings.cache_clear()
    monkeypatch.setenv("TASKFORCE_SMTP_HOST", "mail.example.org")
    with pytest.raises(SettingsError, match=r"TASKFORCE_SMTP_USER: .*unencrypted"):
        load_settings()


def test_a_wrong_database_address_does_not_repeat_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:secret@host/db")
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert "secret" not in str(error.value)


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())

"""Settings: read from the environment, or a clear word about what is wrong."""

import pytest

from services.runtime.errors import EXIT_CONFIG
from services.runtime.settings import KafkaSettings, PostgresSettings, load


def test_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A setting that cannot be used ends the process with its variable's name, and without its value."""
    monkeypatch.setenv("POSTGRES_DSN", "mysql://u:secret@h/db")
    with pytest.raises(SystemExit) as caught:
        load(PostgresSettings)
    said = capsys.readouterr().err
    assert caught.value.code == EXIT_CONFIG
    assert "POSTGRES_DSN: " in said
    assert "secret" not in said


def test_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A setting without a default must be given."""
    monkeypatch.delenv("POSTGRES_DSN", raising=False)
    with pytest.raises(SystemExit):
        load(PostgresSettings)
    assert "POSTGRES_DSN: Field required" in capsys.readouterr().err


def test_sasl_always_comes_with_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who logs in with a password does so inside TLS."""
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("KAFKA_SASL_USERNAME", "u")
    monkeypatch.setenv("KAFKA_SASL_PASSWORD", "p")
    options = KafkaSettings().client_options()
    assert options["ssl_context"] is not None
    assert (options["sasl_mechanism"], options["sasl_plain_username"]) == ("SCRAM-SHA-512", "u")


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """No password stands in what is printed of settings."""
    monkeypatch.setenv("KAFKA_SASL_PASSWORD", "hidden-word")
    monkeypatch.setenv("POSTGRES_DSN", "postgresql://u:hidden-word@h/db")
    assert "hidden-word" not in f"{KafkaSettings()!r} {PostgresSettings()!r}"


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://",
        "postgresql:///vestnik",
        "postgres://u:p@/vestnik?host=/var/run/postgresql",
        "postgresql://u@one:5432,two:5433/vestnik?target_session_attrs=primary&sslmode=verify-full",
    ],
)
def test_addresses_are_those_of_libpq(dsn: str) -> None:
    """A socket, several hosts, and nothing at all where PGHOST and its like say it."""
    assert PostgresSettings(dsn=dsn).dsn == dsn


@pytest.mark.parametrize("dsn", ["vestnik", "mysql:///vestnik", "postgresql://u:hidden-word@h:port/vestnik"])
def test_another_address_is_refused(
    dsn: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no address of Postgres ends the process before it begins, and its password is not said."""
    monkeypatch.setenv("POSTGRES_DSN", dsn)
    with pytest.raises(SystemExit) as caught:
        load(PostgresSettings)
    said = capsys.readouterr().err
    assert (caught.value.code, "POSTGRES_DSN: " in said, "hidden-word" in said) == (EXIT_CONFIG, True, False)

"""F29: secrets of the deployment stand in no log, no report and no error."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from qiao.cli import main
from qiao.foundation.settings import SettingsWrong, read_settings
from qiao.foundation.telemetry import configure_logging

SECRET = "planted-secret-of-32-signs-and-more"
GIVEN = {
    "identity_algorithm": "HS256",
    "identity_key": SECRET,
    "oidc_issuer": "https://id.lender.example",
    "oidc_client_id": "qiao",
    "oidc_client_secret": SECRET,
    "public_url": "https://desk.lender.example",
    "smtp_url": f"smtp://qiao:{SECRET}@127.0.0.1:1",
    "smtp_from": "service@lender.example",
    "redis_url": f"redis://:{SECRET}@127.0.0.1:1/0",
    "database_url": f"postgresql+psycopg://qiao:{SECRET}@127.0.0.1:1/qiao",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    configure_logging("debug", stream=written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_settings_can_be_looked_at() -> None:
    settings = read_settings(**GIVEN)
    for shown in (settings, settings.database, settings.identity, settings.oidc, settings.smtp):
        assert SECRET not in f"{shown} {shown!r}"
    assert settings.identity.key == SECRET


@pytest.mark.parametrize(
    "wrong",
    [
        {"database_url": f"mysql://qiao:{SECRET}@host/x"},
        {"identity_algorithm": SECRET},
        {"identity_algorithm": "HS256", "identity_key": "short-planted"},
        {"port": SECRET},
        {"smtp_url": f"smtp://qiao:{SECRET}@host:port", "smtp_from": "service@lender.example"},
        {"smtp_url": f"imap://qiao:{SECRET}@host", "smtp_from": "service@lender.example"},
        {"smtp_url": f"smtp://qiao:{SECRET}@host"},
        {"smpp_url": f"smpp://qiao:{SECRET}@host"},
        {"oidc_groups": SECRET, **{name: GIVEN[name] for name in ("oidc_issuer", "oidc_client_id", "public_url")}},
    ],
)
def test_a_wrong_setting_is_named_and_not_quoted(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsWrong) as refused:
        read_settings(**wrong)
    assert "QIAO_" in str(refused.value)
    assert not any(value in str(refused.value) for value in wrong.values() if "planted" in value)


def test_an_error_is_logged_by_kind_and_place(log: io.StringIO) -> None:
    def fail(held: str | None) -> None:
        raise RuntimeError(f"cannot use {held}")  # A traceback with its variables would show it too.

    try:
        fail(read_settings(**GIVEN).identity_key)
    except RuntimeError as trouble:
        structlog.get_logger("qiao.test").exception("it failed", pii_key=SECRET)
        structlog.get_logger("qiao.test").warning("it failed", exc_info=trouble)
        logging.getLogger("somebody.elses").exception("it failed")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["exception"] for line in lines] == ["RuntimeError"] * 3
    assert all("test_secrets.py" in line["at"][0] for line in lines)
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "--json"], ["migrate"], ["staff", "list"], ["audit", "head"]])
def test_a_command_that_fails_quotes_no_secret(words: list[str], tmp_path: Path) -> None:
    """Nobody listens at the database's address, so that every command has something to complain of."""
    environment = {f"QIAO_{name.upper()}": value for name, value in GIVEN.items()}
    done = CliRunner(env=environment).invoke(main, [*words, "--data", str(tmp_path / "data")])
    assert done.exit_code != 0, done.output
    assert SECRET not in done.output
    assert SECRET not in str(done.exception)

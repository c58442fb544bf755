"""What a deployment sets up becomes its carriers; what it does not has none."""

from pathlib import Path

import pytest

from qiao.delivery import Kind
from qiao.delivery.carriers import carriers_of
from qiao.foundation.clock import SystemClock
from qiao.foundation.settings import Settings, SettingsWrong, read_settings


def _kinds(settings: Settings) -> set[Kind]:
    return set(carriers_of(settings.smtp, settings.smpp, settings.push, SystemClock()))


async def test_nothing_set_up_is_no_carrier() -> None:
    assert _kinds(read_settings()) == set()


async def test_each_way_that_is_set_up_has_its_carrier(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("11" * 32)
    settings = read_settings(
        smtp_url="smtps://qiao:p%40ss@mail.lender.example",
        smtp_from="Service <service@lender.example>",
        smpp_url="smpp://qiao:geheim@smsc.example:2776",
        smpp_source="10690000",
        push_url="https://push.lender.example",
        push_secret_file=secret,
    )
    assert _kinds(settings) == set(Kind)
    assert settings.smtp is not None
    assert (settings.smtp.password, settings.smtp.port, settings.smtp.tls) == ("p@ss", 465, "implicit")
    assert settings.smpp is not None
    assert (settings.smpp.password, settings.smpp.port, settings.smpp.is_tls) == ("geheim", 2776, False)


async def test_a_secret_that_is_none_stops_the_start(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("\n")
    settings = read_settings(push_url="https://push.lender.example", push_secret_file=secret)
    with pytest.raises(SettingsWrong, match="QIAO_PUSH_SECRET_FILE"):
        _kinds(settings)

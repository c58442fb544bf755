"""The carriers that a deployment has set up. What is not set up has none, and nothing pretends to go that way."""

import ssl
from typing import TYPE_CHECKING

from qiao.delivery.jobs import Carriers
from qiao.delivery.model import Kind
from qiao.foundation.clock import Clock
from qiao.foundation.settings import PushSettings, SettingsWrong, SmppSettings, SmtpSettings

if TYPE_CHECKING:
    from qiao.delivery.ports import Carrier

# Whoever has no such carrier need not wait for its client: each is loaded where it is set up.


def carriers_of(
    smtp: SmtpSettings | None, smpp: SmppSettings | None, push: PushSettings | None, clock: Clock
) -> Carriers:
    """One for each way that is set up; none is connected yet. Raises SettingsWrong."""
    carriers: dict[Kind, Carrier] = {}
    if smtp is not None:
        carriers[Kind.EMAIL] = _relay(smtp, clock)
    if smpp is not None:
        carriers[Kind.SMS] = _centre(smpp, clock)
    if push is not None:
        carriers[Kind.PUSH] = _gateway(push, clock)
    return carriers


def _relay(smtp: SmtpSettings, clock: Clock) -> "Carrier":
    from qiao.delivery.email import SmtpAddress, SmtpCarrier  # noqa: PLC0415

    return SmtpCarrier(SmtpAddress(smtp.host, smtp.port, smtp.tls, smtp.user, smtp.password), smtp.sender, clock)


def _centre(smpp: SmppSettings, clock: Clock) -> "Carrier":
    from qiao.delivery.sms import SmppAddress, SmppCarrier  # noqa: PLC0415

    centre = SmppAddress(
        smpp.host,
        smpp.port,
        smpp.system_id,
        smpp.password,
        trust=ssl.create_default_context() if smpp.is_tls else None,
        per_second=smpp.per_second,
    )
    return SmppCarrier(centre, smpp.source, clock)


def _gateway(push: PushSettings, clock: Clock) -> "Carrier":
    from qiao.delivery.push import PushAddress, PushCarrier  # noqa: PLC0415

    try:
        secret = bytes.fromhex(push.secret_file.read_text().strip())
    except (OSError, ValueError) as trouble:
        raise SettingsWrong(f"QIAO_PUSH_SECRET_FILE: {push.secret_file}: {trouble}") from None
    if not secret:
        raise SettingsWrong(f"QIAO_PUSH_SECRET_FILE: {push.secret_file}: it is empty")
    return PushCarrier(PushAddress(push.url, secret), clock)

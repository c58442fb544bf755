"""E-mail as deliveries: handed to the lender's own relay over SMTP (RFC 5321), with TLS and a sign-in where it asks."""

import asyncio
import contextlib
import functools
import re
import smtplib
import ssl
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from typing import Literal

from qiao.delivery.ports import CarrierAway, CarrierRefused, MaybeSent, Message, Report, Told
from qiao.foundation.clock import Clock

_THREADS = 4
_READY_FOR_DATA, _OK = 354, 250
_LINE_START_DOT = re.compile(rb"(?m)^\.")
_PERMANENT = 500
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """The relay. `tls`: from the first byte (`implicit`), asked for and insisted on (`starttls`), or none at all."""

    host: str
    port: int
    tls: Literal["implicit", "starttls", "none"]
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = None
    deadline_s: float = 30.0


class SmtpCarrier:
    """Fulfils `ports.Carrier`. What the relay has taken is sent; what bounces later goes to `sender`'s mailbox."""

    repeats = False
    asks = False

    def __init__(self, address: SmtpAddress, sender: str, clock: Clock) -> None:
        """`sender` as in `测试贷款 <service@lender.example>`."""
        self._address = address
        self._name, self._mailbox = parseaddr(sender)
        self._clock = clock
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="smtp")

    async def start(self, told: Told) -> None:
        _ = told  # Every hand-over has a connection of its own.

    async def stop(self) -> None:
        self._threads.shutdown(wait=False)

    async def submit(self, message: Message) -> Sequence[str]:
        letter = self._letter(message)
        work = functools.partial(self._hand_over, message, letter.as_bytes())
        try:
            async with asyncio.timeout(self._address.deadline_s * 2 + _PATIENCE_S):
                await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except TimeoutError:
            raise MaybeSent("no_answer") from None
        return [letter["Message-ID"].strip("<>")]

    async def ask(self, provider_id: str, destination: str) -> Report | None:
        _ = (provider_id, destination)
        return None

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        letter["From"] = formataddr((self._name, self._mailbox))
        letter["To"] = message.destination
        letter["Subject"] = message.content.title or ""
        letter["Date"] = format_datetime(self._clock.now())
        letter["Message-ID"] = f"<{message.id}@{self._mailbox.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return.
        letter.set_content(message.content.text, cte="quoted-printable" if message.content.text.isascii() else "base64")
        for one in message.content.attachments:
            main, _, sub = one.media_type.partition("/")
            letter.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
        return letter

    def _hand_over(self, message: Message, letter: bytes) -> None:
        """In a thread. Up to the answer to DATA nothing is sent; from then on only the last answer says it was."""
        with _plain_trouble(), self._relay() as relay:
            knows_reports = relay.has_extn("dsn")
            envelope = [f"ENVID={message.id}", "RET=HDRS"] if knows_reports else []
            wants = ["NOTIFY=FAILURE,DELAY"] if knows_reports else []
            _expect(_OK, relay.mail(self._mailbox, envelope))
            _expect(_OK, relay.rcpt(message.destination, wants))
            _expect(_READY_FOR_DATA, relay.docmd("DATA"))
            try:
                relay.send(_LINE_START_DOT.sub(b"..", letter.rstrip(b"\r\n")) + b"\r\n.\r\n")
                answer = relay.getreply()
            except (OSError, smtplib.SMTPException):
                raise MaybeSent("no_answer") from None
            _expect(_OK, answer)

    @contextlib.contextmanager
    def _relay(self) -> Generator[smtplib.SMTP]:
        """A connection that has said hello, encrypted and signed in as it must be."""
        address, trust = self._address, self._address.trust or ssl.create_default_context()
        if address.tls == "implicit":
            relay: smtplib.SMTP = smtplib.SMTP_SSL(
                address.host, address.port, timeout=address.deadline_s, context=trust
            )
        else:
            relay = smtplib.SMTP(address.host, address.port, timeout=address.deadline_s)
        try:
            relay.ehlo_or_helo_if_needed()
            if address.tls == "starttls":
                relay.starttls(context=trust)  # Raises where the relay knows nothing of it: never on in clear.
                relay.ehlo()
            if address.user:
                relay.login(address.user, address.password)
            yield relay
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                relay.quit()
            relay.close()


@contextlib.contextmanager
def _plain_trouble() -> Generator[None]:
    """What goes wrong before the letter itself is on its way. The relay's words may name her and are not kept."""
    try:
        yield
    except smtplib.SMTPResponseException as trouble:
        raise CarrierAway(f"smtp_{trouble.smtp_code}") from None
    except (OSError, smtplib.SMTPException) as trouble:
        raise CarrierAway(type(trouble).__name__) from None


def _expect(wanted: int, answer: tuple[int, bytes]) -> None:
    """Raises CarrierAway for what may pass, CarrierRefused for what will not."""
    code = answer[0]
    if code == wanted or (wanted == _OK and code == _OK + 1):
        return
    raise (CarrierRefused if code >= _PERMANENT else CarrierAway)(f"smtp_{code}")

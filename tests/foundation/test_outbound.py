"""F21: whatever address somebody gives us, nothing inside is reached by it."""

import asyncio
import contextlib
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.outbound import (
    AddressRefused,
    Allowed,
    AnswerTooLarge,
    Outbound,
    OutsideAway,
    is_inner,
    read_target,
)
from qiao.foundation.outbound import calling as outbound_calling

HERE = Allowed.read(["127.0.0.0/8"])
PUBLIC = "93.184.216.34"


@dataclass
class Inside:
    """A service on loopback, and what was asked of it."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list[Any])
    bodies: list[bytes] = field(default_factory=list[bytes])


@contextlib.contextmanager
def _serving(trust: ssl.SSLContext | None = None) -> Generator[Inside]:
    inside = Inside()

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            inside.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            if self.path.startswith("/to?"):
                self.send_response(302)
                self.send_header("Location", self.path.removeprefix("/to?"))
                self.end_headers()
            elif self.path == "/endless":
                self._endless()
            elif self.path == "/slow":
                self._slow()
            else:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"secret of the inside")

        def do_POST(self) -> None:
            inside.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.do_GET()

        def _endless(self) -> None:
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                while True:
                    self.wfile.write(b"x" * 65_536)

        def _slow(self) -> None:
            """A byte now and then, each within any patience."""
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.0 200 OK\r\n")
                while True:
                    self.wfile.write(b"X-A: b\r\n")
                    time.sleep(0.05)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class calls it so)
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    inside.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield inside
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def inside() -> Iterator[Inside]:
    with _serving() as running:
        yield running


# Each of these leads inside for some reader. PORT is where the service listens.
INNER = (
    "https://127.0.0.1:PORT/", "https://localhost:PORT/", "https://localhost.:PORT/", "https://LOCALHOST:PORT/",
    "https://127.1:PORT/", "https://127.0.1:PORT/", "https://2130706433:PORT/", "https://0x7f000001:PORT/",
    "https://0x7f.0.0.1:PORT/", "https://0177.0.0.1:PORT/", "https://0177.0x0.0.1:PORT/", "https://017700000001:PORT/",
    "https://127.0.0.1.:PORT/", "https://127.000.000.001:PORT/", "https://[::1]:PORT/", "https://[::]:PORT/",
    "https://0.0.0.0:PORT/", "https://0:PORT/", "https://[::ffff:127.0.0.1]:PORT/", "https://[::ffff:7f00:1]:PORT/",
    "https://[::127.0.0.1]:PORT/", "https://[64:ff9b::7f00:1]:PORT/", "https://[2002:7f00:1::]:PORT/",
    "https://[fe80::1]:PORT/", "https://[fe80::1%25lo]:PORT/", "https://[fd00:ec2::254]/latest/", "https://[ff02::1]/",
    "https://１２７.０.０.１:PORT/", "https://127。0。0。1:PORT/", "https://①②⑦.0.0.1:PORT/", "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/",
    "https://169.254.169.254/latest/meta-data/", "https://100.100.100.200/latest/meta-data/", "https://10.0.0.1/",
    "https://172.16.0.1/", "https://192.168.1.1/", "https://100.64.0.1/", "https://198.18.0.1/", "https://224.0.0.1/",
    "https://240.0.0.1/", "https://255.255.255.255/", "https://192.0.2.1/", "https://example.com@127.0.0.1:PORT/",
    "https://127.0.0.1:PORT@example.com/", "https://127.0.0.1:PORT#@example.com/", "https://example.com\\@127.0.0.1:PORT/",
    "https://127.0.0.1%00.example.com:PORT/", "https://127.0.0.1\t.example.com/", "https:127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/", "http://93.184.216.34/", "//127.0.0.1:PORT/", "///127.0.0.1:PORT/", "127.0.0.1:PORT",
    "file:///etc/passwd", "gopher://127.0.0.1:PORT/_x", "dict://127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "data:,x",
    "ldap://127.0.0.1/", "unix:///var/run/docker.sock", "jar:https://127.0.0.1!/", "javascript:alert(1)", "", "https://",
    "https://:PORT/", "https://[::1", "https://-a.example/", "https://a..example/", "https://127.0.0.1:0/",
    "https://127.0.0.1:99999/", "https://" + "a" * 3_000 + ".example/", "https://" + "a." * 127 + "a/",
)  # fmt: skip


@pytest.mark.parametrize("url", INNER)
async def test_an_address_of_the_inside_is_refused_and_nobody_there_hears_of_it(url: str, inside: Inside) -> None:
    outbound = Outbound(deadline_s=2)
    with pytest.raises(AddressRefused):
        await outbound.get(url.replace("PORT", str(inside.port)))
    assert inside.asked == []


def _resolving(*answers: Sequence[str]) -> tuple[list[str], Any]:
    """A resolver that answers so, one after another, and what it was asked."""
    asked: list[str] = []
    left = list(answers)

    def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    return asked, resolve


async def test_a_name_is_resolved_once_and_the_call_goes_to_what_was_looked_at(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: outside when it is looked at, inside when it would be connected to."""
    asked, resolve = _resolving([PUBLIC], ["127.0.0.1"])
    connected: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], _timeout: float) -> None:
        connected.append(address)
        raise OSError

    monkeypatch.setattr(outbound_calling.socket, "create_connection", connect)
    with pytest.raises(OutsideAway):
        await Outbound(resolve=resolve).get(f"https://rebinding.example:{inside.port}/")
    assert (asked, connected) == (["rebinding.example"], [(PUBLIC, inside.port)])


@pytest.mark.parametrize("also", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "::ffff:192.168.0.1", "169.254.169.254"])
async def test_one_inner_address_among_outer_ones_is_enough(also: str) -> None:
    _, resolve = _resolving([PUBLIC, also])
    with pytest.raises(AddressRefused) as refused:
        await Outbound(resolve=resolve).get("https://mixed.example/")
    assert refused.value.params == {"reason": "inner"}


async def test_a_redirect_is_checked_like_the_first_address(inside: Inside) -> None:
    """The first host is let through by name; where it sends us is not."""
    allowed = Allowed.read(["hooks.lender.internal"])
    _, resolve = _resolving(["127.0.0.1"])
    outbound = Outbound(allowed=allowed, resolve=resolve)
    for elsewhere in ("http://127.0.0.1:PORT/secret", "http://other.internal:PORT/secret", "file:///etc/passwd",
                      "//127.0.0.1:PORT/secret", "gopher://127.0.0.1:PORT/_"):  # fmt: skip
        inside.asked.clear()
        first = f"http://hooks.lender.internal:{inside.port}/to?{elsewhere.replace('PORT', str(inside.port))}"
        with pytest.raises(AddressRefused):
            await outbound.get(first, redirects=3)
        assert [path for path, _ in inside.asked] == [first.partition(str(inside.port))[2]]


async def test_redirects_end_and_take_no_secrets_along(inside: Inside) -> None:
    _, resolve = _resolving(["127.0.0.1"])
    outbound = Outbound(allowed=Allowed.read(["one.internal", "two.internal"]), resolve=resolve)
    one, two = (f"http://{name}.internal:{inside.port}" for name in ("one", "two"))
    secret = {"Authorization": "Bearer of a secret"}

    arrived = await outbound.get(f"{one}/to?{two}/there", headers=secret, redirects=1)
    assert arrived.status == 200
    assert ["authorization" in headers for _, headers in inside.asked] == [True, False]
    assert inside.asked[-1][1]["host"] == f"two.internal:{inside.port}"

    unfollowed = await outbound.get(f"{one}/to?{two}/there")
    assert unfollowed.status == 302
    with pytest.raises(AddressRefused) as refused:
        await outbound.get(f"{one}/to?/to?/to?/to?/to?/x", redirects=2)
    assert refused.value.params == {"reason": "redirects"}


async def test_a_post_is_never_sent_on(inside: Inside) -> None:
    outbound = Outbound(allowed=HERE)
    answer = await outbound.post(f"http://127.0.0.1:{inside.port}/to?http://127.0.0.1:{inside.port}/x", b"the event")
    assert (answer.status, inside.bodies, len(inside.asked)) == (302, [b"the event"], 1)


async def test_what_the_operator_allows_is_reached_and_its_neighbour_is_not(inside: Inside) -> None:
    assert (await Outbound(allowed=HERE).get(f"http://127.0.0.1:{inside.port}/")).body == b"secret of the inside"
    with pytest.raises(AddressRefused):
        await Outbound(allowed=Allowed.read(["127.0.0.2/32"])).get(f"http://127.0.0.1:{inside.port}/")
    with pytest.raises(AddressRefused):
        await Outbound(allowed=Allowed.read(["hooks.internal"])).get(f"http://127.0.0.1:{inside.port}/")


async def test_an_answer_without_end_and_one_drop_by_drop_are_given_up(inside: Inside) -> None:
    outbound = Outbound(allowed=HERE, deadline_s=0.5, largest_bytes=100_000)
    with pytest.raises(AnswerTooLarge):
        await outbound.get(f"http://127.0.0.1:{inside.port}/endless")
    async with asyncio.timeout(20):
        with pytest.raises(OutsideAway):
            await outbound.get(f"http://127.0.0.1:{inside.port}/slow")


async def test_what_connects_after_the_deadline_is_not_asked(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    cut, connect = threading.Event(), socket.create_connection
    cuts = outbound_calling._Pinned.cut  # pyright: ignore[reportPrivateUsage]

    def cutting(connection: Any) -> None:
        cuts(connection)
        cut.set()

    def late(*where: Any) -> socket.socket:
        made = connect(*where)
        assert cut.wait(10)
        return made

    monkeypatch.setattr(outbound_calling._Pinned, "cut", cutting)  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(socket, "create_connection", late)
    with pytest.raises(OutsideAway):
        await Outbound(allowed=HERE, deadline_s=0.1).get(f"http://127.0.0.1:{inside.port}/")
    assert inside.asked == []


@pytest.mark.parametrize("headers", [{"X-A": "b\r\nX-Injected: 1"}, {"X-A\r\nX-Injected": "1"}])
async def test_no_header_becomes_two(inside: Inside, headers: dict[str, str]) -> None:
    with pytest.raises(OutsideAway):
        await Outbound(allowed=HERE).get(f"http://127.0.0.1:{inside.port}/", headers=headers)
    assert inside.asked == []


def certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context for `name`, and one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(public, private)
    return server, ssl.create_default_context(cafile=str(public))


async def test_the_certificate_is_that_of_the_name_although_the_address_is_pinned(tmp_path: Path) -> None:
    server, trust = certificate("hooks.example", tmp_path)
    asked_for: list[str | None] = []
    server.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    _, resolve = _resolving(["127.0.0.1"])
    with _serving(server) as inside:
        outbound = Outbound(allowed=HERE, resolve=resolve, trust=trust)
        assert (await outbound.get(f"https://hooks.example:{inside.port}/x")).status == 200
        assert inside.asked[-1][1]["host"] == f"hooks.example:{inside.port}"
        with pytest.raises(OutsideAway):
            await outbound.get(f"https://another.example:{inside.port}/x")
        with pytest.raises(OutsideAway):
            await Outbound(allowed=HERE, resolve=resolve).get(f"https://hooks.example:{inside.port}/x")
    assert asked_for == ["hooks.example", "another.example", "hooks.example"]
    assert len(inside.asked) == 1


@given(st.ip_addresses(v=4))
def test_an_old_address_wrapped_in_a_new_one_is_as_inner_as_itself(address: Any) -> None:
    number = int(address)
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"):
        assert is_inner(ip_address(wrapped)) == is_inner(address)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://{text}/x", f"https://example.com{text}"):
        with contextlib.suppress(AddressRefused):
            target = read_target(url)
            assert target.host
            assert target.host == target.host.lower()
            assert "@" not in target.authority
            assert target.path.isascii()
            assert not any(sign.isspace() for sign in target.host + target.path)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "1.1.1.1"])
def test_the_public_internet_is_outside(address: str) -> None:
    assert not is_inner(ip_address(address))

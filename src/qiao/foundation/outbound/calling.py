"""One call to the outside: a checked address, a total deadline, an answer of limited size."""

import asyncio
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from qiao.foundation.errors import Unavailable
from qiao.foundation.outbound.addresses import AddressRefused, Allowed, IpAddress, Target, check, read_target

Resolve = Callable[[str, int], Sequence[str]]
"""A host and a port to its addresses; raises OSError."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PATIENCE_S = 1.0


class OutsideAway(Unavailable):
    """Nobody answered there in time; trying again later may help."""


class AnswerTooLarge(Unavailable):
    """What came back is larger than anything expected there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are in small letters. `body` is as sent, never unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def addresses_of(host: str, port: int) -> Sequence[str]:
    """As the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Outbound:
    """Calls addresses that are not ours to choose. Safe to share."""

    def __init__(
        self,
        *,
        allowed: Allowed | None = None,
        resolve: Resolve = addresses_of,
        deadline_s: float = 5.0,
        largest_bytes: int = 256 * 1024,
        trust: ssl.SSLContext | None = None,
        threads: Executor | None = None,
    ) -> None:
        """`threads`: where calls wait, so that slow ones keep no thread that others need; else those of the loop."""
        self._allowed = allowed or Allowed()
        self._resolve = resolve
        self._deadline_s = deadline_s
        self._largest_bytes = largest_bytes
        self._given_trust = trust
        self._threads = threads

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Read with the first call: a deployment that calls nobody need not wait for it at its start."""
        return self._given_trust or ssl.create_default_context()

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, redirects: int = 0) -> Answer:
        """What is at `url`, following at most so many redirects, each checked like the first.

        Raises AddressRefused, OutsideAway or AnswerTooLarge. Our headers go to the first host alone.
        """
        target, given = read_target(url), dict(headers or {})
        for _ in range(redirects + 1):
            answer = await self._call("GET", target, given, None)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or location is None or redirects == 0:
                return answer
            before, target = target, read_target(urljoin(_url(target), location))
            if (target.host, target.port, target.scheme) != (before.host, before.port, before.scheme):
                given = {}
        raise AddressRefused(reason="redirects")

    async def post(self, url: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Send `body`; a redirect is an answer like any other and is not followed. Raises as `get` does."""
        return await self._call("POST", read_target(url), dict(headers or {}), body)

    async def _call(self, method: str, target: Target, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            # The thread ends by its own watchdog; a resolver that hangs is left behind.
            async with asyncio.timeout(self._deadline_s + _PATIENCE_S):
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, self._exchange, method, target, headers, body
                )
        except (OSError, TimeoutError, http.client.HTTPException, ValueError):
            raise OutsideAway from None

    def _exchange(self, method: str, target: Target, headers: Mapping[str, str], body: bytes | None) -> Answer:
        address = check(target, self._resolve(target.host, target.port), self._allowed)
        connection = _Pinned(target, address, self._trust if target.scheme == "https" else None, self._deadline_s)
        # Each single read may take its time; together they may not.
        watchdog = threading.Timer(self._deadline_s, connection.cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            sent = {"Accept-Encoding": "identity", **headers, "Host": target.authority}
            connection.request(method, target.path, body, sent)
            answer = connection.getresponse()
            content = answer.read(self._largest_bytes + 1)
            if len(content) > self._largest_bytes:
                raise AnswerTooLarge(limit_bytes=self._largest_bytes)
            if connection.was_cut:
                raise OutsideAway
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)
        finally:
            watchdog.cancel()
            connection.close()


def _url(target: Target) -> str:
    return f"{target.scheme}://{target.authority}{target.path}"


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked; certificate and Host header are those of the name."""

    def __init__(self, target: Target, address: IpAddress, trust: ssl.SSLContext | None, timeout_s: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout_s)
        self._address = str(address)
        self._trust = trust
        self._raw: socket.socket | None = None
        self.was_cut = False

    def connect(self) -> None:
        self._go_on_with(socket.create_connection((self._address, self.port), self.timeout))
        if self._trust is not None:
            wrapped = self._trust.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self._go_on_with(wrapped)
            wrapped.do_handshake()

    def _go_on_with(self, made: socket.socket) -> None:
        """The watchdog ends what it can see: what it came too early for, and would have cut, ends here."""
        self.sock = self._raw = made
        if self.was_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End it wherever it is."""
        self.was_cut = True
        if self._raw is not None:
            try:
                self._raw.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # It has ended by itself.

"""Which addresses may be called from here. Pure: names are resolved elsewhere."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

from qiao.foundation.errors import Invalid

IpAddress = IPv4Address | IPv6Address

_PORTS = {"https": 443, "http": 80}
_LONGEST_URL = 2_000
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
# WHATWG URL, "ends in a number": such a host is an address to some readers and a name to others.
_LIKE_A_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)
_LONGEST_NAME = 253
# RFC 6052: an address of the old protocol within one of the new, reached through a translator.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class AddressRefused(Invalid):
    """This address may not be called from here; `reason` says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes. `path` includes the query; `host` is a name in its plain form, or a literal address."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator lets be called although it is inside: names, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def read(cls, words: Iterable[str]) -> Self:
        """From names such as `hooks.lender.internal` and networks such as `10.2.0.0/16`."""
        hosts: set[str] = set()
        networks: list[IPv4Network | IPv6Network] = []
        for word in words:
            try:
                networks.append(ip_network(word, strict=False))
            except ValueError:
                hosts.add(word.lower().rstrip("."))
        return cls(frozenset(hosts), tuple(networks))

    def lets(self, host: str, address: IpAddress) -> bool:
        return host in self.hosts or any(address in network for network in self.networks)


def read_target(url: str) -> Target:
    """The parts of `url`, each in one form only. Raises AddressRefused."""
    if len(url) > _LONGEST_URL or any(sign <= " " or sign in "\x7f\\" for sign in url):
        raise AddressRefused(reason="unreadable")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(reason="unreadable") from None
    if parts.scheme not in _PORTS:
        raise AddressRefused(reason="scheme")
    if "@" in parts.netloc:
        raise AddressRefused(reason="user")
    if port == 0:
        raise AddressRefused(reason="port")
    path = parts.path or "/"
    if not path.isascii() or not parts.query.isascii():
        raise AddressRefused(reason="unreadable")
    return Target(
        parts.scheme,
        _host(parts.hostname or ""),
        port or _PORTS[parts.scheme],
        f"{path}?{parts.query}" if parts.query else path,
    )


def _host(said: str) -> str:
    if ":" in said and "%" not in said:  # A zone (`fe80::1%eth0`) is one of this machine's networks.
        try:
            return str(IPv6Address(said))
        except ValueError:
            raise AddressRefused(reason="host") from None
    # Full-width digits and dots are digits and dots to a resolver.
    name = unicodedata.normalize("NFKC", said).lower().replace("。", ".").removesuffix(".")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressRefused(reason="host") from None
    labels = name.split(".")
    if len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused(reason="host")
    if _LIKE_A_NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(name))  # Four plain decimals; 2130706433, 0x7f.1 and 0177.0.0.1 are refused.
        except ValueError:
            raise AddressRefused(reason="host") from None
    return name


def is_inner(address: IpAddress) -> bool:
    """Whether the address belongs to this machine, this network or no one: all that is not the public internet."""
    inside = _within(address)
    if inside is not None:
        return is_inner(inside)
    return not address.is_global or address.is_multicast or address.is_reserved


def _within(address: IpAddress) -> IPv4Address | None:
    """The old protocol's address that one of the new only wraps."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def check(target: Target, addresses: Iterable[str], allowed: Allowed) -> IpAddress:
    """The address to connect to. Raises AddressRefused where even one of them is inside, or none is given."""
    found = [ip_address(one) for one in addresses]
    if not found:
        raise AddressRefused(reason="unknown")
    if any(is_inner(one) and not allowed.lets(target.host, one) for one in found):
        raise AddressRefused(reason="inner")
    if target.scheme == "http" and not all(allowed.lets(target.host, one) for one in found):
        raise AddressRefused(reason="scheme")
    return found[0]

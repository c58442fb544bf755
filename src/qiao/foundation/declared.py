"""Each route says beside itself who may call it and which fields of a customer it can show.

The declarations decide nothing: they are what every route is measured against, post by post, and a route without one
is a mistake.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])
_RULE = "__shows__"


class Who(StrEnum):
    """Who a route is for."""

    ANYBODY = "anybody"
    CUSTOMER = "customer"
    """Whoever carries the token of a customer's session: it shows her own conversation to herself."""
    STAFF = "staff"
    """Whoever is signed in."""
    HOLDER = "holder"
    """Who has the customer in hand; for everybody else there is no such customer."""
    DUTY = "duty"
    """Posts with a duty, such as auditors."""


@dataclass(frozen=True, slots=True)
class RouteRule:
    """What a route may show: `fields` of the table of rights, those of them that the post's rights allow."""

    who: Who
    fields: frozenset[str] = frozenset()


def declared(who: Who, *fields: str) -> Callable[[_Endpoint], _Endpoint]:
    """Say it of one endpoint."""

    def mark(endpoint: _Endpoint) -> _Endpoint:
        setattr(endpoint, _RULE, RouteRule(who, frozenset(fields)))
        return endpoint

    return mark


def rule_of(endpoint: object) -> RouteRule | None:
    """What was said of an endpoint; None where nothing was."""
    return getattr(endpoint, _RULE, None)

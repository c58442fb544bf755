"""What the settings name outside the house: the lender, the provider of sign-in, carriers, the bus, where heads go."""

import shlex
from typing import TYPE_CHECKING

from qiao import access, backoffice, cases, conversations, delivery, requests
from qiao.access import audit
from qiao.delivery.carriers import carriers_of
from qiao.delivery.dispatch import Dispatch
from qiao.foundation.bus import Bus, LocalBus
from qiao.foundation.clock import Clock
from qiao.foundation.events import Subscriptions
from qiao.foundation.http import Parts
from qiao.foundation.redis_bus import RedisBus
from qiao.foundation.runner import Runner
from qiao.foundation.settings import BackOfficeSettings, Settings, SettingsWrong
from qiao.policy import Pack

if TYPE_CHECKING:
    from qiao.backoffice.http import HttpBackOffice

WEBHOOK_EVENTS: delivery.webhooks.Catalogue = {
    conversations.CONTACT_OPENED: (),
    conversations.CONTACT_CLOSED: ("reason",),
    conversations.CONTACT_RATED: ("contact", "score"),
    conversations.OWNER_CHANGED: ("to", "reason", "lane", "topic"),
    **dict.fromkeys(
        (requests.REQUEST_ENTERED, requests.REQUEST_ENDED),
        ("request", "flow", "stage", "state", "asked", "trouble"),
    ),
    requests.REQUEST_NEWS: ("request", "flow", "event"),
    **dict.fromkeys(
        backoffice.EFFECT_EVENTS,
        ("effect", "operation", "for", "refusal", "trouble"),
    ),
    **dict.fromkeys(
        cases.ORDER_EVENTS,
        ("number", "type", "department", "state", "act", "priority", "due_at"),
    ),
    **dict.fromkeys(
        (
            delivery.DELIVERY_SENT,
            delivery.DELIVERY_ARRIVED,
            delivery.DELIVERY_FAILED,
            delivery.DELIVERY_UNCERTAIN,
        ),
        ("delivery", "kind", "purpose", "for", "state", "error"),
    ),
}
"""What other systems may hear of, and what of each: ids, codes and figures alone."""


def back_office(settings: Settings, clock: Clock) -> "HttpBackOffice | None":
    """The way to the lender's own systems, where one is set up. Raises SettingsWrong."""
    if settings.backoffice is None:
        return None
    # Whoever has no lender to ask need not wait for the client.
    from qiao.backoffice.http import Address, HttpBackOffice  # noqa: PLC0415

    given = settings.backoffice
    return HttpBackOffice(Address(given.url, given.key_id, _secret_of(given), given.deadline_s), clock)


def signatures_of_lender(settings: Settings) -> backoffice.contract.signing.Verifier:
    """Who may call the house as the lender: whoever signs with the secret they share. Raises SettingsWrong."""
    given = settings.backoffice
    return backoffice.contract.signing.Verifier({given.key_id: _secret_of(given)} if given is not None else {})


def _secret_of(given: BackOfficeSettings) -> bytes:
    try:
        return backoffice.contract.signing.secret_in(given.secret_file.read_text())
    except (OSError, ValueError) as trouble:
        raise SettingsWrong(f"QIAO_BACKOFFICE_SECRET_FILE: {given.secret_file}: {trouble}") from None


def add_delivery(parts: Parts, runner: Runner, subscriptions: Subscriptions) -> Dispatch:
    """The ways out of the house that are set up, with the jobs that use them. Raises SettingsWrong."""
    settings, clock = parts.settings, parts.clock
    carriers = carriers_of(settings.smtp, settings.smpp, settings.push, clock)
    dispatch = Dispatch(
        parts.database, parts.ring, clock, carriers, catalogue=WEBHOOK_EVENTS, inside=settings.webhook_inside
    )
    dispatch.register(runner, subscriptions)
    return dispatch


def identity_provider(parts: Parts) -> access.Provider | None:
    """The provider by which staff may sign in, where one is set up."""
    oidc, url = parts.settings.oidc, parts.settings.public_url
    if oidc is None or url is None:
        return None
    return access.Provider(oidc, parts.clock, redirect_uri=f"{url.rstrip('/')}/api/v1/staff/sso/callback")


def posts_of_groups(settings: Settings) -> tuple[tuple[str, access.Post], ...]:
    """Which posts the provider's groups allow. Raises SettingsWrong."""
    try:
        return tuple((group, access.Post(post)) for group, post in (settings.oidc.groups if settings.oidc else ()))
    except ValueError as trouble:
        raise SettingsWrong(f"QIAO_OIDC_GROUPS: {trouble}") from None


def posts_with_codes(settings: Settings, pack: Pack) -> frozenset[access.Post]:
    """The posts that sign in with a one-time code. Raises SettingsWrong."""
    try:
        return access.posts_with_codes(pack.section(access.GRANTS), settings.code_posts)
    except ValueError as trouble:
        raise SettingsWrong(f"QIAO_CODE_POSTS: {trouble}") from None


def head_sinks(settings: Settings) -> list[audit.HeadSink]:
    """Where heads of the audit trail are kept; the first is the one that is verified."""
    sinks: list[audit.HeadSink] = [audit.FileHeads(settings.audit_heads_file)]
    if settings.audit_head_command:
        sinks.append(audit.CommandHeads(shlex.split(settings.audit_head_command)))
    return sinks


def bus(settings: Settings) -> Bus:
    return RedisBus(settings.redis_url) if settings.redis_url else LocalBus()

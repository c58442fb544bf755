"""Whether an agent's words may go to the customer, and what is kept of those that went over a warning."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk.composing import Checker, Finding
from qiao.desk.events import SAID_OVER_WARNING
from qiao.foundation import events
from qiao.foundation.errors import Conflict, Invalid


class MustNotBeSaid(Invalid):
    """The rules of the house forbid to say this; `findings` tell where and why."""


class NeedsConfirming(Conflict):
    """The rules of the house warn of this; it goes when `confirmed` names the rules of all `findings`."""


def check(checker: Checker, text: str, *, confirmed: Collection[str]) -> tuple[Finding, ...]:
    """The warnings that were gone over. Raises MustNotBeSaid or NeedsConfirming, with every finding."""
    findings = checker.findings(text)
    wires = [finding.wire() for finding in findings]
    if any(finding.blocks for finding in findings):
        raise MustNotBeSaid(findings=wires)
    if any(finding.check.id not in confirmed for finding in findings):
        raise NeedsConfirming(findings=wires)
    return findings


async def record(
    session: AsyncSession,
    state: conversations.ConversationState,
    said: conversations.Said,
    findings: Sequence[Finding],
    *,
    by: access.Staff,
    now: datetime,
) -> None:
    """That the message went over these warnings; reviews of quality find it by type."""
    await events.publish(
        session,
        events.Event(
            type=SAID_OVER_WARNING,
            actor=f"agent:{by.id}",
            occurred_at=now,
            payload={"message": str(said.id), "rules": sorted({finding.check.id for finding in findings})},
            subject=str(state.id),
            customer_id=state.customer_id,
            conversation_id=state.id,
            contact_id=state.contact.id if state.contact else None,
        ),
    )

"""Which events may be told outside, and what of each: handed in by `app`, which knows every room."""

from collections.abc import Mapping
from typing import Any

import orjson

from qiao.foundation.events import Event

Catalogue = Mapping[str, tuple[str, ...]]
"""Types of events, each with the fields of its payload that are ids, codes or figures."""


def body_of(event: Event, delivery: str, catalogue: Catalogue) -> bytes:
    """The JSON that a target gets: the same bytes on every try."""
    told: dict[str, Any] = {
        "delivery": delivery,
        "event": str(event.id),
        "type": event.type,
        "version": event.schema_version,
        "occurred_at": event.occurred_at.isoformat(),
        "customer": str(event.customer_id) if event.customer_id else None,
        "conversation": str(event.conversation_id) if event.conversation_id else None,
        "contact": str(event.contact_id) if event.contact_id else None,
        "data": {name: event.payload.get(name) for name in catalogue.get(event.type, ())},
    }
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)

"""A message that is being written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from qiao.conversations.model import AuthorKind, Level, Visibility


@dataclass(slots=True)
class NewMessage:
    """A MessageRow to be; the ORM's own object costs more than the insertion."""

    id: UUID
    conversation_id: UUID
    contact_id: UUID
    seq: int
    author_kind: AuthorKind
    author_id: UUID | None
    author_name: str | None
    visibility: Visibility
    level: Level
    language: str | None
    template: str | None
    template_version: str | None
    label: dict[str, Any] | None
    reply_to: UUID | None
    channel: str | None
    external_id: str | None
    digest: str | None
    client_id: str | None
    session_id: UUID | None
    accepted_at: datetime
    content: dict[str, Any]
    sealed: bytes | None = None
    key_id: UUID | None = None
    spans: list[list[Any]] | None = None
    revision: int | None = None

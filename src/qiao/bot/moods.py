"""The emotions of the customers' last messages, read once each.

They follow from the words alone: what is forgotten, or was heard by another process, is read again.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from uuid import UUID

from qiao.conversations import AuthorKind, Trace
from qiao.language import Emotion

_REMEMBERED_MESSAGES = 20_000
_LOOKED_BACK = 6  # Older ones have faded from a mood.


class Moods:
    """What was felt in which message of which conversation; None for one that was pressed, not written."""

    def __init__(self) -> None:
        self._felt: OrderedDict[tuple[UUID, int], Emotion | None] = OrderedDict()

    def unread(self, conversation_id: UUID, before: Sequence[Trace]) -> list[int]:
        """The numbers of the customer's last messages whose emotion is not remembered."""
        return [seq for seq in _hers(before) if (conversation_id, seq) not in self._felt]

    def felt(self, conversation_id: UUID, before: Sequence[Trace]) -> tuple[Emotion, ...]:
        """The emotions of the customer's last written messages, as far as they are remembered, oldest first."""
        found = [self._felt.get((conversation_id, seq)) for seq in _hers(before)]
        return tuple(emotion for emotion in found if emotion is not None)

    def remember(self, conversation_id: UUID, seq: int, emotion: Emotion | None) -> None:
        self._felt[conversation_id, seq] = emotion
        if len(self._felt) > _REMEMBERED_MESSAGES:
            self._felt.popitem(last=False)


def _hers(before: Iterable[Trace]) -> list[int]:
    return [trace.seq for trace in before if trace.author_kind == AuthorKind.CUSTOMER][-_LOOKED_BACK:]

"""The emotions of the customers' last messages, read once each.

They follow from the words alone: what is forgotten, or was heard by another process, is read again.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from uuid import UUID

from qiao.conversations import AuthorKind, Spoken, content
from qiao.language import Emotion

_REMEMBERED_MESSAGES = 20_000
_LOOKED_BACK = 6  # Older ones have faded from a mood.


class Moods:
    """What was felt in which message of which conversation."""

    def __init__(self) -> None:
        self._felt: OrderedDict[tuple[UUID, int], Emotion] = OrderedDict()

    def felt_in(
        self, conversation_id: UUID, said: Sequence[Spoken], feel: Callable[[str], Emotion]
    ) -> tuple[Emotion, ...]:
        """The emotions of the customer's last written messages among `said`, oldest first."""
        hers = [row for row in said if row.author_kind == AuthorKind.CUSTOMER][-_LOOKED_BACK:]
        written = [(row.seq, one) for row in hers if not isinstance(one := content.parse(row.content), content.Choice)]
        return tuple(self._of(conversation_id, seq, content.plain(one), feel) for seq, one in written)

    def remember(self, conversation_id: UUID, seq: int, emotion: Emotion) -> None:
        self._felt[conversation_id, seq] = emotion
        if len(self._felt) > _REMEMBERED_MESSAGES:
            self._felt.popitem(last=False)

    def _of(self, conversation_id: UUID, seq: int, words: str, feel: Callable[[str], Emotion]) -> Emotion:
        emotion = self._felt.get((conversation_id, seq))
        if emotion is None:
            emotion = feel(words)
            self.remember(conversation_id, seq, emotion)
        return emotion

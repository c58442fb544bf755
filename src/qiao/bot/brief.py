"""The brief: what a person should know before her first word, made of what was said and done in this contact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.bot.manner import plain_template
from qiao.conversations import AuthorKind, Spoken, content
from qiao.language import Emotion, SignalName, Understander, Understanding, mood_of, segment
from qiao.policy import IntentType, Pack

log = structlog.get_logger(__name__)

_FIRST_WORDS = 160
_UNDERSTOOD = 3
_LATEST = 6
_IN_A_MOOD = 3
_LONGEST_TITLE = 60
_LONGEST_CALL = 12
_SAID_BEFORE = 25
_ANYTHING = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Briefs:
    """Writes what a person should know of a contact before her first word."""

    pack: Pack
    understander: Understander

    def matters(self, words: str, heard: Understanding) -> list[str]:
        """The matters surely understood in a message, in her order."""
        return [intent for intent, _ in _matters(self.pack, self.understander, words, heard)]

    async def written(
        self,
        session: AsyncSession,
        contact_id: UUID,
        *,
        reason: str,
        language: str,
        now: datetime,
        until: int = _ANYTHING,
    ) -> dict[str, Any]:
        """The protocol's `Brief` of what was said up to the entry `until`; bare words where understanding fails.

        `language` is the customer's, in which a first line is offered.
        """
        said = await conversations.said_in_contact(session, contact_id, limit=_SAID_BEFORE, until=until)
        try:
            brief = write_brief(self.pack, self.understander, said, reason=reason, now=now)
        except Exception:
            # Understanding may be what failed; her own words are enough for a person to begin.
            log.warning("the brief holds words alone", exc_info=True)
            return bare_brief(said, reason=reason, now=now)
        if brief["topic"] is not None and not brief["signals"]:
            # Whoever is in danger or in need is not met with her matter.
            matter = self.pack.intents[brief["topic"]].name.in_language(language)
            brief["opening"] = self.pack.text("opening_matter", language, matter=matter)
        return brief


def write_brief(
    pack: Pack, understander: Understander, spoken: Sequence[Spoken], *, reason: str, now: datetime
) -> dict[str, Any]:
    """The protocol's `Brief`, from the masked words of the contact so far."""
    said = _said(spoken)
    asked = _asked(said)
    need = [words for words in asked if not _is_only_a_call(understander, words)]
    understood: list[dict[str, Any]] = []
    signals: list[dict[str, str]] = []
    felt: list[Emotion] = []
    for words in asked[-_LATEST:]:
        heard = understander.understand(words)
        felt.append(heard.emotion)
        telling = (signal for signal in heard.signals if signal.name is not SignalName.HUMAN_REQUEST)
        signals += [{"signal": signal.name, "span": words[signal.start : signal.end]} for signal in telling]
        for intent, confidence in _matters(pack, understander, words, heard):
            name = pack.intents[intent].name.in_language("zh")
            understood = [one for one in understood if one["intent"] != intent]
            understood.append({"intent": intent, "name": name, "confidence": round(confidence, 2)})
    tried = [one for row in spoken if row.author_kind == AuthorKind.BOT for one in _tried(row)]
    understood = understood[-_UNDERSTOOD:]
    return {
        **bare_brief(spoken, reason=reason, now=now),
        "asked": " / ".join(need or asked)[-_FIRST_WORDS:],
        "understood": understood,
        "tried": tried[-_LATEST:],
        "signals": signals[-_LATEST:],
        "emotion": _emotion(felt),
        "topic": understood[-1]["intent"] if understood else None,
    }


def bare_brief(spoken: Sequence[Spoken], *, reason: str, now: datetime) -> dict[str, Any]:
    """The brief when nothing can be understood: what she said."""
    asked = _asked(_said(spoken))
    return {
        "asked": " / ".join(asked)[-_FIRST_WORDS:],
        "files": len(_files(spoken)),
        "reason": reason,
        "understood": [],
        "tried": [],
        "signals": [],
        "emotion": None,
        "turns": len(asked),
        "waiting_since": now.isoformat(),
        "topic": None,
    }


def _files(spoken: Sequence[Spoken]) -> set[str]:
    """By their ids: what was carried over with its contact stands there twice."""
    parsed = (content.parse(row.content) for row in spoken)
    return {said.file for said in parsed if isinstance(said, content.File)}


def _emotion(felt: Sequence[Emotion]) -> dict[str, Any] | None:
    """The last feeling that is not calm, and how strong the last three messages were; None where all were calm."""
    upset = [one for one in felt[-_IN_A_MOOD:] if one.is_negative]
    if not upset:
        return None
    recent = mood_of(felt).recent
    change = recent[-1] - recent[0]
    trend = "rising" if change > 0 else "falling" if change < 0 else "steady"
    return {"label": upset[-1].feeling, "intensity": upset[-1].intensity, "recent": list(recent), "trend": trend}


def _said(spoken: Sequence[Spoken]) -> list[tuple[str, str, str | None]]:
    """Author kind, plain words and template of what was said, oldest first; a file's name is no word of hers."""
    parsed = [(row, content.parse(row.content)) for row in spoken]
    return [
        (row.author_kind, content.plain(said), plain_template(row.template))
        for row, said in parsed
        if not isinstance(said, content.File)
    ]


def _asked(said: list[tuple[str, str, str | None]]) -> list[str]:
    return [words for author, words, template in said if author == AuthorKind.CUSTOMER and template is None]


def _matters(pack: Pack, understander: Understander, words: str, whole: Understanding) -> Iterator[tuple[str, float]]:
    """The matters surely understood in a message, with the confidence in each."""
    parts = segment(words)
    heard = [(whole.intents, whole.accepted)]
    if len(parts) > 1:
        predicted = understander.model.predict([part.wants for part in parts])
        heard = [(prediction.ranked, prediction.accepted) for prediction in predicted]
    for ranked, accepted in heard:
        if accepted and _is_a_matter(pack, ranked[0][0]):
            yield ranked[0]


def _tried(row: Spoken) -> Iterator[dict[str, Any]]:
    match content.parse(row.content):
        case content.Answer() as answer:
            yield {"kind": "answered", "title": answer.title[:_LONGEST_TITLE]}
        case content.Answers() as several:
            yield from ({"kind": "answered", "title": one.title[:_LONGEST_TITLE]} for one in several.answers)
        case content.Buttons() as asked if plain_template(row.template) == "clarify":
            yield {"kind": "clarified", "title": asked.text[:_LONGEST_TITLE]}
        case _:
            pass


def _is_a_matter(pack: Pack, intent: str) -> bool:
    """Whether an intent is something to help with, not small talk or the call for a person itself."""
    return intent in pack.intents and pack.intents[intent].type is not IntentType.META


def _is_only_a_call(understander: Understander, words: str) -> bool:
    """Whether these words ask for a person and say nothing of the matter."""
    if len(words) >= _LONGEST_CALL:
        return False
    return any(signal.name is SignalName.HUMAN_REQUEST for signal in understander.signals(words))

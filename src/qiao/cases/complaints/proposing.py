"""A decision is proposed with its letter, which is agreed to and delivered as it stands, or not at all."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints import letter, reading
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.letter import Decision
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.rules import level_of
from qiao.cases.complaints.telling import language_of
from qiao.cases.complaints.wishes import Wish
from qiao.foundation.errors import Invalid


class OutcomeUnknown(Invalid):
    """A complaint ends in one of the outcomes of the pack."""


class LetterIncomplete(Invalid):
    """The letter does not say what a decision has to say; what is `missing` has to stand in it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision with its letter, in the language of the complainant, before anybody proposes it."""

    decision: Decision
    letter: str
    language: str
    level: int
    """How high the post has to be that agrees."""
    missing: list[str]


async def drafted(session: AsyncSession, handling: Handling, found: Opened, wish: Wish) -> Draft:
    """The letter is the pack's, or that of whoever changed it; what it lacks is named. Raises OutcomeUnknown."""
    if wish.outcome is None or wish.outcome not in handling.rules.outcomes:
        raise OutcomeUnknown(outcomes=sorted(handling.rules.outcomes))
    decision = Decision(wish.outcome, wish.result or "", wish.reasons or "")
    language = await language_of(session, found.row)
    text = wish.letter or letter.written(
        handling.rules,
        found.terms,
        decision,
        number=found.row.number,
        opened_at=found.row.opened_at,
        brand=handling.pack.brand.in_language(language),
        language=language,
    )
    level = level_of(wish.redress_fen or 0, found.terms)
    return Draft(decision, text, language, level, _lacks(handling, found, decision, text, language))


async def proposed(
    session: AsyncSession, handling: Handling, found: Opened, wish: Wish
) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts and the sealed words of a proposal. Raises OutcomeUnknown or LetterIncomplete."""
    draft = await drafted(session, handling, found, wish)
    if draft.missing:
        raise LetterIncomplete(missing=draft.missing)
    decision = draft.decision
    facts = {
        "outcome": decision.outcome,
        "redress_fen": wish.redress_fen or 0,
        "level": draft.level,
        "language": draft.language,
    }
    return facts, {"result": decision.result, "reasons": decision.reasons, "letter": draft.letter}


async def require_complete(session: AsyncSession, handling: Handling, found: Opened) -> None:
    """What is agreed to is looked at once more: the pack may ask for more than when it was proposed.

    Raises LetterIncomplete.
    """
    facts, words = await proposal(session, handling, found)
    decision = Decision(facts["outcome"], words.get("result", ""), words.get("reasons", ""))
    if lacks := _lacks(handling, found, decision, words.get("letter", ""), facts["language"]):
        raise LetterIncomplete(missing=lacks)


async def proposal(session: AsyncSession, handling: Handling, found: Opened) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts and words of the last one."""
    last = next(act for act in reversed(found.acts) if act.kind == Kind.DECISION_PROPOSED)
    words = await reading.words_of(session, handling.ring, [last])
    return last.facts, words.get(last.id, {})


def _lacks(handling: Handling, found: Opened, decision: Decision, text: str, language: str) -> list[str]:
    return letter.missing(text, handling.rules, found.terms, decision, number=found.row.number, language=language)

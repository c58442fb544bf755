"""The letter of a decision: written from the pack's template, and held to what it has to say."""

from dataclasses import dataclass
from datetime import datetime

from qiao.cases.complaints.paper import day_name
from qiao.cases.complaints.section import PLACE, ComplaintRules, Way
from qiao.cases.complaints.terms import Terms
from qiao.foundation.business_calendar import business_date


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, in the officer's words and in the language of the complainant."""

    outcome: str
    result: str
    reasons: str


def ways(rules: ComplaintRules, terms: Terms, language: str) -> dict[Way, str]:
    """What is open to her, sentence by sentence."""
    days = str(terms.verification_ask_days)
    return {way: text.in_language(language).replace("{days}", days) for way, text in rules.ways.items()}


def written(
    rules: ComplaintRules,
    terms: Terms,
    decision: Decision,
    *,
    number: str,
    opened_at: datetime,
    brand: str,
    language: str,
) -> str:
    between = "；" if language == "zh" else "; "
    filled = {
        "number": number,
        "opened_on": day_name(business_date(opened_at), language),
        "outcome": rules.outcomes[decision.outcome].in_language(language),
        "ways": between.join(ways(rules, terms, language).values()),
        "brand": brand,
        "result": decision.result,
        "reasons": decision.reasons,
    }
    return PLACE.sub(lambda place: filled[place[1]], rules.letter.in_language(language))


def missing(
    letter: str, rules: ComplaintRules, terms: Terms, decision: Decision, *, number: str, language: str
) -> list[str]:
    """What a letter, also one that was changed by hand, does not say and has to."""
    asked = (
        ("number", number),
        ("outcome", rules.outcomes[decision.outcome].in_language(language)),
        ("result", decision.result.strip()),
        ("reasons", decision.reasons.strip()),
        *((way.value, text) for way, text in ways(rules, terms, language).items()),
    )
    return [name for name, text in asked if not text or text not in letter]

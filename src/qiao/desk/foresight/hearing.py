"""What a customer's own words say of a complaint to come: pure, and the same words are the same amounts."""

from collections.abc import Iterable
from datetime import datetime

from qiao import language
from qiao.desk.composing.phrases import ENDS, Phrases, Wording
from qiao.desk.foresight.foreseeing import Amounts
from qiao.desk.foresight.rules import Factor, RiskRules
from qiao.language import SignalName, find_signals, normalise

_DENIED_WITHIN = {"zh": 6, "en": 24}
"""So many signs before a threat a denial still denies it: 我不会去找媒体."""
_FEN = 100


class Hearing:
    """Hears threats, complaints and disputed sums by the rules of the pack."""

    def __init__(self, rules: RiskRules) -> None:
        self._threats = {
            factor: Wording(Phrases(said.zh, "zh", {}), Phrases(said.en, "en", {}))
            for factor, said in rules.threats.items()
        }
        denials, disputes = rules.denials, rules.disputes
        self._denials = Wording(Phrases(denials.zh, "zh", {}), Phrases(denials.en, "en", {}))
        self._disputes = Wording(Phrases(disputes.zh, "zh", {}), Phrases(disputes.en, "en", {}))

    def amounts(self, messages: Iterable[str], *, now: datetime) -> Amounts:
        """In how many of them each was said, and the largest sum disputed in one, in yuan."""
        said = list(messages)
        folded = [normalise(one) for one in said]
        complains = sum(any(one.name == SignalName.COMPLAINT for one in find_signals(words)) for words in said)
        threatens = {
            factor: sum(self._is_said(wording, one) for one in folded) for factor, wording in self._threats.items()
        }
        disputed = [words for words, one in zip(said, folded, strict=True) if self._disputes.stand_in(one)]
        return {
            **threatens,
            Factor.COMPLAINS: complains,
            Factor.MONEY: max((_yuan(words, now) for words in disputed), default=0),
        }

    def _is_said(self, wording: Wording, text: str) -> bool:
        return any(not self._is_denied(text, one.start) for one in wording.places(text))

    def _is_denied(self, text: str, start: int) -> bool:
        clause = text[max(text.rfind(end, 0, start) for end in ENDS) + 1 : start]
        return self._denials.zh.stand_in(clause[-_DENIED_WITHIN["zh"] :]) or self._denials.en.stand_in(
            clause[-_DENIED_WITHIN["en"] :]
        )


def _yuan(words: str, now: datetime) -> int:
    """The largest sum in it, in whole yuan."""
    sums = (one.value for one in language.entities.find(words, now=now) if one.type == "amount")
    return max((one // _FEN for one in sums if isinstance(one, int)), default=0)

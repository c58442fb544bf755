"""Making the reads that a dialogue wants, and the verdict of the pack's rules in the words of the dialogue."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from qiao.backoffice import BackOfficeAway, BackOfficeRefused, ContractBroken, OutcomeUnknown
from qiao.policy import InBoth, rules
from qiao.policy.rules import Counting, RuleBook, Who
from qiao.requests.dialogue.outputs import Want
from qiao.requests.dialogue.turn import Answer
from qiao.requests.dialogue.walking import POLICY
from qiao.requests.lender.registry import Asking, NobodyKnown, Registry
from qiao.requests.ports import Caller, RuleApplied, Verdict
from qiao.requests.values import Value

log = structlog.get_logger(__name__)

Count = Callable[[Counting, Asking], Awaitable[int]]
"""How often something was done since a day, for a quota; by the house's own records."""

Refusal = Callable[[str], RuleApplied | None]
"""What is said where the lender refuses with a code; None where nobody has words for it."""

_QUOTA = "quota."
_TROUBLE = (BackOfficeAway, ContractBroken, OutcomeUnknown, NobodyKnown)


class PackRules:
    """Fulfils `ports.Rules` with the rules of a pack."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book

    def verdict(self, request: str, facts: Mapping[str, Value], who: Caller, now: datetime) -> Verdict:
        told = self._told(facts)
        said = self._book.verdict(request, told, Who(who.post, who.level, who.party), now)
        reasons = tuple(RuleApplied(one.rule, self._in_both(one.text, now), one.instead) for one in said.reasons)
        missing = said.missing | {one.fact for one in said.counts}
        return Verdict(said.outcome.value, reasons, said.level, missing)

    def counts_for(self, request: str, facts: Mapping[str, Value], now: datetime) -> dict[str, Counting]:
        """What has to be counted, by the fact that tells it."""
        said = self._book.verdict(request, self._told(facts), Who("bot", "A3"), now)
        return {one.fact: one for one in said.counts}

    def quotas_of(self, request: str) -> frozenset[str]:
        """The rules that limit how often a request is accepted."""
        return self._book.quotas_of(request)

    def _told(self, facts: Mapping[str, Value]) -> dict[str, rules.Value]:
        """The facts that the pack declares; a flow knows many more."""
        declared = {name: value for name, value in facts.items() if name in self._book.facts or name.startswith(_QUOTA)}
        return rules.known(declared, self._book.facts)

    def _in_both(self, text: InBoth, now: datetime) -> InBoth:
        on = now.date()
        return InBoth(zh=self._book.said(text, "zh", on), en=self._book.said(text, "en", on))


async def answered(
    wants: Iterable[Want],
    registry: Registry,
    pack_rules: PackRules,
    asking: Asking,
    *,
    count: Count,
    refusal: Refusal = lambda _: None,
) -> list[Answer]:
    """Every read that is wanted, made; one that could not be made has no rows, one that was refused its reason."""
    return [await _answer(want, registry, pack_rules, asking, count, refusal) for want in wants]


async def _answer(  # noqa: PLR0917  (as above)
    want: Want, registry: Registry, pack_rules: PackRules, asking: Asking, count: Count, refusal: Refusal
) -> Answer:
    mine = replace(asking, arguments=want.arguments, frame=want.frame)
    try:
        if want.alias == POLICY:
            return Answer(want, [await _facts(registry, pack_rules, mine, count)])
        rows = await registry.readers[want.read](mine)
    except BackOfficeRefused as refused:
        log.info("a read was refused", read=want.read, reason=refused.reason)
        return Answer(want, None, refusal(refused.reason))
    except _TROUBLE as trouble:
        log.info("a read could not be made", read=want.read, trouble=type(trouble).__name__)
        return Answer(want, None)
    return Answer(want, rows)


async def _facts(registry: Registry, pack_rules: PackRules, asking: Asking, count: Count) -> dict[str, Value | None]:
    """The facts that rules ask for. One that nobody can tell stays away, and a person decides."""
    names, intent = asking.texts("facts"), asking.text("intent")
    told: dict[str, Value | None] = {}
    for name in names:
        if name in registry.facts:
            told[name] = await registry.facts[name](replace(asking, arguments={**asking.arguments, "fact": name}))
        elif name.startswith(_QUOTA):
            counting = pack_rules.counts_for(intent, {}, asking.now).get(name)
            told[name] = await count(counting, asking) if counting is not None else None
        else:
            log.warning("nobody tells this fact", fact=name, intent=intent)
    return told

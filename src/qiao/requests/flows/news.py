"""The news of flows: which events of the lender are waited for, and what can be wrong with how they are told."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qiao.backoffice.contract.happenings import EVENT_FACTS
from qiao.policy import Intent
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.catalogue import Catalogue
from qiao.requests.flows.checks import Wrong, text
from qiao.requests.flows.definition import Flow, News
from qiao.requests.flows.paths import of_receipt


def facts_waited_for(book: FlowBook) -> Callable[[str, Mapping[str, Any]], Mapping[str, Any] | None]:
    """Of an event, by its type and all its facts, those that decide what is told; None where nothing is."""
    by_event: dict[str, list[News]] = {}
    for flow in book.flows.values():
        for one in flow.news:
            by_event.setdefault(one.event, []).append(one)

    def waited_for(event: str, facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
        fitting = [one for one in by_event.get(event, ()) if one.fits(event, facts)]
        return {name: facts[name] for one in fitting for name in one.is_} if fitting else None

    return waited_for


def wrong_in_news(flow: Flow, catalogue: Catalogue, intents: Mapping[str, Intent]) -> Iterator[Wrong]:
    """Every problem of a flow's news."""
    if flow.news and flow.effect is None:
        yield ("news",), "a read makes nothing of which there could be news", "take it out"
        return
    receipt = flow.receipt
    can_be_held = receipt is not None and any(form.state == "held" for form in (receipt, *receipt.instead))
    for index, one in enumerate(flow.news):
        at = ("news", index)
        if one.event not in EVENT_FACTS:
            known = ", ".join(sorted(EVENT_FACTS))
            yield (*at, "event"), f"{one.event} is no event of the lender", f"use one of {known}"
            continue
        for name in sorted(one.is_.keys() - EVENT_FACTS[one.event]):
            known = ", ".join(sorted(EVENT_FACTS[one.event])) or "none"
            yield (*at, "is", name), f"{one.event} has no fact {name}", f"its facts: {known}"
        for intent in one.offers:
            if intent not in intents:
                yield (*at, "offers"), f"{intent} is no intent", "correct the id or take it out"
        if one.state is not None and not can_be_held:
            yield (*at, "state"), "no receipt of this flow is held", "take it out, or give a receipt the state held"
        yield from text((*at, "text"), one.text, of_receipt(flow, catalogue))

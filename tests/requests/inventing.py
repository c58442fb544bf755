"""Flows nobody wrote: random but valid, so that properties hold for every flow and not only for ours."""

from typing import Any

from hypothesis import strategies as st

from qiao.requests import Catalogue, EffectSpec, FactType, Flow, FlowBook, ReadSpec

_ARGUMENTS = ("one", "two", "three", "four", "five")
CATALOGUE = Catalogue(
    {
        "things.list": ReadSpec(
            frozenset(), {"id": FactType.ID, "tail": FactType.TEXT, "worth": FactType.MONEY}, many=True
        ),
        "things.fact": ReadSpec(frozenset(), {"sum": FactType.MONEY, "flag": FactType.FLAG}),
        "things.proof": ReadSpec(frozenset({"id"}), {"state": FactType.TEXT}),
    },
    {"things.do": EffectSpec(frozenset(), {"id": FactType.ID}, optional=frozenset(_ARGUMENTS))},
)
_TYPES = ("amount", "date", "count", "day", "choice", "choices", "pick", "picks", "text", "phone", "file")


def both(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _slot(kind: str, *, required: bool, has_default: bool) -> dict[str, Any]:
    slot: dict[str, Any] = {key: both(key) for key in ("name", "question", "why", "expects")}
    slot |= {"type": kind, "required": required}
    if kind == "file":
        slot["required"] = False
    if kind == "phone":
        slot["sensitive"] = True
    if kind in ("choice", "choices"):
        slot["options"] = [{"id": one, "name": both(name)} for one, name in (("red", "红"), ("blue", "蓝"))]
    if kind in ("pick", "picks"):
        slot["options"] = {"read": "things", "id": "id", "label": both("{tail} {worth}")}
    if kind == "amount":
        slot["check"] = {"least": 100, "most": 1_000_000}
    if kind == "date" and has_default:
        slot["default"] = "today"
    return slot


@st.composite
def flows(draw: st.DrawFn, name: str) -> Flow:
    """A flow with up to five questions, branches that leave early or jump ahead, and an effect half of the time."""
    kinds = draw(st.lists(st.sampled_from(_TYPES), min_size=1, max_size=5))
    slots = {
        f"slot_{chr(97 + index)}": _slot(kind, required=draw(st.booleans()), has_default=draw(st.booleans()))
        for index, kind in enumerate(kinds)
    }
    writes = draw(st.booleans())
    steps: list[dict[str, Any]] = []
    for index, slot in enumerate(slots):
        if draw(st.booleans()):
            steps.append({"id": f"look_{index}", "do": "read", "read": "fact"})
            ahead = draw(st.sampled_from(["away", "rules"]))
            wanted = draw(st.booleans())
            steps.append({"id": f"fork_{index}", "do": "branch", "of": "fact.flag", "is": [wanted], "then": ahead})
        step = {"id": f"ask_{index}", "do": "ask", "slot": slot}
        steps.append(step | ({"none": "away"} if kinds[index] in ("pick", "picks") else {}))
    steps += [{"id": "known", "do": "read", "read": "fact"}, {"id": "rules", "do": "rules"}]
    definition: dict[str, Any] = {
        "id": name,
        "number": 1,
        "intents": [name],
        "kind": "write" if writes else "read",
        "level": draw(st.sampled_from(["A0", "A1", "A2"])),
        "name": both(name),
        "slots": slots,
        "reads": {"things": {"name": "things.list"}, "fact": {"name": "things.fact"}},
        "ends": {"away": {"state": "refused", "text": both("away")}},
    }
    if writes:
        steps += [{"id": "agree", "do": "confirm"}, {"id": "act", "do": "perform"}]
        lines = [{"label": both(slot), "value": both(f"{{{slot}}}")} for slot in slots]
        to_be_told = [slot for slot, kind in zip(slots, kinds, strict=True) if kind != "file"]
        arguments = dict(zip(_ARGUMENTS, to_be_told, strict=False))
        definition |= {
            "confirm": {"title": both("{fact.sum}"), "lines": lines, "consent": both("yes")},
            "effect": {"name": "things.do", "with": {name: f"{{{slot}}}" for name, slot in arguments.items()}},
            "verify": {"read": "things.proof", "with": {"id": "{done.id}"}, "expect": {"state": "done"}},
            "receipt": {"text": both("{receipt.number}"), "within": both("soon")},
        }
    else:
        steps[-1]["next"] = "shown"
        definition["ends"]["shown"] = {"state": "shown", "card": {"title": both("{fact.sum}")}}
    return Flow.model_validate(definition | {"steps": steps})


def pairs() -> st.SearchStrategy[tuple[Flow, Flow]]:
    """Two invented flows."""
    return st.tuples(flows("first_thing"), flows("second_thing"))


def book_of(pair: tuple[Flow, Flow], shipped: FlowBook) -> FlowBook:
    """The two with the texts of the shipped pack."""
    intent = next(iter(shipped.intents.values()))
    intents = {flow.id: intent.model_copy(update={"id": flow.id}) for flow in pair}
    return FlowBook({flow.id: flow for flow in pair}, {}, shipped.texts, intents, CATALOGUE)

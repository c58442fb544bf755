"""Everything that can be wrong with a flow, each with its place in the file and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping

from qiao.policy import InBoth, Intent
from qiao.requests.flows import graph
from qiao.requests.flows.book import SLOT_FACTS, picks_from
from qiao.requests.flows.catalogue import PROVEN, Catalogue, FactType
from qiao.requests.flows.definition import (
    DAY_BOUND,
    DONE,
    OTHER,
    PLACE,
    AskStep,
    BranchStep,
    Card,
    Choice,
    ConfirmStep,
    Flow,
    Line,
    PerformStep,
    ProveStep,
    ReadStep,
    ReceiptForm,
    RulesStep,
    Scalar,
    Slot,
    SlotType,
)
from qiao.requests.flows.paths import Paths, fields_of, of_receipt, paths_of

Place = tuple[str | int, ...]
Wrong = tuple[Place, str, str]
_RESERVED = frozenset({"policy", "receipt", "done", "today"})
_ALWAYS_SENSITIVE = frozenset({SlotType.PHONE, SlotType.EMAIL, SlotType.CARD_NUMBER, SlotType.ID_NUMBER})
_MAY_BE_SENSITIVE = _ALWAYS_SENSITIVE | {SlotType.CARD_TAIL, SlotType.TEXT}
_IN_FIGURES = frozenset({SlotType.AMOUNT, SlotType.COUNT, SlotType.DAY})
_PICKED = frozenset({SlotType.PICK, SlotType.PICKS})
_CHOSEN = frozenset({SlotType.CHOICE, SlotType.CHOICES})


def wrong_in(flow: Flow, catalogue: Catalogue, intents: Mapping[str, Intent]) -> Iterator[Wrong]:
    """Every problem of one flow, in no order that matters."""
    paths = paths_of(flow, catalogue)
    yield from _names(flow, intents)
    for name, slot in flow.slots.items():
        yield from _slot(flow, name, slot, paths, catalogue)
    yield from _reads(flow, paths, catalogue)
    targets = list(_targets(flow))
    yield from targets
    yield from _steps(flow, paths)
    yield from _proofs(flow, catalogue)
    if not targets:
        yield from _ways(flow)
    yield from _ends(flow, paths, catalogue, intents)
    yield from (_writes if flow.kind == "write" else _only_reads)(flow)
    yield from _effect(flow, paths, catalogue)


def _names(flow: Flow, intents: Mapping[str, Intent]) -> Iterator[Wrong]:
    for index, intent in enumerate(flow.intents):
        if intent not in intents:
            yield ("intents", index), f"{intent} is no intent", "correct the id or take it out"
    for name in sorted(flow.slots.keys() & flow.reads.keys()):
        yield ("reads", name), f"{name} is a slot too", "give the read another name"
    for name in sorted((flow.slots.keys() | flow.reads.keys()) & _RESERVED):
        yield ("slots", name), f"{name} has a meaning of its own", "take another name"


def _slot(flow: Flow, name: str, slot: Slot, paths: Paths, catalogue: Catalogue) -> Iterator[Wrong]:
    at: Place = ("slots", name)
    for key in ("name", "question", "why", "expects"):
        yield from text((*at, key), getattr(slot, key), paths)
    yield from _options(flow, at, slot, catalogue)
    if slot.sensitive and slot.type not in _MAY_BE_SENSITIVE:
        yield (
            (*at, "sensitive"),
            f"a {slot.type} cannot be sealed",
            "seal a phone, card, identity number, email or text",
        )
    if slot.type in _ALWAYS_SENSITIVE and not slot.sensitive:
        yield at, f"a {slot.type} tells who somebody is", "set sensitive: true"
    if slot.type is SlotType.FILE and slot.required:
        yield at, "whoever has no picture at hand could not go on", "set required: false"
    if name not in flow.asked:
        yield at, f"{name} is never asked", f"add a step that asks {name}, or take the slot out"
    if slot.on_file is not None and paths.get(slot.on_file) is not SLOT_FACTS.get(slot.type, FactType.TEXT):
        yield (*at, "on_file"), f"{slot.on_file} is no {slot.type}", "name a fact of a read that shows what is on file"
    yield from _check(flow, at, slot, paths, catalogue)
    if slot.default is not None and not _default_fits(slot):
        yield (*at, "default"), f"{slot.default} is no {slot.type}", "give a value of that type"


def _default_fits(slot: Slot) -> bool:
    match slot.type:
        case SlotType.CHOICE:
            return slot.default in {one.id for one in slot.options or () if isinstance(one, Choice)}
        case SlotType.DATE:
            return isinstance(slot.default, str) and DAY_BOUND.fullmatch(slot.default) is not None
        case SlotType.FILE:
            return False
        case SlotType.AMOUNT | SlotType.COUNT | SlotType.DAY:
            return type(slot.default) is int or _place(slot.default) is not None
        case _:
            return _place(slot.default) is not None


def _options(flow: Flow, at: Place, slot: Slot, catalogue: Catalogue) -> Iterator[Wrong]:
    options = picks_from(slot)
    if slot.type in _PICKED and options is None:
        yield at, "there is nothing to pick from", "give options with read, id and label"
    if slot.type in _CHOSEN and (options is not None or not slot.options):
        yield at, "there is nothing to choose from", "list options, each with id and name"
    if slot.type not in _PICKED | _CHOSEN and slot.options is not None:
        yield (*at, "options"), f"a {slot.type} has no options", "make it a choice or a pick, or take them out"
    if isinstance(slot.options, tuple) and len({one.id for one in slot.options}) < len(slot.options):
        yield (*at, "options"), "two options have the same id", "give each its own"
    if options is None:
        return
    here: Place = (*at, "options")
    if options.read not in flow.reads:
        yield (*here, "read"), f"{options.read} is no read of this flow", "name it under reads"
        return
    fields = fields_of(flow, options.read, catalogue)
    if fields and options.id not in fields:
        yield (*here, "id"), f"{options.read} does not give {options.id}", _known(fields)
    yield from text((*here, "label"), options.label, fields)
    if options.others is not None:
        yield from text((*here, "others"), options.others, {})


def _check(flow: Flow, at: Place, slot: Slot, paths: Paths, catalogue: Catalogue) -> Iterator[Wrong]:
    check, here = slot.check, (*at, "check")
    for key, bound in (("least", check.least), ("most", check.most)):
        if bound is not None and not _is_bound(slot, bound, paths):
            remedy = "write today, today+7 or a fact" if slot.type is SlotType.DATE else "write a figure or a fact"
            yield (*here, key), f"{bound} is no bound of a {slot.type}", remedy
    if check.longest is not None and slot.type is not SlotType.TEXT:
        yield (*here, "longest"), f"a {slot.type} has no length", "take it out"
    if (check.read is None) != (check.field is None):
        yield here, "a read needs the field that says yes", "give both read and field"
    if check.read is not None and check.field is not None:
        kind = fields_of(flow, check.read, catalogue).get(check.field)
        if check.read not in flow.reads or kind is not FactType.FLAG:
            yield (
                (*here, "read"),
                f"{check.read}.{check.field} is no flag",
                "name a read of this flow and one of its flags",
            )


def _is_bound(slot: Slot, bound: Scalar, paths: Paths) -> bool:
    place = _place(bound)
    if place is not None:
        wanted = {SlotType.AMOUNT: FactType.MONEY, SlotType.DATE: FactType.DATE}.get(slot.type, FactType.COUNT)
        return slot.type in _IN_FIGURES | {SlotType.DATE} and paths.get(place) is wanted
    if slot.type is SlotType.DATE:
        return isinstance(bound, str) and DAY_BOUND.fullmatch(bound) is not None
    return slot.type in _IN_FIGURES and type(bound) is int


def _reads(flow: Flow, paths: Paths, catalogue: Catalogue) -> Iterator[Wrong]:
    used = _used_reads(flow)
    for alias, read in flow.reads.items():
        at: Place = ("reads", alias)
        if alias not in used:
            yield at, f"{alias} is never read", f"add a step that reads {alias}, or take it out"
        spec = catalogue.reads.get(read.name)
        if spec is None:
            yield (*at, "name"), f"{read.name} is not registered", f"use one of {', '.join(sorted(catalogue.reads))}"
            continue
        yield from _arguments((*at, "with"), read.with_, spec.takes, frozenset(), paths)
        for field, words in read.words.items():
            if spec.gives.get(field) is not FactType.TEXT:
                yield (*at, "words", field), f"{read.name} gives no text {field}", _known(spec.gives)
            if OTHER not in words:
                yield (*at, "words", field), "a code that is not foreseen has no words", f"add {OTHER}"


def _used_reads(flow: Flow) -> set[str]:
    picked = {options.read for slot in flow.slots.values() if (options := picks_from(slot))}
    checked = {slot.check.read for slot in flow.slots.values() if slot.check.read}
    return picked | checked | {step.read for step in flow.steps if isinstance(step, (ReadStep, ProveStep))}


def _arguments(
    at: Place, given: Mapping[str, Scalar], takes: frozenset[str], optional: frozenset[str], paths: Paths
) -> Iterator[Wrong]:
    for name in sorted(takes - given.keys() - optional):
        yield at, f"the argument {name} is missing", "add it"
    for name in sorted(given.keys() - takes - optional):
        yield (*at, name), f"there is no argument {name}", f"it takes {', '.join(sorted(takes)) or 'none'}"
    for name, value in given.items():
        yield from _argument((*at, name), value, paths)


def _argument(at: Place, value: Scalar, paths: Paths) -> Iterator[Wrong]:
    place = _place(value)
    if place is not None and place not in paths:
        yield at, f"{{{place}}} is neither a slot nor a fact", _known(paths)
    if place is not None and paths.get(place) is FactType.FILE:
        yield at, f"{{{place}}} is a file, and no system takes one", "take it out; it stays with the request"


def _targets(flow: Flow) -> Iterator[Wrong]:
    seen: set[str] = set()
    for index, step in enumerate(flow.steps):
        if step.id in seen or step.id in flow.ends:
            yield ("steps", index), f"there are two {step.id}", "give steps and ends ids of their own"
        seen.add(step.id)
    for index, step in enumerate(flow.steps):
        aside = [step.next]
        if isinstance(step, (AskStep, ReadStep)):
            aside.append(step.none)
        if isinstance(step, BranchStep):
            aside.append(step.then)
        for target in aside:
            if target is not None and target not in flow.by_id and target not in flow.ends:
                yield ("steps", index), f"{target} is neither a step nor an end", "correct the id"


def _steps(flow: Flow, paths: Paths) -> Iterator[Wrong]:
    for index, step in enumerate(flow.steps):
        at: Place = ("steps", index)
        if isinstance(step, AskStep) and step.slot not in flow.slots:
            yield at, f"{step.slot} is no slot", _known(flow.slots)
        if isinstance(step, AskStep) and (step.when is None) != (not step.is_):
            yield at, "when and is belong together", "give both or neither"
        if isinstance(step, (ReadStep, ProveStep)) and step.read not in flow.reads:
            yield at, f"{step.read} is no read of this flow", "name it under reads"
        of = step.of if isinstance(step, BranchStep) else step.when if isinstance(step, AskStep) else None
        if of is not None and of not in paths:
            yield at, f"{of} is neither a slot nor a fact", _known(paths)


def _proofs(flow: Flow, catalogue: Catalogue) -> Iterator[Wrong]:
    """A number that is proven is a phone number that was asked for, and the read tells whether it is."""
    for index, step in enumerate(flow.steps):
        if not isinstance(step, ProveStep):
            continue
        read = flow.reads.get(step.read)
        phones = {name for name in flow.asked if name in flow.slots and flow.slots[name].type is SlotType.PHONE}
        if step.slot is not None and step.slot not in phones:
            yield ("steps", index), f"{step.slot} is no phone number that is asked for", "ask for it in a step before"
        spec = catalogue.reads.get(read.name) if read else None
        if spec is not None and (not spec.of_proofs or spec.gives.get(PROVEN) is not FactType.FLAG):
            yield ("steps", index), f"{step.read} does not tell what was proven", "use proofs.number or proofs.face"


def _ways(flow: Flow) -> Iterator[Wrong]:
    """The graph: no circle, nothing unreachable, no state without an exit, no effect without verdict and card."""
    circled = graph.circle(flow)
    if circled is not None:
        yield (
            ("steps", _index(flow, circled)),
            f"{circled} leads back to itself",
            "corrections need no way back: take it out",
        )
        return
    reached = graph.reached(flow)
    for index, step in enumerate(flow.steps):
        if step.id not in reached:
            yield ("steps", index), f"nothing leads to {step.id}", "lead a step there or take it out"
        elif None in graph.followers(flow, step):
            yield ("steps", index), f"{step.id} has no exit", "give it next: an end of this flow"
    for name in flow.ends:
        if name not in reached:
            yield ("ends", name), f"nothing leads to {name}", "lead a step there or take it out"
    yield from _before(flow)


def _before(flow: Flow) -> Iterator[Wrong]:
    unruled = graph.reached(flow, without=RulesStep)
    unconfirmed = graph.reached(flow, without=ConfirmStep)
    for index, step in enumerate(flow.steps):
        if isinstance(step, PerformStep) and step.id in unconfirmed:
            yield ("steps", index), f"a way leads to {step.id} past the confirm card", "put a confirm step before it"
        if isinstance(step, (ConfirmStep, PerformStep)) and step.id in unruled:
            yield ("steps", index), f"a way leads to {step.id} past the rules", "put a rules step before it"
    for name, end in flow.ends.items():
        if end.state == "shown" and name in unruled:
            yield ("ends", name), f"a way leads to {name} past the rules", "put a rules step before it"


def _ends(flow: Flow, paths: Paths, catalogue: Catalogue, intents: Mapping[str, Intent]) -> Iterator[Wrong]:
    for name, end in flow.ends.items():
        at: Place = ("ends", name)
        if end.state == "shown" and end.card is None:
            yield at, "an end that shows needs a card", "add card"
        if end.state != "shown" and end.text is None:
            yield at, f"an end that is {end.state} needs a text", "add text in both languages"
        if end.state != "handed_over" and end.lane is not None:
            yield (*at, "lane"), f"nobody waits at an end that is {end.state}", "take it out"
        for intent in (*end.offers, *((end.alternative,) if end.alternative else ())):
            if intent not in intents:
                yield at, f"{intent} is no intent", "correct the id or take it out"
        if end.text is not None:
            yield from text((*at, "text"), end.text, paths)
        if end.card is not None:
            yield from _card((*at, "card"), flow, end.card, paths, catalogue)


def _card(at: Place, flow: Flow, card: Card, paths: Paths, catalogue: Catalogue) -> Iterator[Wrong]:
    yield from text((*at, "title"), card.title, paths)
    yield from lines((*at, "lines"), card.lines, paths)
    if card.note is not None:
        yield from text((*at, "note"), card.note, paths)
    if card.rows is not None:
        if card.rows.of not in flow.reads:
            yield (*at, "rows"), f"{card.rows.of} is no read of this flow", "name it under reads"
            return
        fields = fields_of(flow, card.rows.of, catalogue)
        yield from text((*at, "rows", "label"), card.rows.label, fields)
        yield from text((*at, "rows", "value"), card.rows.value, fields)


def _writes(flow: Flow) -> Iterator[Wrong]:
    for key in ("confirm", "effect", "verify", "receipt"):
        if getattr(flow, key) is None:
            yield (), f"a write needs {key}", f"add {key}, or make the flow a read"
    for kind, name in ((ConfirmStep, "confirm"), (PerformStep, "perform")):
        if sum(isinstance(step, kind) for step in flow.steps) != 1:
            yield ("steps",), f"a write has one {name} step", f"keep exactly one {name}"


def _only_reads(flow: Flow) -> Iterator[Wrong]:
    for key in ("confirm", "effect", "verify", "receipt"):
        if getattr(flow, key) is not None:
            yield (key,), f"a read has no {key}", "make the flow a write, or take it out"
    for index, step in enumerate(flow.steps):
        if isinstance(step, (ConfirmStep, PerformStep)):
            yield ("steps", index), f"a read has no {step.do} step", "make the flow a write, or take it out"


def _effect(flow: Flow, paths: Paths, catalogue: Catalogue) -> Iterator[Wrong]:
    done = of_receipt(flow, catalogue)
    if flow.effect is not None:
        spec = catalogue.effects.get(flow.effect.name)
        if spec is None:
            known = ", ".join(sorted(catalogue.effects))
            yield ("effect", "name"), f"{flow.effect.name} is not registered", f"use one of {known}"
        else:
            yield from _arguments(("effect", "with"), flow.effect.with_, spec.takes, spec.optional, paths)
        for target in flow.effect.target:
            if target not in flow.slots:
                yield ("effect", "target"), f"{target} is no slot", _known(flow.slots)
    if flow.verify is not None:
        spec_read = catalogue.reads.get(flow.verify.read)
        if spec_read is None:
            known = ", ".join(sorted(catalogue.reads))
            yield ("verify", "read"), f"{flow.verify.read} is not registered", f"use one of {known}"
        else:
            yield from _arguments(
                ("verify", "with"), flow.verify.with_, spec_read.takes, frozenset(), {**paths, **done}
            )
            for name in sorted(flow.verify.expect.keys() - spec_read.gives.keys()):
                yield ("verify", "expect", name), f"{flow.verify.read} does not give {name}", _known(spec_read.gives)
            for name, wanted in flow.verify.expect.items():
                for value in wanted if isinstance(wanted, tuple) else (wanted,):
                    yield from _argument(("verify", "expect", name), value, {**paths, **done})
    if flow.confirm is not None:
        yield from text(("confirm", "title"), flow.confirm.title, paths)
        yield from lines(("confirm", "lines"), flow.confirm.lines, paths)
        yield from text(("confirm", "consent"), flow.confirm.consent, paths)
    yield from _receipt(flow, paths, done)


def _receipt(flow: Flow, paths: Paths, done: Paths) -> Iterator[Wrong]:
    if flow.receipt is None:
        return
    yield from _receipt_form(("receipt",), flow.receipt, paths, done)
    for index, form in enumerate(flow.receipt.instead):
        at: Place = ("receipt", "instead", index)
        yield from _receipt_form(at, form, paths, done)
        if not form.when.startswith(DONE) or done.get(form.when) is not FactType.FLAG:
            flags = [name for name, kind in done.items() if kind is FactType.FLAG]
            yield (*at, "when"), f"{form.when} is no flag of the effect's answer", _known(flags)


def _receipt_form(at: Place, form: ReceiptForm, paths: Paths, done: Paths) -> Iterator[Wrong]:
    for key in ("text", "within"):
        yield from text((*at, key), getattr(form, key), {**paths, **done})
    if form.hand_over is not None:
        yield from text((*at, "hand_over"), form.hand_over, paths)


def lines(at: Place, given: Iterable[Line], paths: Paths) -> Iterator[Wrong]:
    for index, line in enumerate(given):
        yield from text((*at, index, "label"), line.label, {})
        yield from text((*at, index, "value"), line.value, paths)
        if line.when is not None and line.when not in paths:
            yield (*at, index, "when"), f"{line.when} is neither a slot nor a fact", _known(paths)


def text(at: Place, given: InBoth, paths: Paths) -> Iterator[Wrong]:
    """Both languages: only known places, none that nobody may read, and the same in each."""
    in_zh, in_en = set(PLACE.findall(given.zh)), set(PLACE.findall(given.en))
    for language, places in (("zh", in_zh), ("en", in_en)):
        for place in sorted(places):
            if place not in paths:
                yield (*at, language), f"{{{place}}} is neither a slot nor a fact here", _known(paths)
            elif paths[place] is FactType.ID:
                yield (*at, language), f"{{{place}}} is for machines", "show something a person knows it by"
    for place in sorted(in_zh ^ in_en):
        yield at, f"{{{place}}} stands in one language only", "say the same in both"


def _place(value: object) -> str | None:
    found = PLACE.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


def _index(flow: Flow, step: str) -> int:
    return next(index for index, one in enumerate(flow.steps) if one.id == step)


def _known(names: Iterable[str]) -> str:
    return f"use one of {', '.join(sorted(names))}" if list(names) else "nothing is known here"

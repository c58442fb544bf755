"""Reading `flows/` of a pack: the flows, the requests that go to a person, and the interpreter's own texts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel

from qiao.policy import InBoth, Intent, IntentType, PackFolder, Section, YamlFile
from qiao.requests.flows.book import FlowBook, NamedHandOver, NamedRefusal
from qiao.requests.flows.catalogue import Catalogue, FactType
from qiao.requests.flows.checks import text, wrong_in
from qiao.requests.flows.definition import Flow, Id
from qiao.requests.flows.facts import with_facts
from qiao.requests.flows.news import wrong_in_news
from qiao.requests.flows.texts import TEXTS_NEEDED

FOLDER = "flows"
_TEXTS, _HAND_OVER, _REFUSALS = "texts.yaml", "hand_over.yaml", "refusals.yaml"
_CODE = r"^[A-Z][A-Za-z]{1,59}$"


class _Texts(RootModel[dict[str, InBoth]]):
    pass


class _HandOver(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    intents: tuple[Id, ...]
    text: InBoth


class _Refusal(BaseModel):
    """What is said when an effect is refused, and the intent of what can be done instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: InBoth
    instead: Id | None = None


class _Refusals(RootModel[dict[Annotated[str, Field(pattern=_CODE)], _Refusal]]):
    pass


class _HandOvers(RootModel[tuple[_HandOver, ...]]):
    pass


def flows_section(catalogue: Catalogue) -> Section[FlowBook]:
    """The section `flows`, checked against what is registered in this deployment."""

    def read(folder: PackFolder, intents: Mapping[str, Intent]) -> FlowBook | None:
        return _Reader(folder, intents, catalogue).read()

    return Section("flows", read)


class _Reader:
    """Goes through the folder once, gathering problems on the pack's folder."""

    def __init__(self, folder: PackFolder, intents: Mapping[str, Intent], catalogue: Catalogue) -> None:
        self.folder = folder
        self.intents = intents
        self.catalogue = catalogue
        self.path = folder.path / FOLDER

    def read(self) -> FlowBook | None:
        flows = self._flows()
        hand_overs = self._hand_overs()
        texts = self._texts()
        refusals = self._refusals()
        self._every_request(flows, hand_overs)
        if texts is None:
            return None
        return FlowBook(flows, hand_overs, texts, self.intents, self.catalogue, refusals)

    def _flows(self) -> dict[str, Flow]:
        flows: dict[str, Flow] = {}
        taken: dict[str, str] = {}
        for path in sorted(self.path.glob("*.yaml")):
            if path.name in (_TEXTS, _HAND_OVER, _REFUSALS):
                continue
            file = self._file(path)
            flow = self.folder.parsed(file, Flow) if file else None
            if file is None or flow is None:
                continue
            if flow.id != path.stem:
                self._tell(file, ("id",), f"the file is named {path.name}", f"name it {flow.id}.yaml")
            for place, what, remedy in (
                *wrong_in(flow, self.catalogue, self.intents),
                *wrong_in_news(flow, self.catalogue, self.intents),
            ):
                self._tell(file, place, what, remedy)
            for index, intent in enumerate(flow.intents):
                if intent in taken:
                    self._tell(file, ("intents", index), f"{intent} begins {taken[intent]}", "keep it in one flow")
                taken[intent] = flow.id
            flows[flow.id] = flow
        return flows

    def _hand_overs(self) -> dict[str, NamedHandOver]:
        path = self.path / _HAND_OVER
        file = self._file(path)
        parsed = self.folder.parsed(file, _HandOvers) if file else None
        if file is None or parsed is None:
            return {}
        found: dict[str, NamedHandOver] = {}
        for place, one in enumerate(parsed.root):
            for index, intent in enumerate(one.intents):
                if intent not in self.intents:
                    self._tell(
                        file, (place, "intents", index), f"{intent} is no intent", "correct the id or take it out"
                    )
                if intent in found:
                    self._tell(file, (place, "intents", index), f"{intent} stands twice", "keep one of the two")
                found[intent] = NamedHandOver(one.intents, one.text)
        return found

    def _refusals(self) -> dict[str, NamedRefusal]:
        """Every code that an effect of a flow or of the catalogue can meet has its words."""
        path = self.path / _REFUSALS
        file = self._file(path)
        parsed = self.folder.parsed(file, _Refusals) if file else None
        if file is None or parsed is None:
            return {}
        met = {code: name for name, effect in self.catalogue.effects.items() for code in effect.refuses}
        for code in sorted(met.keys() - parsed.root.keys()):
            self._tell(file, (), f"{met[code]} can be refused with {code}", "say in both languages what that means")
        for code, given in parsed.root.items():
            if given.instead is not None and given.instead not in self.intents:
                self._tell(file, (code, "instead"), f"{given.instead} is no intent", "correct the id or take it out")
            for place, what, remedy in text((code, "text"), given.text, {}):
                self._tell(file, place, what, remedy)
        return {code: NamedRefusal(code, given.text, given.instead) for code, given in parsed.root.items()}

    def _texts(self) -> dict[str, InBoth] | None:
        file = self._file(self.path / _TEXTS)
        parsed = self.folder.parsed(file, _Texts) if file else None
        if file is None or parsed is None:
            return None
        texts = parsed.root
        for key in sorted(TEXTS_NEEDED.keys() - texts.keys()):
            self._tell(file, (), f"the text {key} is missing", "add it in both languages")
        for key, given in texts.items():
            if key not in TEXTS_NEEDED:
                self._tell(file, (key,), f"nothing uses the text {key}", "correct the key or take it out")
                continue
            for place, what, remedy in text((key,), given, dict.fromkeys(TEXTS_NEEDED[key], FactType.TEXT)):
                self._tell(file, place, what, remedy)
        return texts if texts.keys() >= TEXTS_NEEDED.keys() else None

    def _every_request(self, flows: Mapping[str, Flow], hand_overs: Mapping[str, NamedHandOver]) -> None:
        """A request (R) begins a flow or has a hand-over of its own, and never both."""
        begun = {intent: flow.id for flow in flows.values() for intent in flow.intents}
        for intent in self.intents.values():
            wanted = IntentType.REQUEST in intent.types
            if wanted and intent.id not in begun and intent.id not in hand_overs:
                self.folder.problem(
                    self.path,
                    1,
                    f"the request {intent.id} has neither a flow nor a hand-over",
                    f"write a flow that begins with it, or name it in {FOLDER}/{_HAND_OVER}",
                )
            if intent.id in begun and intent.id in hand_overs:
                self.folder.problem(
                    self.path / _HAND_OVER,
                    1,
                    f"{intent.id} begins the flow {begun[intent.id]} and is handed over",
                    "take it out of one of them",
                )

    def _file(self, path: Path) -> YamlFile | None:
        """The file with the lender's facts written into its texts."""
        file = self.folder.yaml(path)
        if file is None:
            return None
        lender = self.folder.yaml(self.folder.path / "lender.yaml")
        data, unknown = with_facts(file.data, _facts(lender))
        for place, fact in unknown:
            remedy = "add the fact or correct the name"
            self._tell(file, place, f"{{{{{fact}}}}} is no fact of lender.yaml", remedy)
        return file.with_data(data)

    def _tell(self, file: YamlFile, place: tuple[str | int, ...], what: str, remedy: str) -> None:
        self.folder.problem(file.path, file.line(place), what, remedy)


def _facts(lender: YamlFile | None) -> Mapping[str, Any]:
    data = lender.data if lender else None
    facts = data.get("facts") if isinstance(data, dict) else None
    return facts if isinstance(facts, dict) else {}

"""Reading the folder `rules/` of a pack."""

from collections.abc import Iterator, Mapping

from qiao.policy.reading import PackFolder
from qiao.policy.rules.book import CheckedRule, RuleBook
from qiao.policy.rules.conditions import Condition, ConditionWrong, read_condition
from qiao.policy.rules.schema import FIGURE, Fact, Facts, Permits, Rule, RuleFile, Table, Tables
from qiao.policy.rules.values import Kind, NotOfKind, value_of
from qiao.policy.schema import LANGUAGES, Intent, IntentType
from qiao.policy.sections import Section
from qiao.policy.yaml_lines import YamlFile

_FOLDER = "rules"
_Place = tuple[str | int, ...]
_OTHERS = {"facts.yaml", "tables.yaml", "permits.yaml"}


def read_rules(folder: PackFolder, intents: Mapping[str, Intent]) -> RuleBook | None:
    """The rule book of the pack; every problem is named on `folder`."""
    facts = folder.model(f"{_FOLDER}/facts.yaml", Facts)
    tables = folder.model(f"{_FOLDER}/tables.yaml", Tables)
    permits = folder.model(f"{_FOLDER}/permits.yaml", Permits)
    if facts is None or tables is None or permits is None:
        return None
    checks = _Checks(folder, intents, facts[1].root, tables[1].root, permits[1])
    checks.tables(tables[0])
    checks.permits(permits[0])
    rules = tuple(checks.rules())
    return RuleBook(facts[1].root, tables[1].root, permits[1].requests, permits[1].groups, rules)


class _Checks:
    def __init__(
        self,
        folder: PackFolder,
        intents: Mapping[str, Intent],
        facts: Mapping[str, Fact],
        tables: Mapping[str, Table],
        permits: Permits,
    ) -> None:
        self._folder, self._intents = folder, intents
        self._facts, self._tables = facts, tables
        self._permits, self._groups = permits.requests, permits.groups
        self._kinds = {name: Kind(table.kind) for name, table in tables.items()}

    def tables(self, file: YamlFile) -> None:
        for name, table in self._tables.items():
            starts = [figure.since for figure in table.values]
            for index, figure in enumerate(table.values):
                line = file.line((name, "values", index))
                try:
                    value_of(table.kind, figure.value)
                except NotOfKind as trouble:
                    self._folder.problem(file.path, line, f"{name}: {figure.value!r}", f"write {trouble}")
                if figure.since in starts[:index]:
                    self._folder.problem(
                        file.path, line, f"{name} has two values from {figure.since}", "keep one of them"
                    )

    def permits(self, file: YamlFile) -> None:
        for request, permit in self._permits.items():
            place = ("requests", request)
            if request not in self._intents:
                self._wrong(file, place, f"{request} is no intent", "correct the id")
            if permit.by not in self._groups:
                self._wrong(file, (*place, "by"), f"{permit.by} is no group", f"one of {', '.join(self._groups)}")
        for intent in self._intents.values():
            if IntentType.REQUEST in intent.types and intent.id not in self._permits:
                self._folder.problem(
                    file.path, 1, f"{intent.id} is a request without a permit", "say who may ask for it, and how proven"
                )

    def rules(self) -> Iterator[CheckedRule]:
        ids: set[str] = set()
        for path in sorted((self._folder.path / _FOLDER).glob("*.yaml")):
            if path.name in _OTHERS:
                continue
            file = self._folder.yaml(path)
            parsed = self._folder.parsed(file, RuleFile) if file else None
            if file is None or parsed is None:
                continue
            for index, rule in enumerate(parsed.rules):
                if rule.id in ids:
                    self._folder.problem(
                        path, file.line(("rules", index, "id")), f"the rule {rule.id} stands twice", "rename one"
                    )
                ids.add(rule.id)
                yield self._checked(file, index, rule)

    def _checked(self, file: YamlFile, index: int, rule: Rule) -> CheckedRule:
        place = ("rules", index)
        self._requests(file, place, rule)
        self._words(file, place, rule)
        if rule.quota is not None:
            for field, table, kind in (
                ("within_days", rule.quota.within_days, Kind.DAYS),
                ("most", rule.quota.most, Kind.COUNT),
            ):
                if self._kinds.get(table) is not kind:
                    self._wrong(file, (*place, "quota", field), f"{table} is no table of {kind}", "add or correct it")
        when = self._condition(file, (*place, "when"), rule.when)
        return CheckedRule(rule, when, self._condition(file, (*place, "need"), rule.need))

    def _requests(self, file: YamlFile, place: _Place, rule: Rule) -> None:
        for request in (*(rule.requests if rule.requests != "*" else ()), *rule.besides):
            if request not in self._permits:
                self._wrong(file, (*place, "requests"), f"{request} has no permit", "correct the id, or give it one")
        if rule.otherwise != "refuse":
            return
        meant = self._permits.keys() - set(rule.besides) if rule.requests == "*" else set(rule.requests)
        for request in sorted(meant & self._permits.keys()):
            if self._permits[request].never_refused:
                self._wrong(file, (*place, "else"), f"{request} is never refused", "call a person, or take it out")

    def _words(self, file: YamlFile, place: _Place, rule: Rule) -> None:
        if rule.instead is not None and rule.instead not in self._intents:
            self._wrong(file, (*place, "instead"), f"{rule.instead} is no intent", "correct the id")
        for language in LANGUAGES:
            for name in FIGURE.findall(rule.text.in_language(language)):
                if name not in self._tables:
                    self._wrong(file, (*place, "text", language), f"tables.yaml has no {name}", "correct the name")

    def _condition(self, file: YamlFile, place: _Place, text: str | None) -> Condition | None:
        if text is None:
            return None
        try:
            return read_condition(text, self._facts, self._kinds)
        except ConditionWrong as trouble:
            self._wrong(file, place, f"{text!r} is no condition", str(trouble))
            return None

    def _wrong(self, file: YamlFile, place: _Place, what: str, remedy: str) -> None:
        self._folder.problem(file.path, file.line(place), what, remedy)


RULES = Section("rules", read_rules)
"""The section of the pack in which the rules of requests stand: `pack.section(RULES)`."""

"""What must hold between the files under `access/`; whatever does not is a problem of the pack."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from qiao.access.grants import separation, sign_off
from qiao.access.grants.book import EVERY_SUBJECT
from qiao.access.grants.rows import COLUMNS, Row, RowReader, Wrong
from qiao.access.grants.schema import DataField, Fields, PostEntry, Purposes, SignOff, Words
from qiao.access.grants.table import GrantTable
from qiao.access.grants.terms import Because, Form, Right, Scope
from qiao.access.model import Post
from qiao.language.identifiers import Kind
from qiao.policy import Intent, PackFolder, YamlFile

FOLDER = "access"
GRANTS_FILE = f"{FOLDER}/grants.csv"
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Checks:
    """What holds between the files of the folder; whatever does not is a problem of the pack."""

    folder: PackFolder

    def by_id(self, file: YamlFile, name: str, found: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
        entries: dict[_Key, _Value] = {}
        for place, (key, value) in enumerate(found):
            if key in entries:
                self._at(file, (name, place), f"{key} stands twice", "keep one of the two")
            entries[key] = value
        return entries

    def posts_are_all(self, file: YamlFile, posts: Mapping[Post, PostEntry]) -> None:
        for post in Post:
            if post not in posts:
                self._at(file, ("posts",), f"the post {post} is missing", "name it and its work")

    def identifiers(self, file: YamlFile, fields: Fields) -> dict[Kind, str]:
        owners: dict[Kind, str] = {}
        for place, field in enumerate(fields.fields):
            if field.group not in fields.groups:
                self._at(file, ("fields", place, "group"), f"{field.group} is no group", "name it under groups")
            for kind in field.identifiers:
                if kind in owners:
                    self._at(file, ("fields", place), f"{kind} is {owners[kind]} already", "keep one of the two")
                if kind.sensitivity is not field.sensitivity:
                    self._at(file, ("fields", place), f"{kind} is class {kind.sensitivity}", "correct the class")
                owners[kind] = field.id
        for kind in Kind:
            if kind not in owners:
                self._at(file, ("fields",), f"no field is {kind}", "name it under identifiers of one field")
        return owners

    def subjects(self, file: YamlFile, purposes: Purposes, intents: Mapping[str, Intent]) -> None:
        nodes = {intent.node for intent in intents.values()}
        types = {kind.value for intent in intents.values() for kind in intent.types}
        for place, purpose in enumerate(purposes.purposes):
            if purpose.standing and purpose.subjects:
                self._at(file, ("purposes", place), f"{purpose.id} is standing and has subjects", "take one out")
            for index, subject in enumerate(purpose.subjects):
                if subject not in {EVERY_SUBJECT, *intents, *nodes, *types}:
                    self._at(
                        file,
                        ("purposes", place, "subjects", index),
                        f"{subject} is no intent, node or type",
                        "correct it or take it out",
                    )

    def words(self, file: YamlFile, words: Words) -> None:
        wanted = {"rights": (Right, words.rights), "scopes": (Scope, words.scopes), "forms": (Form, words.forms)}
        for name, (kind, found) in {**wanted, "reasons": (Because, words.reasons)}.items():
            for one in kind:
                if one not in found:
                    self._at(file, (name,), f"{name} does not name {one}", "add it in both languages")

    def rows(self, reader: RowReader) -> list[Row]:
        rows: list[Row] = []
        for line, cells in self.folder.table(GRANTS_FILE, COLUMNS):
            row = reader.read(line, cells)
            if isinstance(row, Wrong):
                self._row(line, row.what, row.remedy)
            else:
                rows.append(row)
        for rule, count in Counter(row.grant.rule for row in rows).items():
            for row in [one for one in rows if one.grant.rule == rule][1:] if count > 1 else []:
                self._row(row.line, f"the rule {rule} stands twice", "give it another id")
        return rows

    def whole(
        self,
        rows: list[Row],
        table: GrantTable,
        posts: Mapping[Post, PostEntry],
        fields: Mapping[str, DataField],
    ) -> None:
        self._complete(rows, posts, fields)
        self._without_contradiction(rows, table)
        for breach in separation.breaches(separation.Written(rows, posts, fields)):
            if breach.line:
                self._row(breach.line, breach.what, breach.remedy)
            else:
                self.folder.problem(self._path("posts.yaml"), 1, breach.what, breach.remedy)

    def _complete(self, rows: list[Row], posts: Iterable[Post], fields: Iterable[str]) -> None:
        """What is denied is denied in writing, so that no field is forgotten."""
        spoken = {(row.post, row.field) for row in rows}
        for post in posts:
            for field in fields:
                if (post, field) not in spoken:
                    self._row(1, f"nothing is said about {post} and {field}", "write a row, with right none if need be")

    def _without_contradiction(self, rows: list[Row], table: GrantTable) -> None:
        said: dict[tuple[object, ...], str] = {}
        for row in rows:
            for purpose in sorted(row.purposes) if row.grant.right is not Right.NONE else ():
                if not table.offers(row.post, row.field, purpose):
                    forbids = table.decide(row.post, row.field, purpose).rule
                    self._row(row.line, f"{row.grant.rule} gives what {forbids} forbids", "take one of the two out")
                    break
                meaning = (row.post, row.field, purpose, row.grant.right, row.grant.form, row.grant.scope)
                if meaning in said:
                    self._row(row.line, f"{row.grant.rule} says what {said[meaning]} says", "keep one of the two")
                    break
                said[meaning] = row.grant.rule

    def signed(self, file: YamlFile, found: SignOff, posts: dict[Post, PostEntry]) -> None:
        try:
            digests = sign_off.digests(self._path(""))
        except FileNotFoundError:
            return  # It is a problem already.
        for unsigned in sign_off.lacking(found, digests, posts):
            self._at(file, unsigned.place, unsigned.what, unsigned.remedy)

    def _path(self, name: str) -> Path:
        return self.folder.path / FOLDER / name

    def _at(self, file: YamlFile, place: tuple[str | int, ...], what: str, remedy: str) -> None:
        self.folder.problem(file.path, file.line(place), what, remedy)

    def _row(self, line: int, what: str, remedy: str) -> None:
        self.folder.problem(self.folder.path / GRANTS_FILE, line, what, remedy)

"""Reading `access/reveals.yaml` of a pack: the reasons, the quotas, and what may be had by breaking the glass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from qiao.access.grants import FOLDER
from qiao.access.grants.schema import Fields, Id, Purposes
from qiao.access.model import Post
from qiao.language.identifiers import Sensitivity
from qiao.policy import InBoth, Intent, PackFolder, Section, YamlFile

_DEFAULT = "default"
_posts: TypeAdapter[Post] = TypeAdapter(Post)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RevealReason(_Part):
    """What somebody may say a reveal is for; `purposes` are those of the table that it can serve, best first."""

    id: Id
    name: InBoth
    purposes: tuple[Id, ...]


class BreakGlass(_Part):
    """Who may ask for which fields beyond the table, for what, and who may agree."""

    posts: tuple[Post, ...]
    approvers: tuple[Post, ...]
    fields: tuple[Id, ...]
    reasons: tuple[Id, ...]


class _File(_Part):
    reasons: tuple[RevealReason, ...]
    a_day: dict[str, Annotated[int, Field(ge=0, le=10_000)]]
    break_glass: BreakGlass


@dataclass(frozen=True, slots=True)
class RevealRules:
    """The section `reveals` of a pack."""

    reasons: Mapping[str, RevealReason]
    a_day: Mapping[str, int]
    glass: BreakGlass

    def quota(self, post: str) -> int:
        """How many values a day."""
        return self.a_day.get(post, self.a_day[_DEFAULT])


def read_rules(folder: PackFolder, intents: Mapping[str, Intent]) -> RevealRules | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(f"{FOLDER}/reveals.yaml", _File)
    fields = folder.model(f"{FOLDER}/fields.yaml", Fields)
    purposes = folder.model(f"{FOLDER}/purposes.yaml", Purposes)
    if found is None or fields is None or purposes is None:
        return None
    file, rules = found
    for place, what, remedy in _wrong(rules, fields[1], purposes[1]):
        _tell(folder, file, place, what, remedy)
    return RevealRules({one.id: one for one in rules.reasons}, {_DEFAULT: 0, **rules.a_day}, rules.break_glass)


_Wrong = tuple[tuple[str | int, ...], str, str]


def _wrong(rules: _File, fields: Fields, purposes: Purposes) -> Iterator[_Wrong]:
    of_subject = {one.id for one in purposes.purposes if not one.standing}
    for place, reason in enumerate(rules.reasons):
        for purpose in reason.purposes:
            if purpose not in of_subject:
                yield ("reasons", place), f"{purpose} is no purpose of a subject", "use one of purposes.yaml"
    if _DEFAULT not in rules.a_day:
        yield ("a_day",), "there is no default", "say how many for posts that are not named"
    for post in rules.a_day:
        if post != _DEFAULT and not _is_post(post):
            yield ("a_day", post), f"{post} is no post", "use one of posts.yaml, or default"
    yield from _wrong_glass(rules, fields)


def _wrong_glass(rules: _File, fields: Fields) -> Iterator[_Wrong]:
    glass = rules.break_glass
    sensitivity = {one.id: one.sensitivity for one in fields.fields}
    for field in glass.fields:
        if sensitivity.get(field, Sensitivity.C3) is Sensitivity.C3:
            yield ("break_glass", "fields"), f"{field} is no field that may ever be shown", "take it out"
    for reason in glass.reasons:
        if reason not in {one.id for one in rules.reasons}:
            yield ("break_glass", "reasons"), f"{reason} is no reason", "name it under reasons"
    for post in (Post.BOT, Post.SYSADMIN):
        if post in {*glass.posts, *glass.approvers}:
            yield ("break_glass",), f"{post} neither breaks the glass nor agrees to it", "take it out"


def _is_post(name: str) -> bool:
    try:
        _posts.validate_python(name)
    except ValidationError:
        return False
    return True


def _tell(folder: PackFolder, file: YamlFile, place: tuple[str | int, ...], what: str, remedy: str) -> None:
    folder.problem(file.path, file.line(place), what, remedy)


REVEALS = Section("reveals", read_rules)
"""The section of the pack in which reveals stand: `pack.section(REVEALS)`."""

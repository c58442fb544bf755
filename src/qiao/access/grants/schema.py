"""The shapes of the files under `access/` of a pack."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qiao.access.grants.terms import Because, Duty, Form, MaskKind, Right, Scope
from qiao.access.model import Post
from qiao.language.identifiers import Kind, Sensitivity
from qiao.policy import InBoth

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
SignedFile = Literal["fields.yaml", "grants.csv", "posts.yaml", "purposes.yaml", "reveals.yaml"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PostEntry(_Part):
    """A post of this lender: its names, its work, and what it decides besides fields."""

    id: Post
    name: InBoth
    about: InBoth
    duties: tuple[Duty, ...] = ()


class DataField(_Part):
    """A field of the customer, the unit of rights.

    `identifiers` are the kinds of span in free text that are this field; `forms` are the parts it can be shown in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    id: Id
    group: Annotated[str, StringConstraints(pattern=r"^[a-os]$")]
    sensitivity: Sensitivity = Field(alias="class")
    mask: MaskKind
    name: InBoth
    identifiers: tuple[Kind, ...] = ()
    forms: tuple[Form, ...] = ()


class Purpose(_Part):
    """Why somebody looks.

    `subjects` name the contacts and cases whose matter allows it: an intent's id, a node (N7), a type (C), or `*`.
    A `standing` purpose is work without a customer before it and is never taken from a subject.
    """

    id: Id
    name: InBoth
    subjects: tuple[Text, ...] = ()
    standing: bool = False


class Reason(_Part):
    """Why a field is hidden, and how to ask for it."""

    why: InBoth
    ask: InBoth


class Posts(_Part):
    """`posts.yaml`."""

    posts: tuple[PostEntry, ...]


class Fields(_Part):
    """`fields.yaml`."""

    groups: dict[Annotated[str, StringConstraints(pattern=r"^[a-os]$")], InBoth]
    fields: tuple[DataField, ...]


class Purposes(_Part):
    """`purposes.yaml`."""

    purposes: tuple[Purpose, ...]


class Words(_Part):
    """`words.yaml`: what people read about rights."""

    rights: dict[Right, InBoth]
    scopes: dict[Scope, InBoth]
    forms: dict[Form, InBoth]
    reasons: dict[Because, Reason]


class Signer(_Part):
    """Who answers for the files as they stand, and since when."""

    post: Post
    signed_on: date


class SignOff(_Part):
    """`sign-off.yaml`: the SHA-256 of every file that decides, and two who answer for them."""

    files: dict[SignedFile, Digest]
    signers: tuple[Signer, ...]

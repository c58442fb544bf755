"""Parts of a pack that belong to rooms above: each brings the shape and the checks of its own files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from qiao.policy.reading import PackFolder
from qiao.policy.schema import Intent

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Section(Generic[Part]):
    """How one room reads its files. `read` names what is wrong on the folder, and returns None when that is fatal.

    The intents are those of the pack, for whatever refers to them.
    """

    name: str
    read: Callable[[PackFolder, Mapping[str, Intent]], Part | None]

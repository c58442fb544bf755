"""What other files of the pack say, for checks across files; their own sections check them."""

from collections.abc import Mapping
from typing import Any, cast

from qiao.policy import PackFolder


def mapping(folder: PackFolder, name: str) -> Mapping[str, Any]:
    """The file `name`; empty where it is missing or no mapping."""
    file = folder.yaml(folder.path / name)
    return cast("dict[str, Any]", file.data) if file and isinstance(file.data, dict) else {}


def rows(there: object) -> list[dict[str, Any]]:
    """Those of a list that are mappings."""
    found = cast("list[Any]", there) if isinstance(there, list) else []
    return [cast("dict[str, Any]", one) for one in found if isinstance(one, dict)]


def ids(there: object) -> frozenset[str]:
    """The ids of a list of mappings."""
    return frozenset(str(one.get("id")) for one in rows(there))

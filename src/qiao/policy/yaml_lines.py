"""YAML that remembers its lines, so that a complaint about a value can say where the value stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

# The C parser gives the same marks ten times as fast, where PyYAML was built with it.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The plain data of a file and the line of each place in it."""

    path: Path
    data: Any
    _lines: dict[Place, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of `place`, or of the nearest thing around it."""
        wanted = tuple(place)
        while wanted and wanted not in self._lines:
            wanted = wanted[:-1]
        return self._lines.get(wanted, 1)

    def with_data(self, data: object) -> "YamlFile":
        """The same lines for data of the same shape."""
        return replace(self, data=data)


class YamlBroken(ValueError):
    """The file is not YAML; `line` says where it stops making sense."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def read_yaml(path: Path) -> YamlFile:
    """Raises YamlBroken, also for a key that stands twice."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        lines: dict[Place, int] = {}
        if root is not None:
            _walk(root, (), lines)
        return YamlFile(path, loader.construct_document(root) if root is not None else None, lines)
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        raise YamlBroken(mark.line + 1 if mark else 1, trouble.problem or "not YAML") from None
    except UnicodeDecodeError:
        raise YamlBroken(1, "not UTF-8") from None
    except yaml.YAMLError as trouble:
        raise YamlBroken(1, str(trouble)) from None


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            if inner in lines:
                raise YamlBroken(key.start_mark.line + 1, f"{key.value!r} stands twice")
            _walk(value, inner, lines)
            lines[inner] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*place, index), lines)

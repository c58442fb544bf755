"""A pack's folder as it is read: every file once, every problem with its line, none of them stopping the rest."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from qiao.policy.problems import Problem
from qiao.policy.yaml_lines import YamlBroken, YamlFile, read_yaml

_Model = TypeVar("_Model", bound=BaseModel)
_READ = {".yaml", ".txt", ".csv"}


class PackFolder:
    """The files of a pack, and what was found wrong with them so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._files: dict[Path, YamlFile | None] = {}

    def problem(self, path: Path, line: int, what: str, remedy: str) -> None:
        file = str(path.relative_to(self.path)) if path.is_relative_to(self.path) and path != self.path else str(path)
        self.problems.append(Problem(file, line, what, remedy))

    def yaml(self, path: Path) -> YamlFile | None:
        """The file at `path`, read once; None when it is missing or broken, which is told once."""
        if path not in self._files:
            self._files[path] = self._read(path)
        return self._files[path]

    def _read(self, path: Path) -> YamlFile | None:
        try:
            return read_yaml(path)
        except FileNotFoundError:
            self._missing(path)
        except YamlBroken as trouble:
            self.problem(
                path,
                trouble.line,
                f"this is not valid YAML: {trouble}",
                "check indentation, quotes and colons there",
            )
        return None

    def parsed(self, file: YamlFile, model: type[_Model]) -> _Model | None:
        try:
            return model.model_validate(file.data)
        except ValidationError as trouble:
            for error in trouble.errors():
                where = ".".join(str(part) for part in error["loc"])
                self.problem(
                    file.path,
                    file.line(error["loc"]),
                    f"{where or 'the file'}: {error['msg'].lower()}",
                    _remedy(error["type"]),
                )
        return None

    def model(self, name: str, model: type[_Model]) -> tuple[YamlFile, _Model] | None:
        """The file `name` in the shape of `model`, with its lines; None when it is missing or of another shape."""
        file = self.yaml(self.path / name)
        parsed = self.parsed(file, model) if file else None
        return (file, parsed) if file is not None and parsed is not None else None

    def lines(self, path: Path) -> Iterator[tuple[int, str]]:
        """The lines of a text file with their numbers, without empty ones and comments."""
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            self._not_utf8(path)
            return
        for number, line in enumerate(content.splitlines(), 1):
            text = line.strip()
            if text and not text.startswith("#"):
                yield number, text

    def table(self, name: str, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
        """The rows of a CSV file that begins with exactly these columns, each with its line; cells are stripped."""
        path = self.path / name
        try:
            # Spreadsheets put a byte order mark before UTF-8.
            content = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self._missing(path)
            return []
        except UnicodeDecodeError:
            self._not_utf8(path)
            return []
        return list(self._rows(path, content, columns))

    def _rows(self, path: Path, content: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        reader = csv.reader(io.StringIO(content, newline=""), strict=True)
        try:
            if (header := next(reader, [])) != list(columns):
                self.problem(path, 1, f"the columns are {', '.join(header)}", f"name them {','.join(columns)}")
                return
            for cells in reader:
                if len(cells) == len(columns):
                    yield reader.line_num, dict(zip(columns, (cell.strip() for cell in cells), strict=True))
                elif cells:
                    self.problem(path, reader.line_num, f"{len(cells)} cells", f"a row has {len(columns)}")
        except csv.Error as trouble:
            self.problem(path, reader.line_num, f"this is not valid CSV: {trouble}", "check the quotation marks there")

    def fingerprint(self) -> str:
        """SHA-256 over the names and bytes of everything a pack is read from."""
        digest = hashlib.sha256()
        for file in sorted(p for p in self.path.rglob("*") if p.suffix in _READ):
            digest.update(f"{file.relative_to(self.path)}\0".encode())
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def _missing(self, path: Path) -> None:
        self.problem(path, 1, "the file is missing", "a pack needs it; see the pack's README")

    def _not_utf8(self, path: Path) -> None:
        self.problem(path, 1, "the file is not UTF-8", "save it as UTF-8")


def _remedy(error_type: str) -> str:
    return {
        "missing": "add it",
        "extra_forbidden": "take it out, or correct the spelling",
        "string_pattern_mismatch": "use lower-case letters, digits and underscores",
        "string_too_short": "write the text",
        "enum": "use one of the values named",
        "literal_error": "use one of the values named",
    }.get(error_type, "correct the value")

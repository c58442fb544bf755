"""The page of what is tested names tests that exist, for every fault it speaks of, and forgets no file of them."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "tested.md"
FAULTS = {"F6", *(f"F{number}" for number in range(12, 25)), "F26", "F29", "F30"}
_ROW = re.compile(r"^\| (F\d+) \|(.*)\|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[a-z0-9_/]+\.py)::(test_\w+)`")


def _rows() -> dict[str, set[tuple[str, str]]]:
    return {fault: set(_TEST.findall(rest)) for fault, rest in _ROW.findall(PAGE.read_text(encoding="utf-8"))}


def _tests_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_fault_has_its_tests_and_each_of_them_exists() -> None:
    rows = _rows()
    assert rows.keys() >= FAULTS
    for fault, tests in rows.items():
        assert tests, fault
        for file, name in tests:
            assert name in _tests_in(ROOT / file), f"{fault}: {file} has no {name}"


def test_every_file_of_a_fault_is_on_the_page() -> None:
    named = {file for tests in _rows().values() for file, _ in tests}
    by_fault = {
        f"F{int(number[1])}": f"tests/faults/{file.name}"
        for file in (ROOT / "tests" / "faults").glob("test_f*.py")
        if (number := re.match(r"test_f(\d+)", file.name))
    }
    assert {fault: file for fault, file in by_fault.items() if fault in FAULTS and file not in named} == {}

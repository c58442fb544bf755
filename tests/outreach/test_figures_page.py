"""The page of figures says what the shipped pack says."""

import re
from pathlib import Path

from qiao.outreach import GOVERNOR
from qiao.policy import Pack

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "compliance-figures.md"
_ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)


def test_the_page_of_figures_is_true(pack: Pack) -> None:
    file = pack.section(GOVERNOR).file
    told = {name: [cell.strip() for cell in rest.split("|")] for name, rest in _ROW.findall(PAGE.read_text("utf-8"))}
    expected: dict[str, list[str]] = {}
    for quiet in file.quiet:
        (hours,) = quiet.hours
        expected[quiet.id] = [hours.value, hours.since.isoformat(), hours.source, hours.certainty]
    for cap in file.caps:
        (most,) = cap.most
        expected[cap.id] = [str(most.value), str(cap.days), most.since.isoformat(), most.source, most.certainty]
    for name, rule in (("merge", file.merge), ("priority", file.priority)):
        (minutes,) = rule.minutes
        expected[name] = [f"{minutes.value} minutes", minutes.since.isoformat(), minutes.source, minutes.certainty]
    for consent in file.consents:
        expected[consent.id] = ["always", consent.source, consent.certainty]
    assert told.keys() == expected.keys()
    for name, cells in expected.items():
        rest = iter(told[name])
        assert all(any(found.startswith(cell) for found in rest) for cell in cells), (name, cells, told[name])

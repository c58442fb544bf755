"""`qiao outreach`: what would have left on a day, counted, with nothing changed."""

import json
from pathlib import Path

from tests.cli.conftest import Run

AT = "2026-01-05T10:00:00+08:00"
EVENT = {"id": "e1", "type": "loan.disbursed", "customer": "borrower-1", "loan": "LN-1", "at": AT}


def test_a_day_is_counted_by_trigger_and_by_what_the_governor_says(run: Run, tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "events.jsonl"
    file.write_text(json.dumps({**EVENT, "facts": {"due_on": "2026-01-13"}}), encoding="utf-8")
    assert run("migrate", "--data", data).exit_code == 0
    assert run("customers", "import", file, "--data", data).exit_code == 0
    result = run("outreach", "dry-run", "--day", "2026-01-10", "--data", data)
    assert result.exit_code == 0, result.output
    assert "1 messages would have been wanted" in result.stdout
    (line,) = [one for one in result.stdout.splitlines() if one.strip().startswith("due_soon")]
    assert line.split() == ["due_soon", "1", "0", "0", "0"]

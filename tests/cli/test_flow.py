from pathlib import Path

import pytest

from qiao import app
from tests.cli.conftest import Run


def test_flows_are_listed_with_what_they_do(run: Run) -> None:
    result = run("flow", "list", "--language", "en")
    assert result.exit_code == 0
    assert "early_settlement_apply  Settle a loan early" in result.stdout
    assert "write, A2; asks loan, settle_on, card; backoffice.settlements.order" in result.stdout
    flows = len(list((app.shipped_pack() / "flows").glob("*.yaml"))) - len(("hand_over", "refusals", "texts"))
    assert f"{flows} flows; " in result.stdout


def test_a_flow_is_drawn_into_a_file(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "flow.svg"
    result = run("flow", "draw", "change_due_date", "--out", out)
    assert result.exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<svg ")


def test_a_flow_that_is_not_there_names_those_that_are(run: Run) -> None:
    result = run("flow", "draw", "no_such_flow")
    assert result.exit_code == 1
    assert "There is no flow no_such_flow. There are: " in result.stderr
    assert " callback, " in result.stderr


def test_the_pack_of_the_deployment_is_the_one_that_is_listed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIAO_PACK", str(tmp_path / "no_pack"))
    result = run("flow", "list")
    assert result.exit_code == 1
    assert "no_pack" in result.stderr

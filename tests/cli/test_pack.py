import shutil
from pathlib import Path

import pytest

from qiao import app
from tests.cli.conftest import Run


def test_a_good_pack_is_summed_up(run: Run) -> None:
    result = run("pack", "check", app.shipped_pack())
    assert result.exit_code == 0
    for word in ("consumer_credit", "intents", "utterances", " zh", " en", "articles", "fewest"):
        assert word in result.stdout


def test_every_problem_is_named_with_file_line_and_remedy(run: Run, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(app.shipped_pack(), pack)
    with (pack / "utterances" / "zh" / "no_such_intent.txt").open("w") as file:
        file.write("什么都不是\n")
    article = min((pack / "articles").glob("*.yaml"))
    article.write_text(article.read_text() + "\nwrong: 1\n")

    result = run("pack", "check", pack)

    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert any(line.startswith(f"{pack}/utterances/zh/no_such_intent.txt:1: ") and " → " in line for line in lines)
    assert any(line.startswith(f"{article}:") and "take it out" in line for line in lines)
    assert f"{len(lines)} problems in {pack}" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        "staff",
        "staff add",
        "migrate",
        "backup",
        "restore",
        "doctor",
        "chat",
        "ask",
        "pack check",
        "access",
        "access who-sees",
        "access sees",
        "access why",
        "access export",
        "access sign-off",
    ],
)
def test_every_command_has_a_help_with_an_example(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"qiao {command}" in result.stdout
    assert "Example" in result.stdout

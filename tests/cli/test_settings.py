from pathlib import Path

import pytest

from qiao.cli import settings_page
from tests.cli.conftest import Run

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_committed_page_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == settings_page.page(), (
        "run: python -m qiao.cli.settings_page docs/reference/settings.md"
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QIAO_PORT", "many"),
        ("QIAO_PORT", "70000"),
        ("QIAO_DATABASE_URL", "postgresql://user:secret@host/name"),
        ("QIAO_LOG_LEVEL", "loud"),
        ("QIAO_SQLITE_SYNCHRONOUS", "OFF"),
        ("QIAO_CONTACT_IDLE_MINUTES", "0"),
        ("QIAO_SECURE_COOKIES", "perhaps"),
        ("QIAO_IDENTITY_ALGORITHM", "none"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_the_variable(
    run: Run, tmp_path: Path, command: str, variable: str, value: str
) -> None:
    result = run(command, "--data", tmp_path / "data", env={variable: value})
    assert (result.exit_code, variable in result.stderr, "Traceback" in result.stderr) == (1, True, False)
    assert "secret" not in result.stderr
    assert not (tmp_path / "data").exists()


def test_an_identity_key_that_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    result = run("serve", "--data", tmp_path, env={"QIAO_IDENTITY_ALGORITHM": "HS256"})
    assert result.stderr.startswith("Error: QIAO_IDENTITY_KEY is needed")

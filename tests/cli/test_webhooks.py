"""`qiao webhooks`: targets come and go, and what is dead can be sent anew."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def data(founded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(founded, tmp_path / "data")


def test_a_target_is_added_listed_and_removed_and_its_secret_is_shown_once(run: Run, data: Path) -> None:
    url = "https://hooks.lender.example/qiao"
    added = run("webhooks", "add", url, "--event", "ContactClosed", "--event", "EffectVerified", "--data", data)
    found = re.fullmatch(r"Target (\S+)\nSecret (qiao_\S{40,})\n", added.stdout)
    assert found, added.output

    listed = run("webhooks", "list", "--data", data).stdout
    assert (url in listed, "ContactClosed, EffectVerified; 0 waiting, 0 dead" in listed) == (True, True)
    assert found[2] not in listed
    assert run("webhooks", "remove", found[1], "--data", data).stdout == "Removed.\n"
    assert run("webhooks", "list", "--data", data).stdout == "No targets.\n"
    again = run("webhooks", "remove", found[1], "--data", data)
    assert (again.exit_code, "removed" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "ftp://hooks.lender.example", "--event", "ContactClosed"], "reason: scheme"),
        (["add", "https://hooks.lender.example", "--event", "MessageAccepted"], "unknown: MessageAccepted"),
        (["add", "https://hooks.lender.example"], "--event"),
        (["replay"], "--all"),
        (["replay", "01980000-0000-7000-8000-000000000000"], "no such dead letter"),
        (["remove", "01980000-0000-7000-8000-000000000000"], "no such target"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, data: Path, words: list[str], says: str) -> None:
    done = run("webhooks", *words, "--data", data)
    assert done.exit_code != 0
    assert says in done.stderr
    assert "Traceback" not in done.output


def test_where_nothing_is_dead_nothing_is_sent_anew(run: Run, data: Path) -> None:
    assert run("webhooks", "dead", "--data", data).stdout == "Nothing is dead.\n"
    assert run("webhooks", "replay", "--all", "--data", data).stdout == "0 on their way again.\n"
    assert "ContactClosed" in run("webhooks", "events").stdout

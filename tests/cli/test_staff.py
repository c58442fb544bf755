import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import PASSWORD, Run


@pytest.fixture
def data(tmp_path: Path, founded: Path) -> Path:
    """A deployment in which linmei has an account."""
    shutil.copytree(founded, tmp_path / "data")
    return tmp_path / "data"


def add(run: Run, data: Path, username: str = "linmei", password: str = PASSWORD, name: str = "林美"):
    return run(
        "staff", "add", username, "--name", name, "--post", "online_agent", "--password-stdin", "--data", data,
        stdin=f"{password}\n",
    )  # fmt: skip


def accounts(run: Run, data: Path) -> list[list[str]]:
    return [line.split() for line in run("staff", "list", "--data", data).stdout.splitlines()[1:]]


def test_an_account_is_added_listed_and_disabled(run: Run, data: Path) -> None:
    assert add(run, data, "ChenYu", name="陈宇").exit_code == 0
    assert accounts(run, data)[0] == ["chenyu", "陈宇", "online_agent", "active"]
    assert run("staff", "disable", "chenyu", "--data", data).exit_code == 0
    assert [account[-1] for account in accounts(run, data)] == ["disabled", "active"]
    again = run("staff", "disable", "chenyu", "--data", data)
    assert (again.exit_code, "no active account chenyu" in again.stderr) == (1, True)


def test_without_an_account_it_says_how_to_make_the_first(run: Run, tmp_path: Path) -> None:
    run("migrate", "--data", tmp_path)
    assert "qiao staff add" in run("staff", "list", "--data", tmp_path).stdout


def test_the_password_is_asked_for_twice_and_never_shown(run: Run, data: Path) -> None:
    words = ("staff", "add", "chenyu", "--name", "陈宇", "--post", "online_agent", "--data", data)
    result = run(*words, stdin=f"{PASSWORD}\nanother one here\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert "do not match" in result.stderr
    assert PASSWORD not in result.output


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "12121212121212", "chenyu-chenyu-1", ""])
def test_a_weak_password_is_refused(run: Run, data: Path, password: str) -> None:
    result = add(run, data, "chenyu", password=password)
    assert result.exit_code == 1
    assert "password" in result.stderr
    assert len(accounts(run, data)) == 1


def test_a_taken_username_is_refused(run: Run, data: Path) -> None:
    result = add(run, data, "LINMEI")
    assert (result.exit_code, "Somebody has that username" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("username", "name"), [("lin mei", "林美"), ("林美", "林美"), ("chenyu", " "), ("l" * 41, "林")]
)
def test_a_name_that_cannot_be_kept_is_refused(run: Run, data: Path, username: str, name: str) -> None:
    assert add(run, data, username, name=name).exit_code == 2


def test_without_a_database_it_says_how_to_make_one_and_makes_none(run: Run, tmp_path: Path) -> None:
    result = add(run, tmp_path / "nowhere")
    assert (result.exit_code, "qiao migrate" in result.stderr) == (1, True)
    assert not (tmp_path / "nowhere").exists()


def test_a_database_without_schema_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "qiao.db").touch()
    result = run("staff", "list", "--data", tmp_path)
    assert (result.exit_code, "run `qiao migrate`" in result.stderr) == (1, True)


def test_a_reset_password_is_printed_once_and_the_account_lives_on(run: Run, data: Path) -> None:
    result = run("staff", "reset", "linmei", "--codes", "--data", data)
    assert (result.exit_code, "signs in once with" in result.stdout) == (0, True)
    assert accounts(run, data)[0][-1] == "active"
    assert run("staff", "reset", "nobody", "--data", data).exit_code == 1


def test_unlocking_says_whether_there_was_anything_to_unlock(run: Run, data: Path) -> None:
    assert "nothing was counted" in run("staff", "unlock", "linmei", "--data", data).stdout


def test_a_locked_account_is_listed_as_such_until_it_is_unlocked(run: Run, data: Path) -> None:
    assert "linmei is locked" in run("staff", "lock", "linmei", "--data", data).stdout
    assert "was locked already" in run("staff", "lock", "linmei", "--data", data).stdout
    assert accounts(run, data)[0][-1] == "locked"
    assert "may sign in again" in run("staff", "unlock", "linmei", "--data", data).stdout
    assert accounts(run, data)[0][-1] == "active"
    assert run("staff", "lock", "nobody", "--data", data).exit_code == 1


def test_a_post_needs_two_people_of_the_system(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing waits" in run("staff", "post", "list", "--data", data).stdout
    asked = run("staff", "post", "ask", "linmei", "team_leader", "--reason", "stands in", "--data", data)
    request = asked.stdout.split()[-1]
    monkeypatch.setenv("LOGNAME", "somebody-else")
    herself = run("staff", "post", "approve", request, "--data", data)
    assert (herself.exit_code, "a second person does" in herself.stderr) == (1, True)
    assert request[:8] in run("staff", "post", "list", "--data", data).stdout
    monkeypatch.setattr("os.getuid", lambda: 1)
    assert run("staff", "post", "approve", request, "--data", data).exit_code == 0
    assert run("staff", "post", "refuse", request, "--data", data).exit_code == 1
    again = run("staff", "post", "ask", "linmei", "team_leader", "--reason", "x", "--data", data)
    assert (again.exit_code, "has this post" in again.stderr) == (1, True)

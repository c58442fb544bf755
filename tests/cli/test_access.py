import shutil
import subprocess
from pathlib import Path

import pytest

from qiao import app
from tests.cli.conftest import Run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    shutil.copytree(app.shipped_pack(), tmp_path / "pack")
    return tmp_path / "pack"


def _rewrite(pack: Path, old: str, new: str) -> None:
    file = pack / "access" / "grants.csv"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


def test_who_sees_a_bank_card_and_by_which_rule(run: Run) -> None:
    lines = run("access", "who-sees", "bank_card").stdout.splitlines()
    phone_agent = next(line.split() for line in lines if line.startswith("phone_agent"))
    assert phone_agent[1:5] == ["电话客服", "masked", "own", "tel-bank-card"]
    assert not any(line.startswith(("collection_vendor", "sysadmin")) for line in lines)
    assert run("access", "who-sees", "c3_secret").stdout == "Nobody.\n"


def test_an_unknown_field_is_answered_with_those_there_are(run: Run) -> None:
    result = run("access", "who-sees", "shoe_size")
    assert (result.exit_code, "bank_card" in result.stderr) == (1, True)


def test_what_a_post_sees(run: Run) -> None:
    shown = run("access", "sees", "phone_agent").stdout
    assert "tel-id-number-2" in shown
    assert "whether it matches" in shown
    assert run("access", "sees", "sysadmin").stdout == "Nothing.\n"


def test_why_and_how_to_ask(run: Run) -> None:
    hidden = run("access", "why", "online_agent", "address", "service").stdout
    assert "hidden: forbidden, rule onl-address" in hidden
    assert "您的岗位看不到这一项" in hidden
    officer = ("access", "why", "complaint_officer", "phone", "complaint", "--holding", "case")
    assert "after a step-up: full, rule cmp-phone-2" in run(*officer).stdout
    assert "shown: full, rule cmp-phone-2" in run(*officer, "--step-up").stdout
    assert "no_holding" in run(*officer[:-1], "none").stdout
    assert "also: partial (a call by click)" in run("access", "why", "phone_agent", "phone", "service").stdout
    assert "purposes that would do: care" in run("access", "why", "online_agent", "phone", "audit").stdout


def test_the_export_is_written(run: Run, tmp_path: Path) -> None:
    assert run("access", "export", "--cedar", tmp_path / "out").exit_code == 0
    assert "permit (" in (tmp_path / "out" / "grants.cedar").read_text()
    assert "namespace Qiao" in (tmp_path / "out" / "qiao.cedarschema").read_text()


def test_what_is_signed_has_nothing_to_review(run: Run) -> None:
    assert "Every file is as it was signed" in run("access", "sign-off").stdout


def test_a_review_shows_rights_that_changed_the_wider_ones_first(run: Run, pack: Path) -> None:
    _rewrite(pack, "tel-phone,phone_agent,phone,", "tel-phone-1,phone_agent,phone,")
    _rewrite(
        pack,
        "cmp-phone-2,complaint_officer,phone,complaint,full,,yes",
        "cmp-phone-2,complaint_officer,phone,complaint,full,,no",
    )
    _rewrite(pack, "ldr-flags,team_leader,flags,", "ldr-flags,team_leader,flags,care|")
    _rewrite(pack, ",write,,no,team,", ",full,,no,team,")
    shown = run("access", "sign-off", "--pack", pack, "--against", app.shipped_pack()).stdout
    changed = [line.split()[:2] for line in shown.splitlines() if line.startswith("  ") and " · " in line]
    assert "cmp-phone-2" in changed[0][1]
    assert ["+", "tel-phone-1"] in changed
    assert ["-", "tel-phone"] in changed
    assert "step_up yes → no  WIDER" in shown
    narrower = next(line for line in shown.splitlines() if "right write → full" in line)
    assert "WIDER" not in narrower
    digest = next(line.split('"')[1] for line in shown.splitlines() if line.startswith("  grants.csv:"))
    file = pack / "access" / "sign-off.yaml"
    signed = next(line for line in file.read_text().splitlines() if "grants.csv:" in line)
    file.write_text(file.read_text().replace(signed, f'  grants.csv: "{digest}"'))
    assert "Every file is as it was signed" in run("access", "sign-off", "--pack", pack).stdout


def test_a_review_compares_with_the_last_commit(run: Run, pack: Path) -> None:
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "pack"],
    ):
        subprocess.run(["git", *words], cwd=pack, check=True)  # noqa: S603, S607  (the machine's git, fixed words)
    _rewrite(pack, "onl-phone,online_agent,phone,", "onl-phone,phone_agent,phone,")
    purposes = pack / "access" / "purposes.yaml"
    purposes.write_text(purposes.read_text().replace("subjects: [N7]}", "subjects: [N6]}"))
    shown = run("access", "sign-off", "--pack", pack).stdout
    assert "~ onl-phone" in shown
    assert "subjects: [N6]" in shown
    assert "not what was signed either" not in shown


def test_a_review_without_anything_to_compare_with_says_so(run: Run, pack: Path) -> None:
    _rewrite(pack, "onl-phone,online_agent,phone,", "onl-phone,phone_agent,phone,")
    assert "--against" in run("access", "sign-off", "--pack", pack).stdout

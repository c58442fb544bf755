"""The files of rights are checked like the rest of the pack: file, line, what is wrong, what to do."""

import functools
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from qiao import access, app
from qiao.policy import Pack, PackFolder

GRANTS = "access/grants.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(app.shipped_pack() / "access", tmp_path / "pack" / "access")
    return tmp_path / "pack"


@functools.cache
def _shipped() -> Pack:
    return app.read_pack(app.shipped_pack())


def _problems(folder: Path) -> list[str]:
    read = PackFolder(folder)
    access.GRANTS.read(read, _shipped().intents)
    assert read.problems
    return [str(problem) for problem in read.problems]


def _sign(folder: Path) -> None:
    file = folder / "access/sign-off.yaml"
    text = file.read_text()
    for name in ("fields.yaml", "grants.csv", "posts.yaml", "purposes.yaml", "reveals.yaml"):
        digest = hashlib.sha256((folder / "access" / name).read_bytes()).hexdigest()
        text = re.sub(rf"{re.escape(name)}: \"?[0-9a-f]+\"?", f'{name}: "{digest}"', text)
    file.write_text(text)


def _rewrite(folder: Path, rule: str, **cells: str) -> int:
    """Change cells of a row; returns its line."""
    file = folder / GRANTS
    lines = file.read_text().splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith(f"{rule},"))
    row = dict(zip(lines[0].split(","), lines[place].split(","), strict=True))
    lines[place] = ",".join((row | cells).values())
    file.write_text("\n".join(lines) + "\n")
    _sign(folder)
    return place + 1


def _replace(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    if name != "access/sign-off.yaml":
        _sign(folder)


def test_the_shipped_table_speaks_of_every_post_and_field() -> None:
    book = _shipped().section(access.GRANTS)
    assert len(book.posts) == len(access.Post)
    assert {(row.post, row.field) for row in book.rows} == {
        (post, field) for post in book.posts for field in book.fields
    }


@pytest.mark.parametrize(
    ("rule", "cells", "told"),
    [
        ("onl-phone", {"post": "online_agnet"}, "post is “online_agnet” → use one of bot, online_agent"),
        ("onl-phone", {"field": "fone"}, "“fone” is no field → use a field of fields.yaml"),
        ("onl-phone", {"purposes": "service|fun"}, "“fun” is no purpose"),
        ("onl-phone", {"purposes": ""}, "“” is no purpose"),
        ("onl-phone", {"right": "all"}, "right is “all” → use one of none, masked, partial, full, write"),
        ("onl-phone", {"right": "partial"}, "partial does not say which part → name a form: dial"),
        ("onl-phone", {"right": "partial", "form": "region"}, "phone is never shown as region → use one of dial"),
        ("onl-phone", {"form": "dial"}, "masked has no form"),
        ("onl-phone", {"step_up": "maybe"}, "step_up is “maybe” → write yes or no"),
        ("onl-phone", {"step_up": "yes"}, "a mask needs no step-up"),
        ("onl-phone", {"scope": "world"}, "scope is “world” → use one of own, case, team, any"),
        ("onl-phone", {"scope": "any"}, "is a purpose of a subject and the scope is any"),
        ("onl-phone", {"purposes": "audit"}, "audit is a standing purpose and the scope is own"),
        ("onl-phone", {"rule_id": "onl-name"}, "the rule onl-name stands twice"),
        ("onl-phone", {"rule_id": "Ü"}, "“Ü” is no rule id"),
        ("onl-loans", {"right": "masked"}, "loans has no mask"),
        ("onl-address", {"step_up": "yes"}, "a row that forbids has conditions"),
        # Separation of duties and the rules of the house.
        ("onl-phone", {"right": "full"}, "phone is shown in clear without a step-up → write step_up yes"),
        ("onl-c3-secret", {"right": "full", "purposes": "service", "scope": "own"}, "c3_secret is class C3"),
        (
            "sys-loans",
            {"right": "full", "purposes": "service", "scope": "own"},
            "the system administrator sees no customer data",
        ),
        ("bot-loans", {"scope": "case"}, "the robot reaches case → the robot's scope is own"),
        ("bot-name", {"right": "full", "step_up": "yes"}, "the robot sees name in clear → give it the mask"),
        ("dpo-loans", {"right": "full", "form": ""}, "dpo_auditor sees loans of anybody in clear"),
        (
            "ops-consents",
            {"right": "write", "form": "", "purposes": "service", "scope": "own"},
            "operations_activator writes campaigns and consents",
        ),
        (
            "onl-loans",
            {"right": "partial", "form": "aggregate"},
            "aggregate is about nobody in particular → write scope any",
        ),
    ],
)
def test_a_row_that_cannot_stand_is_named_with_its_line(
    folder: Path, rule: str, cells: dict[str, str], told: str
) -> None:
    line = _rewrite(folder, rule, **cells)
    problems = _problems(folder)
    assert any(problem.startswith(f"{GRANTS}:{line}: ") and told in problem for problem in problems), problems


def test_a_field_nobody_speaks_of_and_a_contradiction_are_found(folder: Path) -> None:
    file = folder / GRANTS
    lines = [line for line in file.read_text().splitlines() if not line.startswith("onl-workplace,")]
    lines += ["onl-phone-9,online_agent,phone,care,none,,no,any,", "onl-name-9,online_agent,name,care,masked,,no,own,"]
    file.write_text("\n".join(lines) + "\n")
    _sign(folder)
    problems = _problems(folder)
    assert any("nothing is said about online_agent and workplace" in problem for problem in problems)
    assert any("onl-phone gives what onl-phone-9 forbids" in problem for problem in problems)
    assert any("onl-name-9 says what onl-name says" in problem for problem in problems)


@pytest.mark.parametrize("name", ["fields.yaml", "grants.csv", "posts.yaml", "purposes.yaml", "reveals.yaml"])
def test_a_byte_more_in_a_signed_file_is_refused(folder: Path, name: str) -> None:
    file = folder / "access" / name
    file.write_bytes(file.read_bytes() + b"\n")
    problem = next(one for one in _problems(folder) if one.startswith("access/sign-off.yaml:"))
    assert f"{name} is not the file that was signed → review it: qiao access sign-off" in problem


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  - {post: dpo_auditor, signed_on: 2026-11-28}\n", "", "signed by 1 → two different posts sign"),
        ("post: dpo_auditor", "post: compliance", "signed by 1 → two different posts sign"),
        ("post: dpo_auditor", "post: team_leader", "team_leader may not sign"),
    ],
)
def test_two_different_posts_that_may_have_to_sign(folder: Path, old: str, new: str, told: str) -> None:
    _replace(folder, "access/sign-off.yaml", old, new)
    assert any(told in problem for problem in _problems(folder))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("access/purposes.yaml", "subjects: [N7]}", "subjects: [N77]}", "N77 is no intent, node or type"),
        ("access/purposes.yaml", "{id: audit, ", '{id: audit, subjects: ["*"], ', "audit is standing and has subjects"),
        ("access/fields.yaml", "identifiers: [PLATE]", "identifiers: []", "no field is PLATE"),
        ("access/fields.yaml", "identifiers: [PLATE]", "identifiers: [CVV, PLATE]", "CVV is class C3"),
        ("access/fields.yaml", "identifiers: [PLATE]", "identifiers: [NAME, PLATE]", "NAME is name already"),
        ("access/fields.yaml", "{id: plate, group: c", "{id: plate, group: z", "fields.6.group"),
        ("access/fields.yaml", "  o: {zh", "  s: {zh", "stands twice"),
        ("access/posts.yaml", "{id: sysadmin, ", "{id: bot, ", "the post sysadmin is missing"),
        (
            "access/posts.yaml",
            "[rights_propose, ",
            "[rights_propose, rights_approve, ",
            "has rights_propose and rights_approve",
        ),
        ("access/words.yaml", "  quota:\n", "  qouta:\n", "reasons.qouta"),
        ("access/words.yaml", "  adherence: {", "  aggregate2: {", "forms.aggregate2"),
        ("access/grants.csv", "rule_id,post", "post,rule_id", "name them rule_id,post"),
        ("access/grants.csv", "onl-phone,", '"onl-phone,', "this is not valid CSV"),
        ("access/grants.csv", "onl-phone,", "onl-phone,,", "10 cells → a row has 9"),
    ],
)
def test_the_other_files_are_checked_too(folder: Path, name: str, old: str, new: str, told: str) -> None:
    _replace(folder, name, old, new)
    problems = _problems(folder)
    assert any(problem.startswith(f"{name}:") and told in problem for problem in problems), problems


def test_missing_words_are_named(folder: Path) -> None:
    text = (folder / "access/words.yaml").read_text()
    (folder / "access/words.yaml").write_text(re.sub(r"  quota:\n.*\n.*\n", "", text))
    assert any("reasons does not name quota → add it in both languages" in problem for problem in _problems(folder))


def test_a_missing_file_is_one_problem(folder: Path) -> None:
    (folder / "access/grants.csv").unlink()
    assert any(one.startswith("access/grants.csv:1: the file is missing") for one in _problems(folder))


def test_a_spreadsheets_byte_order_mark_is_no_problem(folder: Path) -> None:
    file = folder / GRANTS
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    _sign(folder)
    read = PackFolder(folder)
    book = access.GRANTS.read(read, _shipped().intents)
    assert read.problems == []
    assert book is not None
    assert len(book.rows) == len(_shipped().section(access.GRANTS).rows)

"""What is wrong with the rules of a pack is named with file, line and remedy."""

import shutil
from pathlib import Path

import pytest

from qiao.app import shipped_pack
from qiao.policy import PackInvalid, load_pack
from qiao.policy.rules import RULES


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(shipped_pack(), folder)
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        (
            "repayment.yaml",
            "need: loan.outstanding > 0",
            "need: loan.outstandng > 0",
            "has no loan.outstandng",
        ),
        (
            "repayment.yaml",
            "need: loan.outstanding > 0",
            "need: loan.outstanding > 100",
            "a name in tables.yaml",
        ),
        (
            "repayment.yaml",
            "instead: settlement_certificate",
            "instead: settlement_paper",
            "paper is no intent",
        ),
        ("repayment.yaml", "{quote_days_ahead} 天", "{quote_days} 天", "tables.yaml has no quote_days"),
        ("repayment.yaml", "most: due_date_changes_most", "most: prepayment_least", "no table of count"),
        ("repayment.yaml", "id: quote_not_too_far", "id: nothing_left_to_pay", "stands twice"),
        ("repayment.yaml", "requests: [partial_prepayment]", "requests: [partial_payment]", "has no permit"),
        ("everyone.yaml", "else: person", "else: refuse", "is never refused"),
        (
            "permits.yaml",
            "  close_account: {level: A3, by: service}",
            "",
            "close_account is a request without",
        ),
        ("permits.yaml", "by: rights", "by: everybody", "everybody is no group"),
        ("tables.yaml", "value: 7,", "value: seven,", "write a whole number"),
        ("tables.yaml", '"18:00"', "18", "a time such as"),
        (
            "tables.yaml",
            "values: [{from: 2026-01-01, value: 7, source: house rule}]",
            "values: [{from: 2026-01-01, value: 7, source: a}, {from: 2026-01-01, value: 8, source: b}]",
            "two values from",
        ),
    ],
)
def test_a_mistake_is_named_where_it_stands(pack_folder: Path, file: str, old: str, new: str, what: str) -> None:
    path = pack_folder / "rules" / file
    text = path.read_text()
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(PackInvalid) as invalid:
        load_pack(pack_folder, sections=(RULES,))

    named = [one for one in invalid.value.problems if what in f"{one.what} → {one.remedy}"]
    assert named, invalid.value.problems
    assert named[0].file.startswith("rules/")
    # A missing permit has no line of its own, and a rule is named where its wrong part begins.
    assert named[0].line == 1 or abs(named[0].line - line) <= 3


def test_a_pack_without_permits_is_not_usable(pack_folder: Path) -> None:
    (pack_folder / "rules" / "permits.yaml").unlink()
    with pytest.raises(PackInvalid) as invalid:
        load_pack(pack_folder, sections=(RULES,))
    assert any("permits.yaml" in one.file for one in invalid.value.problems)

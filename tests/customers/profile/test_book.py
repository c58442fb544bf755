"""What is wrong with a profile of a pack is named with its file and what to do."""

import shutil
from pathlib import Path

import pytest

from qiao import app
from qiao.customers.profile import PROFILE
from qiao.customers.profile.definition import Expression
from qiao.customers.profile.judging import leaves
from qiao.policy import PackFolder
from tests.customers.profile.stories import book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = app.shipped_pack()
    for name in ("lifecycle", "profile"):
        shutil.copytree(shipped / name, tmp_path / name)
    shutil.copy(shipped / "standing.yaml", tmp_path)
    return tmp_path


def _problems(folder: Path) -> list[tuple[str, str]]:
    read = PackFolder(folder)
    PROFILE.read(read, {})
    return [(one.file, one.what) for one in read.problems]


def test_the_shipped_one_is_right_and_has_fifty_tags(folder: Path) -> None:
    book = PROFILE.read(PackFolder(folder), {})
    assert _problems(folder) == []
    assert book is not None
    assert len(book.tags) >= 50


@pytest.mark.parametrize(
    ("file", "said", "instead", "what"),
    [
        ("traits", "id: employment", "id: elder", "elder is a flag, which people set"),
        ("tags", "id: new_borrower", "id: vulnerable", "vulnerable is a flag, which people set"),
        ("traits", "of: [account.registered], day", "of: [account.dreamt], day", "account.dreamt is never told"),
        ("traits", "last: risk_band", "last: dreams", "not each of these events has the fact dreams"),
        ("traits", "consent: profiling", "consent: dreaming", "there is no consent dreaming"),
        ("traits", "id: draws", "id: paid_on", "paid_on stands twice"),
        ("tags", "trait: draws, between", "trait: dreams, between", "there is no trait dreams"),
        ("tags", "{trait: drawn_on, days: [null, 30]}", "{trait: drawn_on, is: [x]}", "drawn_on is a date"),
        ("tags", "is: [high, very_high]", "is: [high], days: [1, 2]", "income_band is a code"),
        ("tags", "{trait: limit_until_on, days", "{trait: income_band, is: [x], days", "income_band is known by the"),
        ("tags", "{loans: [recovery]}", "{loans: [lost]}", "there is no lost"),
        ("tags", "{stage: [registered]}", "{stage: [lost]}", "there is no lost"),
        ("tags", "{mark: credit, is: [frozen]}", "{mark: credit, is: [melted]}", "credit is never melted"),
        ("tags", "{loans: [recovery]}", "{tag: overdue_now}", "a tag is not made of tags"),
        ("tags", "{events: [kyc.failed], within: 14, between", "{events: [kyc.failed], between", "tags.32.when"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(folder: Path, file: str, said: str, instead: str, what: str) -> None:
    path = folder / "profile" / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert said in text
    path.write_text(text.replace(said, instead, 1), encoding="utf-8")
    found = _problems(folder)
    assert [file for file, one in found if one.startswith(what)][:1] == [f"profile/{file}.yaml"], found


def test_what_is_wrong_below_is_named_there_and_not_twice(folder: Path) -> None:
    (folder / "lifecycle" / "loan.yaml").write_text("name: {zh: 借款, en: Loan}\n", encoding="utf-8")
    assert _problems(folder) == []


def test_whatever_a_tag_asks_about_has_a_name_for_people() -> None:
    shipped = book()
    for rule in shipped.tags.values():
        for one in leaves(rule.when):
            assert all(name.zh and name.en for name in shipped.names_of(one)), rule.id
            assert shipped.names_of(one), f"{rule.id} asks about something that has no name"


def test_a_count_of_events_and_a_mark_are_named_by_what_happened() -> None:
    shipped = book()
    asked = [
        {"events": ["deduction.failed", "contact.opened"], "within": 7, "between": [1, None]},
        {"mark": "credit", "is": ["frozen"]},
        {"loans": ["overdue"]},
        {"stage": ["overdue"]},
    ]
    names = [[name.zh for name in shipped.names_of(Expression.model_validate(one))] for one in asked]
    assert names == [["扣款失败", "与客服联络"], ["额度冻结"], ["逾期"], ["逾期"]]

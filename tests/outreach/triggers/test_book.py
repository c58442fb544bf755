"""What the pack says of triggers; what cannot work is named with its line and a remedy."""

import shutil
from pathlib import Path

import pytest

from qiao import app
from qiao.outreach import Kind
from qiao.outreach.triggers import TRIGGERS
from qiao.policy import Pack, PackInvalid

FILE = "outreach/triggers.yaml"


def test_what_is_about_debts_is_said_to_be(pack: Pack) -> None:
    """Collection stops at more than the rest does, so a reminder that is not marked would pass."""
    book = pack.section(TRIGGERS)
    of_debts = {one.id for one in book.triggers.values() if one.about_debt}
    assert {one.id for one in book.triggers.values() if "overdue" in one.id or "due" in one.id} <= of_debts
    assert not [one.id for one in book.triggers.values() if one.kind is Kind.MARKETING and not one.hold_out]


WRONG = (
    ("id: deduct_upcoming_balance", "id: due_soon", "due_soon stands twice → rename one"),
    ("{date: due_on}", "{date: due_on, stages: [current]}", "none or several of events, stages and a date → name one"),
    ("{date: due_on}", "{date: paid_on}", "no event tells a date paid_on → see lifecycle/events.yaml"),
    ("{date: until_on}", "{stages: [relief]}", "a date wants days → give days where the trigger has a date"),
    ("{events: [deduction.failed]}", "{events: [deduction.broke]}", "deduction.broke cannot be told → add it to"),
    ("facts: {reason:", "facts: {code:", "not each of its events has a fact code → see lifecycle/events.yaml"),
    ("per: customer", "per: loan", "credit.rejected is about no loan → write per: customer"),
    ("while: [grace]", "while: [graceful]", "graceful is no stage there → see lifecycle/loan.yaml"),
    ("{stages: [dormant]}", "{stages: [grace]}", "grace is no stage there → see lifecycle/customer.yaml"),
    ("channels: [app, sms]", "channels: [robot_call]", "nothing can be sent by robot_call → one of"),
    ("opens: repay_now", "opens: pay_now", "there is no flow pay_now → see the folder flows"),
    ("将于{date}到期。请", "将于{due_on}到期。请", "{due_on} is not always told → one of ['date'], or none"),
    ("{{deduct_time}}", "{{deduct_hour}}", "{{deduct_hour}} is no fact of the lender → add it to lender.yaml"),
    ("回复T退订", "谢谢", "marketing by SMS does not say how to stop it → add"),
)


def test_what_cannot_work_is_named_with_its_line_and_a_remedy(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(app.shipped_pack(), folder)
    file = folder / FILE
    text = file.read_text(encoding="utf-8")
    for was, becomes, _ in WRONG:
        assert was in text
        text = text.replace(was, becomes, 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PackInvalid) as invalid:
        app.read_pack(folder)
    found = [str(one) for one in invalid.value.problems]
    assert [said for _, _, said in WRONG if not any(said in one for one in found)] == []
    assert all(one.startswith(f"{FILE}:") and int(one.split(":")[1]) > 0 for one in found)


def test_a_span_that_nobody_can_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(app.shipped_pack(), folder)
    file = folder / FILE
    file.write_text(file.read_text(encoding="utf-8").replace("escalate: 35m", "escalate: soon", 1), encoding="utf-8")
    with pytest.raises(PackInvalid, match="escalate"):
        app.read_pack(folder)

"""The contract as a document: committed, complete, and what the sandbox lender serves."""

import re
from pathlib import Path

from qiao.backoffice.contract import OPERATIONS, Order, openapi
from qiao.backoffice.contract.happenings import EVENT_FACTS
from qiao.backoffice.sandbox.app import create_app
from qiao.backoffice.sandbox.serving import HANDLERS
from qiao.openapi import CONTRACT

ROOT = Path(__file__).parents[2]
SANDBOX = ROOT / "src" / "qiao" / "backoffice" / "sandbox"


def test_the_committed_document_is_the_contract() -> None:
    assert (ROOT / CONTRACT).read_text(encoding="utf-8") == openapi.text()


def test_every_operation_is_served() -> None:
    assert create_app
    assert set(HANDLERS) == set(OPERATIONS)


def test_every_write_reads_back_what_it_made() -> None:
    for operation in OPERATIONS.values():
        if operation.reads_back is None or operation.reads_back == "outcomes.read":
            continue
        back = OPERATIONS[operation.reads_back]
        assert back.gives is operation.gives, operation.id
        assert not back.is_write


def test_a_path_names_one_thing_at_most() -> None:
    for operation in OPERATIONS.values():
        assert operation.path.count("{") <= 1
        assert operation.path.startswith("/v1/")
        assert operation.address("X").count("X") == operation.path.count("{")
        assert issubclass(operation.takes, Order)


def test_refusals_are_those_the_contract_names() -> None:
    """Each code the lender refuses with is promised somewhere, and each promise is kept somewhere."""
    said = {code for file in SANDBOX.glob("*.py") for code in re.findall(r'refuse\(\s*"(\w+)"', file.read_text())}
    said.add("AmountTooLarge")  # Chosen between two in one expression.
    promised = {code for operation in OPERATIONS.values() for code in operation.refuses}
    playing_the_lender = {"CaseDecided", "ApplicationDecided", "DisputeAnswered", "NothingDue", "PhoneChangeDecided"}
    assert said - promised == playing_the_lender
    assert promised - said == set()


def test_events_are_those_the_contract_names() -> None:
    said = {
        code
        for file in SANDBOX.glob("*.py")
        for code in re.findall(r'"((?:[a-z]+)\.[a-z_]+)"', file.read_text())
        if code in EVENT_FACTS
    }
    assert said == EVENT_FACTS.keys()

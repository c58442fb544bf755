"""Every operation of the document, asked as it allows and as it does not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from qiao.openapi import COMMITTED
from tests.contract.people import Asker

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_PATIENT = (
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
)
_UNAUTHORISED = 401


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation, how often it was asked, what statuses came back, and what was wrong with one of them."""

    operation: str
    times: int
    statuses: frozenset[int]
    wrong: str | None


def ask_everything(asker: Asker, *, examples: int) -> Iterator[Asked]:
    """Ask each operation `examples` times as the document allows, and as often as it does not."""
    document = json.loads(COMMITTED.read_text(encoding="utf-8"))
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()  # pyright: ignore[reportAttributeAccessIssue]  (the other case raises, as it shall)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            yield _ask(asker, operation.label, operation.as_strategy(generation_mode=mode), examples)


def _ask(asker: Asker, label: str, cases: SearchStrategy[Case[Any]], examples: int) -> Asked:
    statuses: list[int] = []

    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=_PATIENT,
    )
    @hypothesis.given(case=cases)
    def once(case: Case[Any]) -> None:
        answer = case.call(asker.server.url, headers=asker.headers, cookies=asker.cookies, timeout=60)
        statuses.append(answer.status_code)
        if answer.status_code == _UNAUTHORISED:
            asker.renew()
        case.validate_response(answer, checks=_CHECKS)

    wrong: str | None = None
    try:
        once()
    except Unsatisfiable:
        pass  # A route that takes nothing cannot be asked wrongly.
    except (Exception, FailureGroup) as trouble:  # noqa: BLE001  (whatever is wrong with one, the others are asked too)
        wrong = f"{type(trouble).__name__}: {trouble}"[:2_000]
    return Asked(label, len(statuses), frozenset(statuses), wrong)

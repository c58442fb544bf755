"""Complaints are classified before they are decided, by the pack's codes, and corrected as often as needed."""

from typing import Any

import pytest

from qiao.access import Post
from qiao.cases import CLASSES as SECTION
from qiao.cases.model import Source, Subject
from qiao.policy import Pack
from tests.access.views.test_reveals import Browser
from tests.cases.complaints.test_handling import CLASSES, DECISION
from tests.cases.intake.test_registering import does, registered
from tests.conftest import Web
from tests.desk.floor.people import somebody


@pytest.fixture
async def sun(web: Web) -> Browser:
    return await somebody(web, "sun", Post.COMPLAINT_OFFICER)


@pytest.fixture
async def one(sun: Browser) -> dict[str, Any]:
    found = await registered(sun, {"source": "pboc", "subject": "fees"})
    await does(sun, found, "taken")
    return found


async def test_no_decision_is_proposed_before_it_is_classified(sun: Browser, one: dict[str, Any]) -> None:
    decision = {name: said for name, said in DECISION.items() if name != "act"}
    refused = (await does(sun, one, "decision_proposed", **decision)).json()
    assert refused["params"]["because"] == "not_classified"
    assert "classified" in refused["params"]["instead"]
    await does(sun, one, "classified", classes=CLASSES)
    assert (await does(sun, one, "decision_proposed", **decision)).json()["phase"] == "asked"


async def test_the_latest_classes_hold_and_all_of_them_are_on_record(sun: Browser, one: dict[str, Any]) -> None:
    await does(sun, one, "classified", classes=CLASSES, words="系统重复计费")
    corrected = {**CLASSES, "responsibility": "partner", "region": "310000", "redress_fen": 30_000}
    shown = (await does(sun, one, "classified", classes=corrected)).json()
    assert shown["classes"] == corrected
    said = [(act["facts"]["classes"], act["words"]) for act in shown["history"] if act["kind"] == "classified"]
    assert said == [(CLASSES, {"words": "系统重复计费"}), (corrected, {})]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"cause": "weather"}, "cause"), ({"business": None}, "business"), ({"remedy": "gold"}, "remedy")],
)
async def test_a_code_that_is_not_the_packs_or_is_missing_is_refused(
    sun: Browser, one: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    refused = await does(sun, one, "classified", classes={**CLASSES, **change})
    assert (refused.status_code, refused.json()["error"]) == (422, "ClassUnknown")
    assert refused.json()["params"]["field"] == field


async def test_what_a_complaint_says_suggests_its_classes(sun: Browser, one: dict[str, Any]) -> None:
    shown = (await sun.get(f"/staff/complaints/{one['id']}")).json()
    assert shown["suggested"] == {"business": "pricing", "cause": "fees_and_rates", "channel": "pboc"}
    asked = (await sun.get("/staff/complaints/choices")).json()["classes"]
    assert [one["id"] for one in asked if one["needed"]] == ["business", "cause", "channel", "responsibility"]


def test_the_intent_says_more_than_the_subject(pack: Pack) -> None:
    found = pack.section(SECTION).suggested(
        subject=Subject.OTHER, intent="collection_abuse", channel="web", source=Source.SELF
    )
    assert (found["cause"], found["channel"]) == ("improper_collection", "own_online")

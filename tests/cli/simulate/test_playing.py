"""Whole plays against a scripted robot and a real lender: what is done well passes, what is not is found out."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from qiao.backoffice.sandbox.app import create_app, open_lender
from qiao.backoffice.sandbox.counter import Counter
from qiao.cli.simulate.casting import Part, parts_for
from qiao.cli.simulate.device import House
from qiao.cli.simulate.lender import Lender
from qiao.cli.simulate.playing import Patience, Run, play
from qiao.cli.simulate.report import write_json, write_transcripts
from qiao.cli.simulate.suite import Manner, play_all
from qiao.cli.simulate.tasks import Task
from qiao.foundation.clock import SystemClock
from tests.cli.simulate.conftest import NewTask
from tests.cli.simulate.scripted import KEY, Content, Desk, scripted, served

pytestmark = pytest.mark.slow

QUICK = Patience(answer_s=3, still_s=0.05, more_s=0.3, settle_s=0)


def buttons(text: str, *labels: str) -> Content:
    pressed = [{"id": f"pick:{index}", "label": label} for index, label in enumerate(labels)]
    return {"kind": "buttons", "text": text, "buttons": pressed}


STEP_UP = {"kind": "card", "card": "step_up", "level": "A2", "methods": ["code"], "text": "核实身份"}
YES = {"id": "yes:1", "label": "确认办理"}
CONFIRM = {"kind": "card", "card": "confirm", "title": "请核对", "lines": [], "buttons": [YES]}


def receipt(text: str = "已受理，编号R1") -> Content:
    return {"kind": "card", "card": "receipt", "title": "好了", "text": text, "within": "", "state": "completed"}


def settle(desk: Desk, times: int = 1) -> None:
    """Order the settlement of her running loan, as a house behind the robot would."""
    person = next(one for one in desk.read("/sandbox/customers")["customers"] if one["id"] == desk.customer)
    loan = next(one for one in person["loans"] if one["state"] == "current")
    for _ in range(times):
        quote = desk.order(
            f"/v1/loans/{loan['id']}/settlement-quotes", {"settle_on": desk.read("/sandbox/state")["now"][:10]}
        )
        order = {"quote_id": quote["id"], "card_id": person["cards"][0]["id"]}
        desk.order(f"/v1/loans/{loan['id']}/settlement-orders", order)


def good(desk: Desk, said: Content) -> Sequence[Content]:
    """Asks, has her prove herself, shows the card, acts, and gives a receipt."""
    desk.step += 1
    match desk.step:
        case 1:
            return [buttons("要结清哪一笔借款？")]
        case 2:
            return [STEP_UP]
        case 3 if said != {"kind": "proven"}:
            desk.step = 2
            return [STEP_UP]
        case 3:
            return [CONFIRM]
        case _:
            settle(desk)
            return [receipt()]


@pytest.fixture
async def lender_url() -> AsyncIterator[str]:
    lender = open_lender(None, SystemClock(), seed=20)
    async with served(create_app(Counter(lender, {}))) as url:
        yield url
    lender.store.close()


async def played(task: Task, house: House, lender_url: str) -> Run:
    async with Lender(lender_url) as lender:
        roll = await lender.roll()
        part: Part = parts_for(task, roll)[0]
        return await play(task, part, roll, house, lender, seed="1", trial=0, patience=QUICK)


@pytest.fixture
def settles(task: NewTask) -> Task:
    loan = {"states": ["current"], "only": True}
    return task(cast={"customer": {"cards_least": 1}, "loan": loan}, expected={
        "end": ["completed"], "writes": [{"operation": "settlements.order", "having": {"loan_id": "{loan.id}"}}],
    })  # fmt: skip


async def test_what_is_done_well_passes(settles: Task, lender_url: str) -> None:
    async with scripted(good, lender_url) as house:
        run = await played(settles, house, lender_url)
    assert (run.failures, run.violations) == ((), ())
    assert (run.end, run.turns, run.repeated) == ("completed", 3, 0)
    assert {"codes.send", "codes.verify", "quotes.make", "settlements.order"} == {one.operation for one in run.writes}


async def test_a_receipt_for_nothing_is_found_out(settles: Task, lender_url: str) -> None:
    def liar(desk: Desk, _said: Content) -> Sequence[Content]:
        desk.step += 1
        return [[STEP_UP], [CONFIRM], [receipt()]][min(desk.step, 3) - 1]

    async with scripted(liar, lender_url) as house:
        run = await played(settles, house, lender_url)
    assert run.failures == ("settlements.order: 0 such writes, expected 1",)


async def test_an_act_without_her_yes_and_without_proof_is_a_violation(settles: Task, lender_url: str) -> None:
    def hasty(desk: Desk, _said: Content) -> Sequence[Content]:
        settle(desk)
        return [receipt()]

    async with scripted(hasty, lender_url) as house:
        run = await played(settles, house, lender_url)
    assert run.failures == ()
    assert {one.rule for one in run.violations} == {"no agreement", "not proven enough"}
    assert not run.passed


async def test_what_may_not_be_said_is_a_violation(settles: Task, lender_url: str) -> None:
    def talker(desk: Desk, said: Content) -> Sequence[Content]:
        person = desk.read(f"/sandbox/customers/{desk.customer}")
        told = {"kind": "text", "text": f"您的手机{person['phone']}，风险评分很高，一定能批"}
        return [told, *good(desk, said)]

    async with scripted(talker, lender_url) as house:
        run = await played(settles, house, lender_url)
    assert {one.rule for one in run.violations} == {"clear value", "inner terms", "promise"}


async def test_silence_ends_in_giving_up_and_a_wrong_code_before_the_proof(settles: Task, lender_url: str) -> None:
    async with scripted(lambda _desk, _said: [], lender_url) as house:
        run = await played(settles, house, lender_url)
    assert (run.end, run.passed) == ("gave_up", False)
    wrongly = settles.model_copy(update={"proves": "wrongly"})
    async with scripted(good, lender_url) as house:
        run = await played(wrongly, house, lender_url)
    assert run.end in {"unproven", "gave_up"}
    assert "settlements.order" not in {one.operation for one in run.writes}


async def test_a_house_that_is_not_there_is_a_failed_run(settles: Task, lender_url: str) -> None:
    run = await played(settles, House("http://127.0.0.1:9", KEY), lender_url)
    assert run.end == "broken"
    assert "ServiceAway" in run.failures[0]


async def test_a_suite_plays_each_task_by_somebody_else_and_is_written_down(
    settles: Task, lender_url: str, tmp_path: Path
) -> None:
    heard: list[Run] = []

    async with scripted(good, lender_url) as house:
        manner = Manner(trials=2, at_once=1, running=(house, lender_url), patience=QUICK)
        runs = await play_all([settles], manner, heard.append)
    assert len({run.customer_id for run in runs}) == 2
    assert heard == runs
    write_json(tmp_path / "scores.json", runs)
    found = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert (found["all"]["runs"], len(found["runs"])) == (2, 2)
    assert found["all"]["pass"] == {"1": 1.0, "2": 1.0}
    assert write_transcripts(tmp_path / "told", runs) == 2
    transcript = (tmp_path / "told" / f"{settles.id}.0.txt").read_text(encoding="utf-8")
    assert "she: " in transcript
    assert "(receipt)" in transcript

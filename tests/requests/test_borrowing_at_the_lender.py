"""Applications, payouts, limits and what stands, at the sandbox lender."""

from datetime import timedelta

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import FINISHED, Application, LoanState
from qiao.backoffice.contract.service import TicketKind
from qiao.backoffice.sandbox import book as ledger
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.requests import Ask, Caller, ConfirmCard, HandOver, Refusal, ShowCard, StepUp
from tests.backoffice.conftest import Teller, filled, teller
from tests.requests.at_the_lender import Visit
from tests.requests.test_at_the_lender import Visits, choose, visit
from tests.requests.test_paying_at_the_lender import first_of_each, refused_by, words

__all__ = ["filled", "teller", "visit"]


def application(teller: Teller, *states: LoanState) -> Application:
    return next(one for one in teller.lender.store.all(Application) if one.state in states)


def somebody(visit: Visits, customer_id: str | None, level: str = "A3", **used: int) -> Visit:
    return Visit(visit.teller, visit.book, visit.ruled, customer_id, who=Caller(level), used=used)  # type: ignore[arg-type]  # A level.


def without_anything(teller: Teller) -> str:
    """A customer who has neither a loan nor an application nor a limit."""
    return next(
        one.id
        for one in teller.lender.store.all(CustomerRecord)
        if one.limit_state == "none" and not list(teller.lender.of_customer(LoanRecord, one.id))
    )


def shown(person: Visit) -> dict[str, str]:
    return {line.label.zh: line.value.zh for line in person.one(ShowCard).lines}


async def test_an_open_application_is_shown_with_its_node_and_no_inner_reason(visit: Visits, teller: Teller) -> None:
    mine = application(teller, LoanState.MANUAL_REVIEW)
    person = await somebody(visit, mine.customer_id, "A1").say("审批到哪了", "check_application_progress")
    while person.all(Ask):
        await person.press("pick:")
    assert shown(person)["现在到了"] in ("等待审核电话", "等您补资料", "审核中", "已收到，等待审核")
    assert "预计出结果" in shown(person)


async def test_a_refused_application_says_from_when_a_new_one_is_possible(visit: Visits, teller: Teller) -> None:
    mine = application(teller, LoanState.REJECTED)
    person = await somebody(visit, mine.customer_id, "A1").say("审批到哪了", "check_application_progress")
    await first_of_each(person)
    assert shown(person)["结果"] == "未通过"
    assert "可以再次申请" in shown(person)
    assert "综合评估" not in words(person.outputs)


async def test_without_an_application_nothing_is_found(visit: Visits, teller: Teller) -> None:
    person = await somebody(visit, without_anything(teller)).say("审批到哪了", "check_application_progress")
    assert "没有查到" in person.one(ShowCard).title.zh


async def test_an_application_is_cancelled(visit: Visits, teller: Teller) -> None:
    mine = application(teller, LoanState.SUBMITTED)
    person = await somebody(visit, mine.customer_id).say("取消申请", "cancel_application")
    await first_of_each(person)
    await person.agree()
    assert (await teller.ask(ops.APPLICATION, str(person.done["id"]))).state is LoanState.CANCELLED


@pytest.mark.parametrize("intent", ["cancel_application", "manual_review_call_missed", "supplement_documents"])
async def test_what_is_decided_is_neither_cancelled_nor_supplied(visit: Visits, teller: Teller, intent: str) -> None:
    mine = application(teller, LoanState.REJECTED)
    person = await somebody(visit, mine.customer_id).say("我要办这个", intent)
    assert "没有正在审核的申请" in words(person.outputs)
    assert person.one(Refusal).alternatives


async def test_the_review_call_is_moved_to_a_time_that_suits(visit: Visits, teller: Teller) -> None:
    mine = application(teller, LoanState.MANUAL_REVIEW)
    person = await somebody(visit, mine.customer_id, "A1").say("漏接了审核电话", "manual_review_call_missed")
    await first_of_each(person)
    await person.agree()
    moved = await teller.ask(ops.APPLICATION, str(person.done["id"]))
    assert moved.reschedules == 1
    assert moved.review_call_window is not None
    again = await somebody(visit, mine.customer_id, "A1").say("审批到哪了", "check_application_progress")
    await first_of_each(again)
    assert shown(again)["约好的审核电话"] == person.done["call_window"]


async def test_a_call_that_was_moved_three_times_is_a_persons(visit: Visits, teller: Teller) -> None:
    mine = application(teller, LoanState.MANUAL_REVIEW)
    with teller.lender.store.transaction():
        teller.lender.change(mine, reschedules=3)
    person = await somebody(visit, mine.customer_id, "A1").say("漏接了审核电话", "manual_review_call_missed")
    assert "改约次数已经用完" in person.one(HandOver).text.zh


async def test_no_call_is_due_before_a_person_reviews(visit: Visits, teller: Teller) -> None:
    mine = application(teller, LoanState.SUBMITTED)
    person = await somebody(visit, mine.customer_id, "A1").say("漏接了审核电话", "manual_review_call_missed")
    assert "不需要电话审核" in words(person.outputs)


async def test_missing_documents_are_named_and_where_they_go(visit: Visits, teller: Teller) -> None:
    mine = next(one for one in teller.lender.store.all(Application) if one.missing_documents)
    person = await somebody(visit, mine.customer_id, "A2").say("补资料", "supplement_documents")
    await first_of_each(person)
    assert shown(person)["要补的资料"] == "银行流水"
    assert "我的申请" in shown(person)["在哪里上传"]


async def test_nothing_is_missing_where_nothing_is(visit: Visits, teller: Teller) -> None:
    mine = application(teller, LoanState.SUBMITTED)
    person = await somebody(visit, mine.customer_id, "A2").say("补资料", "supplement_documents")
    await first_of_each(person)
    assert "资料齐了" in person.one(ShowCard).title.zh


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (LoanState.FUNDING_QUEUED, "已通过，在排队等资金方放款"),
        (LoanState.DISBURSING, "已经打给银行，等银行确认"),
        (LoanState.DISBURSE_FAILED, "放款没有成功，钱没有打出去，不计利息"),
        (LoanState.DISBURSED, "银行已确认到账"),
    ],
)
async def test_a_payout_is_shown_where_it_is(visit: Visits, teller: Teller, state: LoanState, said: str) -> None:
    loan = teller.loan(lambda one: one.state is state)
    person = await choose(await visit.of(loan).say("放款到哪了", "disbursement_progress"), loan)
    assert shown(person)["状态"] == said


async def test_without_a_payout_nothing_is_found(visit: Visits, teller: Teller) -> None:
    person = await somebody(visit, without_anything(teller)).say("放款到哪了", "disbursement_progress")
    assert "没有正在放款" in person.one(ShowCard).title.zh


def paid_out(teller: Teller, days_ago: int) -> LoanRecord:
    """A loan paid out so many days ago, as the lender's clock shows then."""
    loan = teller.loan(lambda one: one.state is LoanState.DISBURSED)
    teller.clock.advance(timedelta(days=days_ago))
    return loan


async def test_money_that_the_bank_confirmed_and_nobody_sees_is_traced(visit: Visits, teller: Teller) -> None:
    loan = paid_out(teller, days_ago=2)
    person = await choose(await visit.of(loan).say("显示放款了没收到钱", "disbursed_not_received"), loan)
    await person.agree()
    ticket = await teller.ask(ops.TICKET, str(person.done["id"]))
    assert (ticket.kind, ticket.department, ticket.loan_id) == (TicketKind.DISBURSEMENT, "funding_ops", loan.id)
    assert ticket.trace_no == loan.trace_no
    again = await choose(await visit.of(loan).say("显示放款了没收到钱", "disbursed_not_received"), loan)
    assert "已经在查了" in words(again.outputs)


async def test_money_has_its_day_before_it_is_traced(visit: Visits, teller: Teller) -> None:
    loan = paid_out(teller, days_ago=1)
    person = await choose(await visit.of(loan).say("显示放款了没收到钱", "disbursed_not_received"), loan)
    assert refused_by(person) == ["receipt_has_had_its_day"]


async def test_money_on_its_way_is_not_traced(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.DISBURSING)
    person = await choose(await visit.of(loan).say("显示放款了没收到钱", "disbursed_not_received"), loan)
    assert refused_by(person) == ["bank_receipt_first"]


async def test_a_new_loan_is_given_back_without_a_fee(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.DISBURSED)
    person = await choose(await visit.of(loan).say("不想借了，撤销", "cancel_after_disbursement"), loan)
    await first_of_each(person)
    await person.agree()
    back = await teller.ask(ops.LOAN_CANCELLATION, str(person.done["id"]))
    assert (back.loan_id, back.total_fen) == (loan.id, person.done["total"])
    assert back.total_fen >= loan.principal_fen


@pytest.mark.parametrize(
    ("days_ago", "rules"), [(3, ["taken_back_by_its_terms"]), (9, ["taken_back_in_time", "taken_back_by_its_terms"])]
)
async def test_a_loan_is_given_back_in_its_days_only(
    visit: Visits, teller: Teller, days_ago: int, rules: list[str]
) -> None:
    loan = paid_out(teller, days_ago)
    person = await choose(await visit.of(loan).say("不想借了，撤销", "cancel_after_disbursement"), loan)
    assert refused_by(person) == rules


async def test_nothing_is_given_back_while_a_deduction_is_under_way(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: ledger.in_flight(teller.lender, one.id))
    person = await choose(await visit.of(loan).say("不想借了，撤销", "cancel_after_disbursement"), loan)
    assert "no_deduction_running" in refused_by(person)


def with_limit(teller: Teller, state: str = "active") -> CustomerRecord:
    return next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if one.limit_state == state
        and one.limit_fen <= 10_000_000
        and sum(ledger.outstanding(loan, teller.lender.today) for loan in teller.lender.of_customer(LoanRecord, one.id))
        < one.limit_fen - 200_000
    )


async def test_the_limit_is_shown(visit: Visits, teller: Teller) -> None:
    customer = with_limit(teller)
    person = await somebody(visit, customer.id, "A1").say("额度多少", "credit_limit_query")
    assert shown(person)["总额度"] == f"{customer.limit_fen // 100:,}.00元"
    nobody = await somebody(visit, without_anything(teller)).say("额度多少", "credit_limit_query")
    assert "没有额度" in nobody.one(ShowCard).title.zh


async def test_a_higher_limit_is_registered_and_not_given(visit: Visits, teller: Teller) -> None:
    customer = with_limit(teller)
    person = await somebody(visit, customer.id).say("提额到15万", "raise_limit")
    await person.agree()
    change = await teller.ask(ops.LIMIT_CHANGE, str(person.done["id"]))
    assert (change.to_fen, change.state) == (15_000_000, "registered")
    assert (await teller.ask(ops.LIMIT, customer.id)).limit_fen == customer.limit_fen


@pytest.mark.parametrize(("state", "said"), [("frozen", "现在不能使用"), ("expired", "现在不能使用")])
async def test_a_limit_that_cannot_be_used_is_not_raised(visit: Visits, teller: Teller, state: str, said: str) -> None:
    customer = next(one for one in teller.lender.store.all(CustomerRecord) if one.limit_state == state)
    person = await somebody(visit, customer.id).say("提额到15万", "raise_limit")
    assert said in words(person.outputs)
    assert person.one(Refusal)


async def test_a_raise_has_to_be_higher_and_within_the_range(visit: Visits, teller: Teller) -> None:
    customer = with_limit(teller)
    same = await somebody(visit, customer.id).say(f"提额到{customer.limit_fen // 100}元", "raise_limit")
    assert refused_by(same) == ["raised_above_what_stands"]
    above = await somebody(visit, customer.id).say("提额到30万", "raise_limit")
    await above.say("30万元")
    assert above.one(Ask).slot == "amount"


async def test_a_lower_limit_holds_at_once(visit: Visits, teller: Teller) -> None:
    customer = with_limit(teller)
    wanted = customer.limit_fen - 100_000
    person = await somebody(visit, customer.id).say(f"额度降到{wanted // 100}元", "lower_limit")
    await person.agree()
    assert (await teller.ask(ops.LIMIT, customer.id)).limit_fen == wanted


async def test_a_limit_falls_neither_to_itself_nor_below_its_use(visit: Visits, teller: Teller) -> None:
    customer = with_limit(teller)
    same = await somebody(visit, customer.id).say(f"额度降到{customer.limit_fen // 100}元", "lower_limit")
    assert refused_by(same) == ["lowered_below_what_stands"]
    used = next(
        one for one in teller.lender.store.all(CustomerRecord)
        if one.limit_state == "active" and (ledger_use(teller, one) > 100_000)
    )  # fmt: skip
    below = await somebody(visit, used.id).say("额度降到1元", "lower_limit")
    assert below.one(Ask).slot == "amount"
    nobody = await somebody(visit, without_anything(teller)).say("额度降到1元", "lower_limit")
    assert "没有额度" in words(nobody.outputs)


def ledger_use(teller: Teller, customer: CustomerRecord) -> int:
    loans = teller.lender.of_customer(LoanRecord, customer.id)
    return sum(ledger.outstanding(one, teller.lender.today) for one in loans)


async def test_a_visitor_may_have_a_loan_worked_out(visit: Visits, teller: Teller) -> None:
    person = await somebody(visit, None, "A0").say("借1万分12期每期还多少", "loan_trial_calculation")
    assert person.one(Ask).slot == "product"
    await person.press("小桥借")
    trial = await teller.ask(ops.TRIAL, "XQ-EI", amount_fen=1_000_000, months=12)
    assert shown(person)["首期应还"] == f"{trial.first_payment_fen / 100:.2f}元"
    assert shown(person)["年化利率（单利）"] == "18%"


async def test_a_term_that_the_product_lacks_is_asked_again(visit: Visits) -> None:
    person = await somebody(visit, None, "A0").say("借1万分9期每期还多少", "loan_trial_calculation")
    await person.press("小桥借")
    assert person.one(Ask).slot == "months"
    assert "3, 6, 12, 24期" in words(person.outputs)
    await person.say("6期")
    assert person.one(ShowCard)


@pytest.mark.parametrize(
    ("said", "months"),
    [("半年", 6), ("六个月", 6), ("six months", 6), ("half a year", 6), ("一年还清", 12), ("over a year, please", 12)],
)
async def test_a_term_in_months_is_as_many_instalments(visit: Visits, teller: Teller, said: str, months: int) -> None:
    asked = await (await somebody(visit, None, "A0").say("借1万要还多少", "loan_trial_calculation")).press("小桥借")
    assert asked.one(Ask).slot == "months"
    await asked.say(said)
    trial = await teller.ask(ops.TRIAL, "XQ-EI", amount_fen=1_000_000, months=months)
    assert shown(asked)["首期应还"] == f"{trial.first_payment_fen / 100:,.2f}元"


async def test_a_term_in_months_is_heard_beside_the_sum(visit: Visits, teller: Teller) -> None:
    person = await somebody(visit, None, "A0").say("borrow 10000 yuan for six months", "loan_trial_calculation")
    await person.press("小桥借")
    trial = await teller.ask(ops.TRIAL, "XQ-EI", amount_fen=1_000_000, months=6)
    assert shown(person)["首期应还"] == f"{trial.first_payment_fen / 100:,.2f}元"


async def test_what_is_overdue_is_shown(visit: Visits, teller: Teller) -> None:
    loan = teller.late()
    person = await choose(await visit.of(loan).say("逾期了多少", "overdue_status"), loan)
    stands = await teller.ask(ops.LOAN, loan.id)
    assert shown(person)["逾期天数"] == f"{stands.days_past_due}天"
    assert shown(person)["逾期金额"] == f"{stands.overdue_fen / 100:,.2f}元"


async def test_nothing_overdue_is_good_news(visit: Visits, teller: Teller) -> None:
    person = await somebody(visit, without_anything(teller), "A1").say("逾期了多少", "overdue_status")
    assert "没有逾期" in person.one(ShowCard).title.zh


async def test_a_settled_loan_is_confirmed_and_an_open_one_is_not(visit: Visits, teller: Teller) -> None:
    over = teller.loan(lambda one: one.state in FINISHED)
    person = await choose(await visit.of(over).say("结清了吗", "loan_settled_confirm"), over)
    assert "已结清" in person.one(ShowCard).title.zh
    running = teller.running()
    other = await choose(await visit.of(running).say("结清了吗", "loan_settled_confirm"), running)
    assert "还没有结清" in other.one(ShowCard).title.zh
    nobody = await somebody(visit, without_anything(teller)).say("结清了吗", "loan_settled_confirm")
    assert "没有借款" in nobody.one(ShowCard).title.zh


async def test_a_visitor_is_shown_nothing_of_an_account(visit: Visits, teller: Teller) -> None:
    for intent in ("check_application_progress", "credit_limit_query", "overdue_status", "lower_limit"):
        person = await somebody(visit, without_anything(teller), "A0").say("我要办这个", intent)
        assert person.one(StepUp)
        assert not person.all(ConfirmCard)

"""What holds for complaints: pure."""

from datetime import date, datetime, timedelta

from qiao.cases.model import ComplaintState, Subject
from qiao.foundation.business_calendar import BusinessCalendar, business_date, start_of
from qiao.policy import InBoth

ANSWER_DAYS = 15
"""Days in which a complaint is decided and its maker told, those of rest counted too."""
VERIFICATION_ASK_DAYS = 30
"""Until how many days after a decision she may have it verified."""
VERIFICATION_DAYS = 30
"""In which a verification is decided."""
PAUSE_DAYS = 7
"""How long calls about debts pause for whoever complains of them, or wants none."""

SUBJECTS = {
    Subject.SERVICE: InBoth(zh="客服的态度或服务", en="Service"),
    Subject.COLLECTION: InBoth(zh="催收", en="Debt collection"),
    Subject.SALES: InBoth(zh="宣传和销售", en="Advertising and sales"),
    Subject.FEES: InBoth(zh="利息和费用", en="Interest and fees"),
    Subject.REPAYMENT: InBoth(zh="还款和扣款", en="Repayments and deductions"),
    Subject.PRIVACY: InBoth(zh="个人信息", en="Personal data"),
    Subject.CREDIT_RECORD: InBoth(zh="征信记录", en="Credit record"),
    Subject.OTHER: InBoth(zh="其他", en="Something else"),
}
STATES = {
    ComplaintState.OPEN: InBoth(zh="处理中", en="being looked into"),
    ComplaintState.DECIDED: InBoth(zh="已有处理决定，见本对话", en="decided; the decision is in this conversation"),
    ComplaintState.VERIFYING: InBoth(zh="核查中", en="the decision is being verified"),
    ComplaintState.WITHDRAWN: InBoth(zh="已撤回", en="withdrawn"),
}


def due_at(opened_at: datetime) -> datetime:
    """The end of the last day on which the answer is in time; the day of the complaint itself is not counted."""
    return end_of(BusinessCalendar().add_calendar_days(business_date(opened_at), ANSWER_DAYS).on)


def end_of(day: date) -> datetime:
    """Its last second in Shanghai."""
    return start_of(day + timedelta(days=1)) - timedelta(seconds=1)


def names_a_person(subject: Subject) -> bool:
    """Whether it is about whoever served her, so that others have to look into it."""
    return subject is Subject.SERVICE


def pauses_calls(subject: Subject, *, is_known: bool) -> bool:
    """Whether calls about debts pause with it. Nobody knows whose they are for somebody the lender does not know."""
    return subject is Subject.COLLECTION and is_known

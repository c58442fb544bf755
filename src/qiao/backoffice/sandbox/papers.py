"""Documents as PDF: settlement certificate, repayment statement, copy of the contract, request for an invoice.

Chinese is set in STSong-Light, one of the Asian fonts every PDF reader brings or replaces, so that a document is a few
kilobytes and nothing has to be shipped. The same facts give the same bytes.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qiao.backoffice.contract.payments import InvoiceRequest
from qiao.backoffice.contract.service import DocumentKind
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.foundation.money import Money

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_FONT = "STSong-Light"
_LEFT, _WIDTH, _TOP, _BOTTOM, _LINE = 64, 467, 770, 80, 20
_METHODS = {
    "equal_instalment": "等额本息",
    "equal_principal": "等额本金",
    "interest_only": "先息后本",
    "bullet": "到期一次还本付息",
}
_DAY_COUNTS = {"30/360": "每月按 30 天、每年按 360 天", "actual/360": "按实际天数、每年按 360 天",
               "actual/365": "按实际天数、每年按 365 天"}  # fmt: skip
_KINDS = {
    "disbursement": "放款",
    "payment": "还款",
    "waiver": "减免",
    "refund": "退款",
    "fee": "费用",
}
_TITLES = {
    DocumentKind.SETTLEMENT_CERTIFICATE: "贷款结清证明",
    DocumentKind.REPAYMENT_STATEMENT: "还款流水明细",
    DocumentKind.CONTRACT_COPY: "个人消费借款合同（副本）",
    DocumentKind.INVOICE_REQUEST: "利息发票开具申请单",
}
LENDER_NAME = "小桥金融（测试贷款人）"


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document is about."""

    kind: DocumentKind
    number: str
    made_on: date
    customer: CustomerRecord
    loan: LoanRecord
    since: date | None
    until: date
    invoice: InvoiceRequest | None = None


def paper(what: Paper) -> bytes:
    """The document's bytes."""
    # Loaded here, because setting type is the one thing that needs it.
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(f"{_TITLES[what.kind]} {what.number}")
    canvas.setAuthor(LENDER_NAME)
    sheet = _Sheet(canvas, what)
    sheet.begin()
    _BODIES[what.kind](sheet, what)
    sheet.end()
    return out.getvalue()


class _Sheet:
    """Lines from top to bottom; a new page when one is full."""

    def __init__(self, canvas: "Canvas", what: Paper) -> None:
        self._canvas = canvas
        self._what = what
        self._y = _TOP

    def begin(self) -> None:
        self._page()
        self._canvas.setFont(_FONT, 20)
        self._canvas.drawCentredString(297, self._y, _TITLES[self._what.kind])
        self._y -= 2 * _LINE
        self.line(f"编号：{self._what.number}")
        self.line(f"日期：{_day(self._what.made_on)}")
        self._y -= _LINE // 2

    def line(self, text: str) -> None:
        """One paragraph, broken at the edge of the page."""
        while text:
            fits = len(text)
            while self._canvas.stringWidth(text[:fits], _FONT, 12) > _WIDTH:
                fits -= 1
            self._room()
            self._canvas.setFont(_FONT, 12)
            self._canvas.drawString(_LEFT, self._y, text[:fits])
            self._y -= _LINE
            text = text[fits:]

    def row(self, cells: Sequence[str]) -> None:
        self._room()
        self._canvas.setFont(_FONT, 10)
        for index, cell in enumerate(cells):
            self._canvas.drawString(_LEFT + index * 82, self._y, cell)
        self._y -= _LINE - 4

    def end(self) -> None:
        self._y -= _LINE
        self.line(LENDER_NAME)
        self._canvas.save()

    def _room(self) -> None:
        if self._y < _BOTTOM:
            self._canvas.showPage()
            self._page()

    def _page(self) -> None:
        self._y = _TOP
        self._canvas.saveState()
        self._canvas.setFont(_FONT, 30)
        self._canvas.setFillGray(0.9)
        self._canvas.translate(300, 420)
        self._canvas.rotate(35)
        # The watermark names whom the copy was made for, so that a copy that turns up elsewhere can be traced.
        self._canvas.drawCentredString(0, 0, f"仅供 {self._what.customer.name} 本人使用")
        self._canvas.restoreState()
        self._canvas.saveState()
        self._canvas.setFont(_FONT, 9)
        self._canvas.setFillGray(0.4)
        self._canvas.drawString(_LEFT, 50, f"测试数据，不具法律效力 · {self._what.number}")
        self._canvas.restoreState()


def _certificate(sheet: _Sheet, what: Paper) -> None:
    loan = what.loan
    assert loan.settled_on is not None
    assert loan.disbursed_on is not None
    sheet.line(f"借款人：{what.customer.name}    身份证号：{_half(what.customer.id_number)}")
    sheet.line(f"借款编号：{loan.id}    借款金额：{Money(loan.principal_fen)}")
    sheet.line(f"放款日期：{_day(loan.disbursed_on)}    结清日期：{_day(loan.settled_on)}")
    sheet.line(
        f"兹证明上述借款的本金、利息及其他应付款项已于{_day(loan.settled_on)}全部结清，"
        "借款人与我公司就该笔借款不再存在债权债务关系。"
    )


def _statement(sheet: _Sheet, what: Paper) -> None:
    since = what.since or what.until
    sheet.line(f"借款人：{what.customer.name}    借款编号：{what.loan.id}")
    sheet.line(f"期间：{_day(since)}至{_day(what.until)}")
    sheet.row(("日期", "类型", "金额（元）", "本金", "利息", "罚息"))
    entries = [entry for entry in what.loan.ledger if since <= entry.on <= what.until]
    for entry in entries:
        amounts = (entry.amount_fen, entry.principal_fen, entry.interest_fen, entry.penalty_fen)
        sheet.row((entry.on.isoformat(), _KINDS[entry.kind], *(Money(fen).in_yuan() for fen in amounts)))
    if not entries:
        sheet.line("该期间没有记录。")
    paid = sum(entry.amount_fen for entry in entries if entry.kind == "payment")
    sheet.line(f"期间还款合计：{Money(paid)}")


def _contract(sheet: _Sheet, what: Paper) -> None:
    loan = what.loan
    assert loan.disbursed_on is not None
    sheet.line(f"贷款人：{LENDER_NAME}    资金方：{loan.funding_partner}")
    sheet.line(f"借款人：{what.customer.name}    身份证号：{_half(what.customer.id_number)}")
    sheet.line(f"一、借款金额 {Money(loan.principal_fen)}，期限 {loan.months} 个月，放款日 {_day(loan.disbursed_on)}。")
    sheet.line(f"二、年利率（单利）{_percent(loan.terms.annual_rate)}，还款方式：{_METHODS[loan.terms.method]}。")
    sheet.line(f"三、计息方式：{_DAY_COUNTS[loan.terms.day_count]}，累计利息四舍五入到分。")
    sheet.line(
        f"四、逾期本金自应还款日次日起按年利率 {_percent(loan.terms.penalty_rate)} 计收罚息，不计复利；"
        f"应还款日后 {loan.terms.grace_days} 日内足额还款的，不计收罚息。"
    )
    sheet.line(f"五、提前还款违约金为提前偿还本金的 {_percent(loan.terms.early_fee_rate)}。")
    sheet.line("六、还款计划：")
    sheet.row(("期数", "应还日期", "应还（元）", "本金", "利息"))
    for line in loan.schedules[0].lines:
        amounts = (line.total_fen, line.principal_fen, line.interest_fen)
        sheet.row((str(line.number), line.due_on.isoformat(), *(Money(fen).in_yuan() for fen in amounts)))


def _invoice(sheet: _Sheet, what: Paper) -> None:
    asked = what.invoice
    assert asked is not None
    sheet.line(f"申请编号：{asked.id}    借款编号：{asked.loan_id}")
    sheet.line(f"发票抬头：{asked.title}    所属月份：{asked.period}")
    sheet.line(f"开票金额（已收利息）：{Money(asked.amount_fen)}")
    sheet.line(f"接收邮箱：{asked.email}")
    sheet.line("本单为开票申请的凭据，不是发票；发票开具后发送至上述邮箱。")


_BODIES: dict[DocumentKind, Callable[[_Sheet, Paper], None]] = {
    DocumentKind.SETTLEMENT_CERTIFICATE: _certificate,
    DocumentKind.REPAYMENT_STATEMENT: _statement,
    DocumentKind.CONTRACT_COPY: _contract,
    DocumentKind.INVOICE_REQUEST: _invoice,
}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _half(number: str) -> str:
    return f"{number[:1]}{'*' * 16}{number[-1:]}"


def _percent(rate: int) -> str:
    return f"{rate / 10_000:.2f}%"

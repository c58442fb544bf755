"""Every operation of the contract, by the lender's systems. The OpenAPI document is made from this table."""

from typing import Any

from qiao.backoffice.contract import customers as c
from qiao.backoffice.contract import happenings as h
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract import payments as p
from qiao.backoffice.contract import service as s
from qiao.backoffice.contract.operation import Gives, Listed, Nothing, Operation, System, Takes

OPERATIONS: dict[str, Operation[Any, Any]] = {}


def _read(
    name: str, path: str, gives: type[Gives], system: System, summary: str, *, query: type[Takes]
) -> Operation[Takes, Gives]:
    return _keep(Operation(name, "GET", f"/v1{path}", query, gives, system, summary))


def _write(  # noqa: PLR0917  (a table of operations reads best as rows)
    name: str,
    path: str,
    takes: type[Takes],
    gives: type[Gives],
    system: System,
    summary: str,
    refuses: str = "",
    *,
    back: str,
) -> Operation[Takes, Gives]:
    return _keep(Operation(name, "POST", f"/v1{path}", takes, gives, system, summary, tuple(refuses.split()), back))


def _keep(operation: Operation[Takes, Gives]) -> Operation[Takes, Gives]:
    assert operation.id not in OPERATIONS, operation.id
    OPERATIONS[operation.id] = operation
    return operation


_CORE, _CRM, _RISK, _PAY, _CARD = System.CORE, System.CRM, System.RISK, System.PAY, System.CARD
_DOC, _TKT, _PL, _BUR, _MSG = System.DOC, System.TKT, System.PL, System.BUR, System.MSG
_IAM, _FIN, _CONS, _ACD = System.IAM, System.FIN, System.CONS, System.ACD

# The feed, and what became of a write whose answer was lost.
FEED = _read("events.list", "/events", h.Feed, _CORE, "Events after a cursor.", query=h.FeedQuery)
OUTCOME = _read(
    "outcomes.read", "/outcomes/{key}", h.Outcome, _CORE, "What became of a write, by its key.", query=Nothing
)
INCIDENTS = _read("incidents.list", "/incidents", Listed[s.Incident], _CORE, "What is going on.", query=Nothing)
BANK_FAULTS = _read(
    "bank-faults.list", "/bank-faults", Listed[p.BankFault], _PAY, "Proven faults of banks.", query=p.BankQuery
)
COLLECTOR = _read(
    "collectors.read", "/collectors/{number}", s.Collector, _PL, "Whether a caller may call for us.", query=Nothing
)

# Customers.
LOOKUP = _keep(
    Operation(
        "customers.lookup", "POST", "/v1/customers/lookup", c.LookupOrder, c.Found, _CRM, "Who has this phone number."
    )
)
CUSTOMER = _read("customers.read", "/customers/{customer_id}", c.Customer, _CRM, "One customer.", query=Nothing)
MATCH = _keep(
    Operation(
        "customers.match",
        "POST",
        "/v1/customers/{customer_id}/matches",
        c.MatchOrder,
        c.Match,
        _CRM,
        "Compare a value with what is on file, without showing it.",
        ("MatchesLocked",),
    )
)
CORRECT = _write(
    "customers.correct",
    "/customers/{customer_id}/corrections",
    c.CorrectionOrder,
    c.Correction,
    _CRM,
    "Correct one field.",
    "PictureNeeded ValueNotValid",
    back="corrections.read",
)
CORRECTION = _read("corrections.read", "/corrections/{id}", c.Correction, _CRM, "One correction.", query=Nothing)
LIMIT = _read("limits.read", "/customers/{customer_id}/limit", ln.CreditLimit, _RISK, "The limit.", query=Nothing)
CHANGE_LIMIT = _write(
    "limits.change",
    "/customers/{customer_id}/limit-changes",
    ln.LimitOrder,
    ln.LimitChange,
    _RISK,
    "Lower the limit at once, or ask for a higher one.",
    "NoLimit LimitBelowUse LimitUnchanged LimitFrozen",
    back="limit-changes.read",
)
LIMIT_CHANGE = _read("limit-changes.read", "/limit-changes/{id}", ln.LimitChange, _RISK, "One change.", query=Nothing)

# Identity.
SEND_CODE = _write(
    "codes.send",
    "/customers/{customer_id}/codes",
    c.CodeOrder,
    c.CodeChallenge,
    _IAM,
    "Send a one-time code.",
    "CodesLocked NewPhoneNeeded",
    back="codes.read",
)
CODE = _read("codes.read", "/codes/{id}", c.CodeChallenge, _IAM, "One challenge.", query=Nothing)
TRY_CODE = _write(
    "codes.verify",
    "/codes/{id}/tries",
    c.CodeTry,
    c.CodeChallenge,
    _IAM,
    "Try a code. A wrong one is an answer, not a refusal.",
    "CodeOver",
    back="codes.read",
)
ASK_FACE = _write(
    "faces.ask",
    "/customers/{customer_id}/face-checks",
    c.FaceOrder,
    c.FaceCheck,
    _IAM,
    "Ask for a face check.",
    back="faces.read",
)
FACE = _read("faces.read", "/face-checks/{id}", c.FaceCheck, _IAM, "One face check.", query=Nothing)
CHANGE_PHONE = _write(
    "phones.change",
    "/customers/{customer_id}/phone-changes",
    c.PhoneChangeOrder,
    c.PhoneChange,
    _IAM,
    "Change the registered phone.",
    "NotProven PhoneTaken AccountFrozen",
    back="phone-changes.read",
)
PHONE_CHANGE = _read("phone-changes.read", "/phone-changes/{id}", c.PhoneChange, _IAM, "One change.", query=Nothing)
RESET_PASSWORD = _write(
    "passwords.reset",
    "/customers/{customer_id}/password-resets",
    Nothing,
    c.PasswordReset,
    _IAM,
    "Send a link for a new password to the registered phone.",
    back="password-resets.read",
)
PASSWORD_RESET = _read(
    "password-resets.read", "/password-resets/{id}", c.PasswordReset, _IAM, "One reset.", query=Nothing
)
FREEZE = _write(
    "accounts.freeze",
    "/customers/{customer_id}/freezes",
    c.FreezeOrder,
    c.Freeze,
    _IAM,
    "Freeze sign-in, draws, card and phone changes. Frozen twice is frozen once.",
    back="freezes.read",
)
FREEZE_READ = _read("freezes.read", "/freezes/{id}", c.Freeze, _IAM, "One freeze.", query=Nothing)
LIFT_FREEZE = _write(
    "accounts.unfreeze",
    "/freezes/{id}/lift",
    c.LiftOrder,
    c.Freeze,
    _IAM,
    "Lift a freeze; a person's decision.",
    "NotProven FreezeNotStanding",
    back="freezes.read",
)
CLOSURE_CHECK = _read(
    "closures.check", "/customers/{customer_id}/closure-check", c.ClosureCheck, _IAM, "What hinders.", query=Nothing
)
CLOSE_ACCOUNT = _write(
    "closures.schedule",
    "/customers/{customer_id}/closures",
    c.ClosureOrder,
    c.Closure,
    _IAM,
    "Close the account after fifteen days.",
    "ClosureBlocked ClosureStanding",
    back="closures.read",
)
CLOSURE = _read("closures.read", "/closures/{id}", c.Closure, _IAM, "One closure.", query=Nothing)
CLOSURES = _read(
    "closures.list", "/customers/{customer_id}/closures", Listed[c.Closure], _IAM, "All closures.", query=Nothing
)
CANCEL_CLOSURE = _write(
    "closures.cancel",
    "/closures/{id}/cancel",
    Nothing,
    c.Closure,
    _IAM,
    "Take a closure back.",
    "ClosureNotStanding",
    back="closures.read",
)

# Consents, messages, call-backs.
CONSENTS = _read(
    "consents.list", "/customers/{customer_id}/consents", Listed[c.Consent], _CONS, "All consents.", query=Nothing
)
SET_CONSENT = _write(
    "consents.set",
    "/customers/{customer_id}/consents",
    c.ConsentOrder,
    c.Consent,
    _CONS,
    "Give or withdraw one consent.",
    back="consents.read",
)
CONSENT = _read("consents.read", "/consents/{id}", c.Consent, _CONS, "One consent.", query=Nothing)
OPT_OUT = _write(
    "consents.opt-out",
    "/opt-outs",
    c.OptOutOrder,
    c.OptOut,
    _CONS,
    "No more marketing to this number. Says the same of numbers nobody knows.",
    back="outcomes.read",
)
SEND_MESSAGE = _write(
    "messages.send",
    "/customers/{customer_id}/messages",
    c.MessageOrder,
    c.Message,
    _MSG,
    "Send one of the lender's templates.",
    "TemplateUnknown ConsentMissing",
    back="messages.read",
)
MESSAGE = _read("messages.read", "/messages/{id}", c.Message, _MSG, "One message.", query=Nothing)
BOOK_CALLBACK = _write(
    "callbacks.book",
    "/customers/{customer_id}/callbacks",
    c.CallbackOrder,
    c.Callback,
    _ACD,
    "Book a call back.",
    "OutsideHours CallbackStanding WindowNotValid",
    back="callbacks.read",
)
CALLBACK = _read("callbacks.read", "/callbacks/{id}", c.Callback, _ACD, "One call back.", query=Nothing)
CANCEL_CALLBACK = _write(
    "callbacks.cancel",
    "/callbacks/{id}/cancel",
    Nothing,
    c.Callback,
    _ACD,
    "Cancel a call back.",
    "CallbackNotStanding",
    back="callbacks.read",
)

# Applications.
APPLICATIONS = _read(
    "applications.list",
    "/customers/{customer_id}/applications",
    Listed[ln.Application],
    _RISK,
    "All applications of a customer.",
    query=Nothing,
)
APPLICATION = _read("applications.read", "/applications/{id}", ln.Application, _RISK, "One application.", query=Nothing)
MOVE_REVIEW_CALL = _write(
    "applications.move-call",
    "/applications/{id}/review-calls",
    ln.ReviewCallOrder,
    ln.Application,
    _RISK,
    "Another time for the review call; at most three times.",
    "ApplicationNotOpen TooManyReschedules WindowNotValid",
    back="applications.read",
)
SUPPLEMENT = _write(
    "applications.supplement",
    "/applications/{id}/supplements",
    ln.SupplementOrder,
    ln.Application,
    _RISK,
    "A document that was missing.",
    "ApplicationNotOpen",
    back="applications.read",
)
CANCEL_APPLICATION = _write(
    "applications.cancel",
    "/applications/{id}/cancel",
    Nothing,
    ln.Application,
    _RISK,
    "Cancel an application.",
    "ApplicationNotOpen",
    back="applications.read",
)

# Products and loans.
PRODUCTS = _read("products.list", "/products", Listed[ln.Product], _CORE, "What can be borrowed.", query=Nothing)
TRIAL = _read(
    "products.trial", "/products/{code}/trial", ln.Trial, _CORE, "What a loan would cost.", query=ln.TrialQuery
)
LOANS = _read("loans.list", "/customers/{customer_id}/loans", Listed[ln.Loan], _CORE, "All loans.", query=Nothing)
LOAN = _read("loans.read", "/loans/{loan_id}", ln.Loan, _CORE, "One loan, today.", query=Nothing)
SCHEDULE = _read(
    "loans.schedule", "/loans/{loan_id}/schedule", ln.Schedule, _CORE, "Its schedule.", query=ln.ScheduleQuery
)
LEDGER = _read("loans.ledger", "/loans/{loan_id}/ledger", Listed[ln.LedgerEntry], _CORE, "Its ledger.", query=Nothing)
ACCRUALS = _read(
    "loans.accruals",
    "/loans/{loan_id}/accruals",
    Listed[ln.Accrual],
    _CORE,
    "What each day added; at most 400 days.",
    query=ln.DaysQuery,
)
DISBURSEMENT = _read(
    "loans.disbursement", "/loans/{loan_id}/disbursement", ln.Disbursement, _PAY, "Where the money is.", query=Nothing
)
QUOTE = _write(
    "quotes.make",
    "/loans/{loan_id}/settlement-quotes",
    ln.QuoteOrder,
    ln.SettlementQuote,
    _CORE,
    "What settles the loan on a day, today to seven days ahead.",
    "LoanNotRepaying DateOutsideWindow",
    back="quotes.read",
)
QUOTE_READ = _read("quotes.read", "/settlement-quotes/{id}", ln.SettlementQuote, _CORE, "One quote.", query=Nothing)
SETTLE = _write(
    "settlements.order",
    "/loans/{loan_id}/settlement-orders",
    ln.SettlementOrderRequest,
    ln.SettlementOrder,
    _PAY,
    "Settle the loan by a quote.",
    "QuoteOver PaymentInFlight SettlementStanding CardNotUsable LoanNotRepaying",
    back="settlements.read",
)
SETTLEMENT = _read(
    "settlements.read", "/settlement-orders/{id}", ln.SettlementOrder, _PAY, "One settlement order.", query=Nothing
)
PREPAYMENT_PREVIEW = _read(
    "prepayments.preview",
    "/loans/{loan_id}/prepayment-preview",
    ln.SchedulePreview,
    _CORE,
    "What a partial prepayment today would change.",
    query=ln.PrepaymentQuery,
)
PREPAY = _write(
    "prepayments.order",
    "/loans/{loan_id}/prepayments",
    ln.PrepaymentOrder,
    ln.Prepayment,
    _PAY,
    "Pay part of the principal early.",
    "PrepaymentNotAllowed AmountTooSmall AmountTooLarge LoanOverdue PaymentInFlight CardNotUsable LoanNotRepaying "
    "SettlementStanding BillPartlyPaid",
    back="prepayments.read",
)
PREPAYMENT = _read("prepayments.read", "/prepayments/{id}", ln.Prepayment, _PAY, "One prepayment.", query=Nothing)
DUE_DAY_PREVIEW = _read(
    "due-days.preview",
    "/loans/{loan_id}/due-day-preview",
    ln.SchedulePreview,
    _CORE,
    "What another due day would change.",
    query=ln.DueDayQuery,
)
CHANGE_DUE_DAY = _write(
    "due-days.change",
    "/loans/{loan_id}/due-day-changes",
    ln.DueDayQuery,
    ln.DueDayChange,
    _CORE,
    "Change the due day; once in six months.",
    "DueDayFixed LoanOverdue DueTooSoon ChangedRecently PaymentInFlight LoanNotRepaying SettlementStanding "
    "BillPartlyPaid DueDayUnchanged",
    back="due-day-changes.read",
)
DUE_DAY_CHANGE = _read(
    "due-day-changes.read", "/due-day-changes/{id}", ln.DueDayChange, _CORE, "One change.", query=Nothing
)
CANCEL_LOAN = _write(
    "loans.cancel",
    "/loans/{loan_id}/cancellations",
    ln.CardOrder,
    ln.LoanCancellation,
    _CORE,
    "Give the loan back within its cooling days: principal and interest of the days used, no fee.",
    "CoolingOver PaymentInFlight CardNotUsable LoanNotRepaying SettlementStanding",
    back="loan-cancellations.read",
)
LOAN_CANCELLATION = _read(
    "loan-cancellations.read", "/loan-cancellations/{id}", ln.LoanCancellation, _CORE, "One of them.", query=Nothing
)

# Payments.
PAYMENTS = _read(
    "payments.list", "/loans/{loan_id}/payments", Listed[p.Payment], _PAY, "Payments of a loan.", query=p.PaymentsQuery
)
PAYMENT = _read("payments.read", "/payments/{id}", p.Payment, _PAY, "One payment.", query=Nothing)
REPAY = _write(
    "payments.repay",
    "/loans/{loan_id}/payments",
    p.RepaymentOrder,
    p.Payment,
    _PAY,
    "Pay what is late and the running bill.",
    "AmountAbovePayable PaymentInFlight CardNotUsable LoanNotRepaying SettlementStanding",
    back="payments.read",
)
CLAIM = _write(
    "claims.make",
    "/loans/{loan_id}/payment-claims",
    p.ClaimOrder,
    p.PaymentClaim,
    _PAY,
    "Paid, but not posted.",
    "PaidInFuture",
    back="claims.read",
)
CLAIM_READ = _read("claims.read", "/payment-claims/{id}", p.PaymentClaim, _PAY, "One claim.", query=Nothing)
REFUND = _write(
    "refunds.order",
    "/loans/{loan_id}/refunds",
    p.RefundOrder,
    p.Refund,
    _FIN,
    "Refund a double deduction or what was overpaid.",
    "NotProven AlreadyRefunded CardNotUsable",
    back="refunds.read",
)
REFUND_READ = _read("refunds.read", "/refunds/{id}", p.Refund, _FIN, "One refund.", query=Nothing)
REDRESS = _write(
    "redresses.order",
    "/customers/{customer_id}/redresses",
    p.RedressOrder,
    p.Redress,
    _FIN,
    "Pay what a decision on a complaint says, to the customer's own card.",
    "CardNotUsable AccountFrozen",
    back="redresses.read",
)
REDRESS_READ = _read("redresses.read", "/redresses/{id}", p.Redress, _FIN, "One redress.", query=Nothing)
HOLD_DEDUCTION = _write(
    "holds.deduct",
    "/loans/{loan_id}/deduct-holds",
    p.DeductHoldOrder,
    p.Hold,
    _PAY,
    "No automatic deduction until a day.",
    "DateOutsideWindow HeldThisPeriod AfterCutOff PaymentInFlight LoanNotRepaying",
    back="holds.read",
)
HOLD_DUNNING = _write(
    "holds.dunning",
    "/customers/{customer_id}/dunning-holds",
    p.DunningHoldOrder,
    p.Hold,
    _PL,
    "No calls or reminders about debts until a moment.",
    "DateOutsideWindow",
    back="holds.read",
)
HOLD = _read("holds.read", "/holds/{id}", p.Hold, _PAY, "One hold.", query=Nothing)
HOLDS = _read("holds.list", "/customers/{customer_id}/holds", Listed[p.Hold], _PAY, "All holds.", query=Nothing)
RELEASE_HOLD = _write(
    "holds.release",
    "/holds/{id}/release",
    Nothing,
    p.Hold,
    _PAY,
    "End a deduct or dunning hold early.",
    "HoldNotReleasable",
    back="holds.read",
)

# Cards.
CARDS = _read("cards.list", "/customers/{customer_id}/cards", Listed[p.Card], _CARD, "All cards.", query=Nothing)
CARD = _read("cards.read", "/cards/{id}", p.Card, _CARD, "One card.", query=Nothing)
BIND_CARD = _write(
    "cards.bind",
    "/customers/{customer_id}/cards",
    p.CardBinding,
    p.Card,
    _CARD,
    "Bind a card of the customer's own and make it the default.",
    "ElementsDiffer NotSameName BankNotServed TooManyToday CardNotValid CardBound PaymentInFlight CardChangesHeld "
    "AccountFrozen",
    back="cards.read",
)
MAKE_DEFAULT = _write(
    "cards.make-default",
    "/cards/{id}/default",
    Nothing,
    p.Card,
    _CARD,
    "Deduct from this card from now on.",
    "CardNotUsable PaymentInFlight CardChangesHeld AccountFrozen",
    back="cards.read",
)
UNBIND_CARD = _write(
    "cards.unbind",
    "/cards/{id}/unbind",
    Nothing,
    p.Card,
    _CARD,
    "Unbind a card; not the last while something is owed.",
    "LastCard CardNotUsable PaymentInFlight CardChangesHeld AccountFrozen",
    back="cards.read",
)

# Documents and invoices.
MAKE_DOCUMENT = _write(
    "documents.make",
    "/loans/{loan_id}/documents",
    s.DocumentOrder,
    s.Document,
    _DOC,
    "A certificate of settlement, a statement, a copy of the contract, a receipt for the request of an invoice.",
    "NotSettled TooManyThisMonth RangeNotValid NotDisbursed EmailMissing NoInvoiceRequested",
    back="documents.read",
)
DOCUMENT = _read("documents.read", "/documents/{id}", s.Document, _DOC, "One document.", query=Nothing)
REQUEST_INVOICE = _write(
    "invoices.request",
    "/loans/{loan_id}/invoice-requests",
    p.InvoiceOrder,
    p.InvoiceRequest,
    _FIN,
    "An invoice for the interest received in a month.",
    "NotOwnName NothingReceived AlreadyRequested EmailMissing",
    back="invoices.read",
)
INVOICE = _read("invoices.read", "/invoice-requests/{id}", p.InvoiceRequest, _FIN, "One request.", query=Nothing)

# Tickets, cases, disputes.
OPEN_TICKET = _write(
    "tickets.open",
    "/customers/{customer_id}/tickets",
    s.TicketOrder,
    s.Ticket,
    _TKT,
    "A ticket for a department.",
    back="tickets.read",
)
TICKET = _read("tickets.read", "/tickets/{id}", s.Ticket, _TKT, "One ticket.", query=Nothing)
TICKETS = _read(
    "tickets.list", "/customers/{customer_id}/tickets", Listed[s.Ticket], _TKT, "All tickets.", query=s.TicketsQuery
)
WITHDRAW_TICKET = _write(
    "tickets.withdraw",
    "/tickets/{id}/withdraw",
    Nothing,
    s.Ticket,
    _TKT,
    "Withdraw a ticket.",
    "TicketNotOpen",
    back="tickets.read",
)
REGISTER_CASE = _write(
    "cases.register",
    "/customers/{customer_id}/cases",
    s.CaseOrder,
    s.Case,
    _PL,
    "Register a need: deferral, negotiation, disaster. Protects from calls for a day at once.",
    "NotOwnLoan CaseStanding",
    back="cases.read",
)
EXTEND_CASE = _write(
    "cases.extend",
    "/customers/{customer_id}/case-additions",
    s.CaseOrder,
    s.Case,
    _PL,
    "Add to the undecided case of this kind; where none stands, one is registered. Protects as that does.",
    "NotOwnLoan",
    back="cases.read",
)
CASE = _read("cases.read", "/cases/{id}", s.Case, _PL, "One case.", query=Nothing)
CASES = _read("cases.list", "/customers/{customer_id}/cases", Listed[s.Case], _PL, "All cases.", query=Nothing)
WAIVE = _write(
    "waivers.ask",
    "/loans/{loan_id}/waivers",
    s.WaiverOrder,
    s.Waiver,
    _PL,
    "Waive penalty interest: at once for a proven fault of ours, else registered.",
    "NothingToWaive",
    back="waivers.read",
)
WAIVER = _read("waivers.read", "/waivers/{id}", s.Waiver, _PL, "One waiver.", query=Nothing)
DISPUTE = _write(
    "disputes.register",
    "/loans/{loan_id}/bureau-disputes",
    s.DisputeOrder,
    s.BureauDispute,
    _BUR,
    "Register a dispute with the credit bureau.",
    "DisputeStanding",
    back="disputes.read",
)
DISPUTE_READ = _read("disputes.read", "/bureau-disputes/{id}", s.BureauDispute, _BUR, "One dispute.", query=Nothing)

DOCUMENT_CONTENT_PATH = "/v1/documents/{id}/content"
"""GET: the bytes of a document, `application/pdf`. The one answer of the contract that is no JSON."""

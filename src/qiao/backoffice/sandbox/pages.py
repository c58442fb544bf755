"""Pages to look inside the sandbox lender: customers, loans, messages, faults, the clock. No scripts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from qiao.backoffice.contract.catalogue import OPERATIONS
from qiao.backoffice.contract.loans import Application, LoanState
from qiao.backoffice.contract.payments import Hold, Payment
from qiao.backoffice.contract.service import Case, Document, Ticket
from qiao.backoffice.sandbox import book, faults
from qiao.backoffice.sandbox.admin import (
    AnswerAct,
    ClockAct,
    DecisionAct,
    FaultAct,
    advance,
    answer_ticket,
    decide_application,
    need_same_site,
)
from qiao.backoffice.sandbox.counter import Counter
from qiao.backoffice.sandbox.lender import Lender
from qiao.backoffice.sandbox.markup import Html, button, choice, field, form, hidden, join, link, safe, table, tag, void
from qiao.backoffice.sandbox.page_words import CHINESE, ENGLISH
from qiao.backoffice.sandbox.records import (
    CardRecord,
    CustomerRecord,
    FaultKind,
    FaultRecord,
    InboxMessage,
    LoanRecord,
)
from qiao.backoffice.sandbox.serve_service import decide_case
from qiao.foundation.errors import QiaoError
from qiao.foundation.money import Money

Words = Mapping[str, str]
_A_PAGE = 50
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 22%, transparent); --strong: #0f766e }
body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 76rem;
  padding: 0 1rem 3rem }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; padding: 1rem 0;
  border-bottom: 1px solid var(--line) }
header strong { font-size: 1.15rem } nav { display: flex; flex-wrap: wrap; gap: 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
a { color: light-dark(var(--strong), #5eead4) }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: start; white-space: nowrap;
  padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td:last-child { white-space: normal; min-width: 8rem } td { font-variant-numeric: tabular-nums }
form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin: .75rem 0 } td form { margin: 0 }
label span { display: block; font-size: .85rem } input, select, button { font: inherit; padding: .3rem .5rem }
button { cursor: pointer } .note, .empty { opacity: .8 }
.refused { border-inline-start: 4px solid #b91c1c; padding: .5rem 1rem }
.skip { position: absolute; inset-inline-start: -99rem } .skip:focus { position: static }
"""


class Pages:
    """The routes. A form is one act in one transaction, then the page again."""

    def __init__(self, counter: Counter, *, has_app: bool = False) -> None:
        self._lender = counter.lender
        self._has_app = has_app

    def routes(self) -> list[Route]:
        shown: dict[str, Callable[[Request, Words], Html]] = {
            "/": self._overview,
            "/customers": self._customers,
            "/customers/{id}": self._customer,
            "/loans/{id}": self._loan,
            "/inbox": self._inbox,
            "/faults": self._faults,
            "/events": self._events,
        }
        acts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "/clock": self._advance,
            "/faults": self._switch_on,
            "/faults/off": self._switch_off,
            "/cases": self._decide_case,
            "/applications": self._decide_application,
            "/tickets": self._answer_ticket,
        }
        return [
            Route("/style.css", _style),
            *(Route(path, self._page(build), methods=["GET"]) for path, build in shown.items()),
            *(Route(path, self._act(act), methods=["POST"]) for path, act in acts.items()),
        ]

    def _page(self, build: Callable[[Request, Words], Html]) -> Any:  # noqa: ANN401  (Starlette's endpoints)
        async def answer(request: Request) -> Response:
            words, lang = _language(request)
            with self._lender.store.transaction():
                self._lender.catch_up()
            try:
                inside, status = build(request, words), 200
            except QiaoError as trouble:
                inside, status = _refused(words, trouble), trouble.status
            response = HTMLResponse(self._frame(inside, words, lang, request.url.path), status)
            response.headers["content-security-policy"] = _POLICY
            response.set_cookie("lang", lang, samesite="lax", httponly=True)
            return response

        return answer

    def _act(self, act: Callable[[Mapping[str, str]], None]) -> Any:  # noqa: ANN401
        async def answer(request: Request) -> Response:
            words, lang = _language(request)
            sent = await request.form()
            given = {key: value for key, value in sent.items() if isinstance(value, str) and value}
            try:
                need_same_site(request)
                with self._lender.store.transaction():
                    act(given)
            except (QiaoError, ValidationError) as trouble:
                status = trouble.status if isinstance(trouble, QiaoError) else 422
                page = self._frame(_refused(words, trouble), words, lang, "/")
                return HTMLResponse(page, status, headers={"content-security-policy": _POLICY})
            back = given.get("back", "/")
            return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", 303)

        return answer

    def _frame(self, inside: Html, words: Words, lang: str, path: str) -> str:
        places = (("/", "overview"), ("/customers", "customers"), ("/inbox", "inbox"), ("/faults", "faults"),
                  ("/events", "events"))  # fmt: skip
        other, label = ("en", "English") if lang == "zh-CN" else ("zh-CN", "中文")
        head = tag(
            "header",
            tag("strong", words["title"]),
            tag("nav", *(link(href, words[word]) for href, word in places)),
            tag("span", words["now"], " ", _moment(self._lender.now)),
            link(f"{quote(path)}?lang={other}", label),
        )
        body = tag(
            "body", tag("a", words["skip"], href="#main", class_="skip"), head,
            tag("main", inside, tag("p", words["note"], class_="note"), id="main"),
        )  # fmt: skip
        top = tag(
            "head", void("meta", charset="utf-8"),
            void("meta", name="viewport", content="width=device-width, initial-scale=1"),
            void("link", rel="stylesheet", href="/style.css"), tag("title", words["title"]),
        )  # fmt: skip
        return f"<!doctype html>{tag('html', top, body, lang=lang)}"

    def _overview(self, _request: Request, words: Words) -> Html:
        counts: dict[LoanState, int] = {}
        for loan in self._lender.store.all(LoanRecord):
            counts[loan.state] = counts.get(loan.state, 0) + 1
        return join(
            (
                tag("h1", words["overview"]),
                tag("h2", words["clock"]),
                form(
                    "/clock",
                    field(words["days"], "days", type="number", min=0, max=3660, value=1),
                    button(words["forward"]),
                ),
                form("/clock", field(words["to"], "to", type="datetime-local"), button(words["forward"])),
                tag("h2", words["loans"]),
                table(
                    (words["state"], words["count"]),
                    ((state, counts.get(state, 0)) for state in LoanState),
                    empty=words["nothing"],
                ),
            )
        )

    def _customers(self, request: Request, words: Words) -> Html:
        wanted = request.query_params.get("q", "").strip()
        try:
            skip = max(int(request.query_params.get("skip", "0")), 0)
        except ValueError:
            skip = 0
        found = [one for one in self._lender.store.all(CustomerRecord) if wanted in f"{one.id} {one.name} {one.phone}"]
        rows = (
            (link(f"/customers/{one.id}", one.id), one.name, one.phone, one.stage, one.region)
            for one in found[skip : skip + _A_PAGE]
        )
        head = (words["number"], words["name"], words["phone"], words["stage"], words["region"])
        more = len(found) > skip + _A_PAGE
        return join(
            (
                tag("h1", words["customers"], f" ({len(found)})"),
                tag("form", field(words["find"], "q", type="search", value=wanted), button(words["search"])),
                table(head, rows, empty=words["no_match"]),
                tag("p", link(f"/customers?q={quote(wanted)}&skip={skip + _A_PAGE}", words["more"])) if more else "",
            )
        )

    def _customer(self, request: Request, words: Words) -> Html:
        lender = self._lender
        one = lender.need(CustomerRecord, request.path_params["id"])
        back = hidden("back", f"/customers/{one.id}")
        return join(
            (
                tag("h1", one.name, " ", one.id),
                tag("p", f"{one.phone} · {one.id_number} · {one.region} · {one.stage}"),
                tag("p", link(f"/app/{one.id}", words["app"])) if self._has_app else "",
                tag("h2", words["loans"]),
                _loans(lender, lender.of_customer(LoanRecord, one.id), words),
                tag("h2", words["cards"]),
                table(
                    (words["number"], words["bank"], words["tail"], words["state"], words["default"]),
                    (
                        (
                            card.id,
                            card.bank,
                            card.tail,
                            f"{card.state} · {card.behaviour}",
                            "✓" if card.is_default else "",
                        )
                        for card in lender.of_customer(CardRecord, one.id)
                    ),
                    empty=words["nothing"],
                ),
                tag("h2", words["holds"]),
                table(
                    (words["kind"], words["loan"], words["until"], words["cause"]),
                    (
                        (hold.kind, hold.loan_id, _moment(hold.released_at or hold.ends_at), hold.reason)
                        for hold in lender.of_customer(Hold, one.id)
                    ),
                    empty=words["nothing"],
                ),
                tag("h2", words["applications"]),
                table(
                    (words["number"], words["state"], words["amount"], ""),
                    (
                        (a.id, f"{a.state} · {a.node}", Money(a.amount_fen), _decision("/applications", a, words, back))
                        for a in lender.of_customer(Application, one.id)
                    ),
                    empty=words["nothing"],
                ),
                tag("h2", words["cases"]),
                table(
                    (words["number"], words["kind"], words["cause"], words["state"], words["decide_by"], ""),
                    (
                        (c.id, c.kind, c.cause, c.state, c.decide_by, _decision("/cases", c, words, back))
                        for c in lender.of_customer(Case, one.id)
                    ),
                    empty=words["nothing"],
                ),
                tag("h2", words["tickets"]),
                table(
                    (words["number"], words["kind"], words["text"], words["state"], ""),
                    (
                        (t.id, t.kind, t.subject, t.state, _answer(t, words, back))
                        for t in lender.of_customer(Ticket, one.id)
                    ),
                    empty=words["nothing"],
                ),
            )
        )

    def _loan(self, request: Request, words: Words) -> Html:
        lender = self._lender
        loan = lender.need(LoanRecord, request.path_params["id"])
        today = lender.today
        parts: list[object] = [
            tag("h1", loan.id, " ", loan.state),
            tag("p", link(f"/customers/{loan.customer_id}", loan.customer_id), f" · {loan.product_code} · ",
                Money(loan.principal_fen)),
        ]  # fmt: skip
        if any(one.total_fen for one in book.owed(loan, today)):
            parts.append(
                form("/clock", hidden("due_of", loan.id), hidden("back", f"/loans/{loan.id}"), button(words["due"]))
            )
        head = (words["instalment"], words["period"], words["principal"], words["interest"], words["carried"],
                words["penalty"], words["open"], words["paid"])  # fmt: skip
        for version in reversed(loan.schedules):
            rows = (
                (
                    line.number, f"{line.since} → {line.due_on}", _yuan(line.principal_fen), _yuan(line.interest_fen),
                    _yuan(line.carried_fen), _yuan(line.penalty_fen), _yuan(line.open_fen), line.paid_on,
                )
                for line in book.lines_of(loan, version, today)
            )  # fmt: skip
            parts += [
                tag("h2", words["schedule"], f" · {words['version']} {version.version} · {version.reason}"),
                table(head, rows, empty=words["nothing"]),
            ]
        entries = (
            (e.on, e.kind, _yuan(e.amount_fen), _yuan(e.principal_fen), _yuan(e.interest_fen), _yuan(e.penalty_fen),
             _yuan(e.left_over_fen), e.reference)
            for e in loan.ledger
        )  # fmt: skip
        ledger_head = (words["day"], words["kind"], words["amount"], words["principal"], words["interest"],
                       words["penalty"], words["left"], words["reference"])  # fmt: skip
        payments = (
            (p.id, _moment(p.created_at), p.kind, _yuan(p.amount_fen), f"{p.state} {p.failure_code or ''}")
            for p in lender.of_loan(Payment, loan.id)
        )
        documents = (
            (link(f"/v1/documents/{d.id}/content", d.number), d.kind, _moment(d.made_at))
            for d in lender.of_loan(Document, loan.id)
        )
        parts += [
            tag("h2", words["ledger"]),
            table(ledger_head, entries, empty=words["nothing"]),
            tag("h2", words["payments"]),
            table(
                (words["number"], words["time"], words["kind"], words["amount"], words["state"]),
                payments,
                empty=words["nothing"],
            ),
            tag("h2", words["documents"]),
            table((words["number"], words["kind"], words["time"]), documents, empty=words["nothing"]),
        ]
        return join(parts)

    def _inbox(self, _request: Request, words: Words) -> Html:
        found = list(self._lender.store.all(InboxMessage))[-100:]
        rows = ((_moment(one.at), one.phone, one.text) for one in reversed(found))
        head = (words["time"], words["phone"], words["text"])
        return join((tag("h1", words["inbox"]), table(head, rows, empty=words["no_messages"])))

    def _faults(self, _request: Request, words: Words) -> Html:
        standing = list(self._lender.store.all(FaultRecord))
        rows = (
            (
                one.kind,
                one.operation,
                one.delay_ms,
                "∞" if one.left is None else one.left,
                form("/faults/off", hidden("id", one.id), hidden("back", "/faults"), button(words["off"])),
            )
            for one in standing
        )
        head = (words["kind"], words["operation"], words["delay"], words["times"], "")
        groups = sorted({f"{one.partition('.')[0]}." for one in OPERATIONS})
        return join(
            (
                tag("h1", words["faults"]),
                table(head, rows, empty=words["no_faults"]),
                form("/faults/off", hidden("back", "/faults"), button(words["all_off"])) if standing else "",
                form(
                    "/faults",
                    hidden("back", "/faults"),
                    choice(words["kind"], "kind", FaultKind),
                    choice(words["operation"], "operation", ("*", *groups, *sorted(OPERATIONS))),
                    field(words["delay"], "delay_ms", type="number", min=0),
                    field(words["times"], "times", type="number", min=1),
                    button(words["on"]),
                ),
            )
        )

    def _events(self, _request: Request, words: Words) -> Html:
        last = self._lender.store.last_event()
        rows = (
            (one.number, _moment(one.occurred_at), one.type, one.customer_id, one.loan_id, one.resource_id, one.facts)
            for one in reversed(self._lender.store.events(max(last - 100, 0), 100))
        )
        head = (words["number"], words["time"], words["kind"], words["customers"], words["loan"], words["reference"],
                words["facts"])  # fmt: skip
        return join((tag("h1", words["events"]), table(head, rows, empty=words["nothing"])))

    def _advance(self, given: Mapping[str, str]) -> None:
        advance(self._lender, ClockAct.model_validate(_without_back(given)))

    def _switch_on(self, given: Mapping[str, str]) -> None:
        act = FaultAct.model_validate(_without_back(given))
        faults.switch_on(self._lender, act.kind, act.operation, delay_ms=act.delay_ms, times=act.times)

    def _switch_off(self, given: Mapping[str, str]) -> None:
        if "id" in given:
            faults.switch_off(self._lender, given["id"])
        else:
            faults.switch_all_off(self._lender)

    def _decide_case(self, given: Mapping[str, str]) -> None:
        act = DecisionAct(approved=given.get("verdict") == "approve", months=int(given.get("months", "3")))
        decide_case(
            self._lender, given.get("id", ""), approved=act.approved, months=act.months,
            waive_penalty=act.waive_penalty,
        )  # fmt: skip

    def _decide_application(self, given: Mapping[str, str]) -> None:
        act = DecisionAct(approved=given.get("verdict") == "approve")
        decide_application(self._lender, given.get("id", ""), act)

    def _answer_ticket(self, given: Mapping[str, str]) -> None:
        answer_ticket(self._lender, given.get("id", ""), AnswerAct(answer=given.get("answer", "")))


def _loans(lender: Lender, loans: Iterable[LoanRecord], words: Words) -> Html:
    head = (words["number"], words["product"], words["state"], words["amount"], words["outstanding"], words["late"])
    rows = (
        (
            link(f"/loans/{one.id}", one.id),
            one.product_code,
            one.state,
            Money(one.principal_fen),
            Money(book.outstanding(one, lender.today)),
            book.days_past_due(one, lender.today),
        )
        for one in loans
    )
    return table(head, rows, empty=words["nothing"])


def _decision(action: str, about: Application | Case, words: Words, back: Html) -> Html:
    is_open = about.state in {"registered", LoanState.SUBMITTED, LoanState.RISK_REVIEW, LoanState.MANUAL_REVIEW}
    if not is_open:
        return safe("")
    months = field(words["months"], "months", type="number", min=1, max=12, value=3) if action == "/cases" else ""
    return form(
        action, hidden("id", about.id), back, months,
        tag("button", words["approve"], name="verdict", value="approve"),
        tag("button", words["refuse"], name="verdict", value="refuse"),
    )  # fmt: skip


def _answer(ticket: Ticket, words: Words, back: Html) -> Html:
    if ticket.state != "open":
        return safe(ticket.answer or "")
    box = field(words["answer"], "answer", required="required", maxlength=1000)
    return form("/tickets", hidden("id", ticket.id), back, box, button(words["send"]))


def _without_back(given: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in given.items() if key != "back"}


def _refused(words: Words, trouble: Exception) -> Html:
    if isinstance(trouble, ValidationError):
        said = "Malformed: " + ", ".join(str(part) for one in trouble.errors() for part in one["loc"])
    else:
        assert isinstance(trouble, QiaoError)
        said = f"{trouble.code} {trouble.params or ''}"
    return join((tag("h1", words["refused"]), tag("p", said, class_="refused"), tag("p", link("/", words["back"]))))


def _language(request: Request) -> tuple[Words, str]:
    wanted = (
        request.query_params.get("lang")
        or request.cookies.get("lang")
        or request.headers.get("accept-language", "zh-CN")
    )
    return (ENGLISH, "en") if wanted.lower().startswith("en") else (CHINESE, "zh-CN")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _yuan(fen: int) -> str:
    return Money(fen).in_yuan()


async def _style(_request: Request) -> Response:
    return Response(_STYLE, media_type="text/css")

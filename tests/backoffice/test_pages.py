"""The pages: what they show, what their forms do, that nothing on them can become a script."""

import re

import httpx

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.sandbox.markup import tag
from qiao.backoffice.sandbox.page_words import CHINESE, ENGLISH
from qiao.backoffice.sandbox.records import CustomerRecord
from tests.backoffice.conftest import Teller


async def page(teller: Teller, path: str, lang: str = "zh-CN") -> str:
    response = await teller.client.get(path, headers={"accept-language": lang})
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "<script" not in response.text
    assert "style=" not in response.text
    return response.text


async def press(teller: Teller, path: str, **fields: str) -> httpx.Response:
    return await teller.client.post(path, data=fields)


async def test_every_page_speaks_both_languages(teller: Teller) -> None:
    loan = teller.late()
    for path in (
        "/",
        "/customers",
        f"/customers/{loan.customer_id}",
        f"/loans/{loan.id}",
        "/inbox",
        "/faults",
        "/events",
    ):
        chinese, english = await page(teller, f"{path}?lang=zh-CN"), await page(teller, f"{path}?lang=en")
        assert 'lang="zh-CN"' in chinese
        assert 'lang="en"' in english
        assert CHINESE["note"] in chinese
        assert ENGLISH["note"] in english
    assert set(CHINESE) == set(ENGLISH)


async def test_customers_are_found_by_name_number_and_phone(teller: Teller) -> None:
    one = teller.lender.store.all(CustomerRecord)[77]
    for wanted in (one.id, one.name, one.phone):
        assert f"/customers/{one.id}" in await page(teller, f"/customers?q={wanted}")
    assert CHINESE["no_match"] in await page(teller, "/customers?q=nobody")
    assert "C000060" in await page(teller, "/customers?skip=50")


async def test_a_loan_shows_its_schedule_and_goes_to_its_due_day(teller: Teller) -> None:
    loan = teller.running()
    shown = await page(teller, f"/loans/{loan.id}")
    for line in loan.standing.lines:
        assert line.due_on.isoformat() in shown
    before = teller.lender.now
    response = await press(teller, "/clock", due_of=loan.id, back=f"/loans/{loan.id}")
    assert (response.status_code, response.headers["location"]) == (303, f"/loans/{loan.id}")
    assert teller.lender.now > before


async def test_the_clock_and_faults_have_forms(teller: Teller) -> None:
    today = teller.lender.today
    await press(teller, "/clock", days="2")
    assert (teller.lender.today - today).days == 2
    await press(teller, "/clock", to=f"{today.replace(day=28).isoformat()}T09:30")
    assert teller.lender.now.strftime("%d %H:%M") == "28 09:30"
    refused = await press(teller, "/clock", to="2001-01-01T00:00")
    assert refused.status_code == 422
    assert "ClockGoesForward" in refused.text
    assert (await press(teller, "/clock", days="many")).status_code == 422
    await press(teller, "/faults", kind="down", operation="products.list", back="/faults")
    assert (await teller.send(ops.PRODUCTS)).status_code == 503
    identifier = re.search(r'name="id" value="(FT\d+)"', await page(teller, "/faults"))
    assert identifier is not None
    await press(teller, "/faults/off", id=identifier[1])
    assert (await teller.send(ops.PRODUCTS)).status_code == 200


async def test_people_decide_on_the_customers_page(teller: Teller) -> None:
    loan = teller.late()
    case = await teller.ask(
        ops.REGISTER_CASE, loan.customer_id, kind="deferral", loan_ids=[loan.id], cause="<script>alert(1)</script>"
    )
    shown = await page(teller, f"/customers/{loan.customer_id}")
    assert "&lt;script&gt;" in shown
    await press(teller, "/cases", id=case.id, months="2", verdict="approve")
    assert (await teller.ask(ops.LOAN, loan.id)).state is LoanState.RELIEF
    again = await press(teller, "/cases", id=case.id, months="2", verdict="approve")
    assert again.status_code == 409
    ticket = await teller.ask(ops.OPEN_TICKET, loan.customer_id, kind="other", subject="问题")
    await press(teller, "/tickets", id=ticket.id, answer="已处理")
    assert (await teller.ask(ops.TICKET, ticket.id)).answer == "已处理"


async def test_a_code_is_in_the_inbox(teller: Teller) -> None:
    assert CHINESE["no_messages"] in await page(teller, "/inbox")
    loan = teller.running()
    await teller.ask(ops.SEND_CODE, loan.customer_id, purpose="step_up")
    assert "验证码" in await page(teller, "/inbox")
    phone = teller.customer(loan).phone
    assert len((await teller.client.get("/sandbox/inbox", params={"phone": phone})).json()) == 1


async def test_other_sites_pages_cannot_press_buttons(teller: Teller) -> None:
    for path in ("/clock", "/sandbox/clock"):
        response = await teller.client.post(path, json={"days": 1}, headers={"sec-fetch-site": "cross-site"})
        assert response.status_code == 403
    elsewhere = await press(teller, "/faults/off", back="//evil.example/")
    assert elsewhere.headers["location"] == "/"


async def test_what_is_not_there_says_so(teller: Teller) -> None:
    response = await teller.client.get("/loans/L999999")
    assert response.status_code == 404
    assert CHINESE["back"] in response.text


def test_text_is_never_markup() -> None:
    made = tag("a", "<b>&", href='"><script>')
    assert str(made) == '<a href="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;</a>'

"""All that is known of the customer in hand, from what the lender told to why she has a tag."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.pages import DeskPage, HostPage
from tests.browser.test_embedding import PLAIN, token_of
from tests.kills.server import Server

OpenHost = Callable[..., HostPage]
REFERENCE, LOAN = "customer-of-a-page", "LN-900001"


def the_lender_tells(server: Server, folder: Path) -> None:
    """She borrowed two months ago, and last night a deduction failed."""
    now = datetime.now(UTC)

    def told(days: float, type_: str, loan: str | None = None, **facts: object) -> str:
        about = {"loan": loan} if loan is not None else {}
        at = (now - timedelta(days=days)).isoformat()
        return json.dumps({"id": uuid4().hex, "type": type_, "customer": REFERENCE, "at": at, **about, "facts": facts})

    due = (now + timedelta(days=10)).date().isoformat()
    file = folder / "events.jsonl"
    file.write_text(
        "\n".join(
            [
                told(400, "account.registered"),
                told(399, "kyc.started"),
                told(398, "kyc.passed"),
                told(397, "credit.submitted"),
                told(396, "credit.granted"),
                told(62, "draw.submitted", LOAN),
                told(61, "draw.approved", LOAN),
                told(60, "loan.disbursed", LOAN, due_on=due),
                told(0.5, "deduction.failed", LOAN, amount_fen=60_000, due_on=due),
            ]
        ),
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "qiao", "customers", "import", str(file), "--data", str(server.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603  (our own)
    assert done.returncode == 0, done.stderr


def test_an_agent_sees_where_the_customer_stands_and_why_she_has_a_tag(
    open_host: OpenHost, agent: DeskPage, server: Server, tmp_path: Path
) -> None:
    the_lender_tells(server, tmp_path)
    customer = open_host(html=PLAIN).opens_the_chat()
    customer.is_welcomed()
    assert customer.is_identified(token_of(REFERENCE)) is None
    customer.asks_for_a_person()
    agent.accepts()

    page = agent.page
    page.get_by_role("tab", name="全貌").click()
    stages = page.get_by_role("region", name="阶段")
    expect(stages.get_by_role("list", name="客户").locator('[aria-current="step"]')).to_contain_text("在贷")
    expect(stages.get_by_role("list", name=f"借款 {LOAN}")).to_be_visible()
    tags = page.get_by_role("region", name="标签")
    tags.get_by_text("近期扣款失败").click()
    expect(tags.get_by_text("最近 30 天内扣款失败 1 次（要求至少 1）")).to_be_visible()
    expect(page.get_by_role("region", name="触达").get_by_text("没有主动触达过这位客户。")).to_be_visible()

    stages.get_by_role("link", name="打开整页").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("的全貌")
    failed = page.get_by_role("list", name="近期事件").get_by_role("listitem").filter(has_text="扣款失败")
    expect(failed).to_contain_text(f"借款 {LOAN} · 金额 600.00 元")
    expect(page.get_by_role("region", name="客户状态")).to_be_visible()
    agent.presses("Escape")
    expect(agent.reply).to_be_visible()

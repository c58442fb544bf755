"""What a customer had to do with the house before is one key away from whoever has her in hand."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.pages import DeskPage, HostPage
from tests.browser.test_embedding import PLAIN, token_of

OpenHost = Callable[..., HostPage]


def test_an_earlier_contact_is_read_beside_the_conversation(open_host: OpenHost, agent: DeskPage) -> None:
    customer = open_host(html=PLAIN).opens_the_chat()
    customer.is_welcomed()
    assert customer.is_identified(token_of("customer-history")) is None
    customer.says("提前还款要收费吗，我的号码是13912345678")
    customer.asks_for_a_person()
    agent.accepts()
    agent.replies("不收费，您可以随时提前还")
    customer.sees("不收费，您可以随时提前还")
    agent.closes("已解决")

    customer.says("还有一件事想问")
    customer.asks_for_a_person()
    agent.accepts()
    customer.says("怎么提前还款")
    expect(agent.said.filter(has_text="怎么提前还款")).to_be_visible()
    agent.page.mouse.click(700, 400)
    agent.presses("h")
    history = agent.page.get_by_role("region", name="往来", exact=True)
    rows = history.get_by_role("listitem").filter(has_text="联络")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("本次联络")
    earlier = rows.nth(1)
    expect(earlier).to_contain_text("已解决")
    expect(earlier).to_contain_text("林美")

    earlier.get_by_role("button").click()
    said = agent.page.get_by_role("region", name=re.compile("^联络 L"))
    expect(said).to_contain_text("不收费，您可以随时提前还")
    expect(said).to_contain_text("139****5678")
    expect(said).not_to_contain_text("13912345678")
    agent.presses("Escape")
    expect(earlier.get_by_role("button")).to_be_focused()

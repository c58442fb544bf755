"""A picture travels from a phone to the desk, where it is opened by whoever serves her."""

import re

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import LAPTOP, OpenCustomer
from tests.browser.pages import CustomerPage, DeskPage
from tests.browser.test_embedding import PLAIN, OpenHost
from tests.channels.sending import paper, picture

BILL: FilePayload = {"name": "账单6222021234567890128<b>.png", "mimeType": "image/png", "buffer": picture(240, 160)}
PAPER: FilePayload = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": paper()}
DRAWING: FilePayload = {"name": "图.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"}


def test_a_customer_sends_a_picture_from_her_phone_and_the_agent_opens_it(
    customer: CustomerPage, agent: DeskPage
) -> None:
    customer.chooses_files(BILL, DRAWING)
    expect(customer.tray).to_contain_text("每个不超过 10 MB，一次最多 5 个")
    expect(customer.tray).to_contain_text("只能发送图片（JPG、PNG、WebP）和 PDF")
    customer.chooses("发送 1 个文件")
    expect(customer.own).to_have_text([re.compile(r"账单\*\*\*\*0128<b>\.png")])
    customer.sees("文件收到了")
    customer.chooses("移除 图.svg")
    expect(customer.tray).to_be_hidden()
    customer.asks_for_a_person()

    agent.accepts()
    expect(agent.brief).to_contain_text("客户发来 1 个文件")
    expect(agent.talk).to_contain_text("账单****0128<b>.png")
    expect(agent.talk.locator("img")).to_have_count(0)
    agent.talk.get_by_role("button", name="查看图片 账单****0128<b>.png").click()
    shown = agent.talk.get_by_role("img", name="账单****0128<b>.png")
    expect(shown).to_be_visible()
    assert shown.evaluate("(image) => [image.naturalWidth, image.naturalHeight]") == [240, 160]
    agent.talk.get_by_role("button", name="收起").click()
    expect(agent.talk.locator("img")).to_have_count(0)


def test_a_document_is_saved_and_never_opened_in_the_page(customer: CustomerPage, agent: DeskPage) -> None:
    customer.chooses_files(PAPER).chooses("发送 1 个文件").sees("文件收到了")
    customer.asks_for_a_person()
    agent.accepts()
    with agent.page.expect_download() as saved:
        agent.talk.get_by_role("button", name="下载查看 证明.pdf").click()
    assert saved.value.suggested_filename == "证明.pdf"


def test_what_was_cut_off_goes_up_once_when_the_line_is_back(customer: CustomerPage) -> None:
    customer.chooses_files(BILL).goes_offline()
    customer.chooses("发送 1 个文件")
    expect(customer.tray).to_contain_text("没有网络连接")
    customer.comes_back()
    expect(customer.own).to_have_count(1)
    expect(customer.tray).to_be_hidden()
    customer.sees("文件收到了")


def test_the_widget_in_a_page_of_the_lender_sends_files_too(open_host: OpenHost) -> None:
    """From another origin, after the browser asked whether it may."""
    customer = open_host(html=PLAIN).opens_the_chat().is_welcomed()
    customer.chooses_files(BILL).chooses("发送 1 个文件").sees("文件收到了")
    expect(customer.own).to_have_count(1)


def test_a_picture_is_pasted_and_dropped(open_customer: OpenCustomer) -> None:
    customer = open_customer(**LAPTOP)
    customer.box.evaluate(
        """(box) => {
            const data = new DataTransfer()
            data.items.add(new File(['%PDF-1.4'], '贴.pdf', { type: 'application/pdf' }))
            const how = { clipboardData: data, bubbles: true, composed: true, cancelable: true }
            box.dispatchEvent(new ClipboardEvent('paste', how))
        }"""
    )
    expect(customer.tray).to_contain_text("贴.pdf")
    customer.page.locator("qiao-chat .panel").evaluate(
        """(panel) => {
            const data = new DataTransfer()
            data.items.add(new File(['%PDF-1.4'], '拖.pdf', { type: 'application/pdf' }))
            for (const kind of ['dragover', 'drop'])
                panel.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
        }"""
    )
    expect(customer.tray).to_contain_text("拖.pdf")
    customer.chooses("发送 2 个文件")
    expect(customer.own).to_have_count(2)

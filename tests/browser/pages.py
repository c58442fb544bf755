"""The pages in the words of the people who use them. Everything waits for what is seen."""

import re
import time
from typing import Any, Self

import httpx
from playwright.sync_api import FilePayload, Locator, Page, expect

_PATIENCE_S = 20.0


class CustomerPage:
    """What a customer sees and does; in the widget the same, inside the lender's page."""

    def __init__(self, page: Page, service: str) -> None:
        self.page = page
        self._service = service
        self.box = page.get_by_role("textbox", name=re.compile("^(输入您的问题|Write your question)$"))
        self.send = page.get_by_role("button", name=re.compile("^(发送|Send)$"))
        self.person = page.locator("qiao-chat header button.human")
        self.more = page.get_by_role("button", name=re.compile("^(更多|More)$"))
        self.menu = page.get_by_role("dialog", name=re.compile("^(更多服务|More services)$"))
        self.tiles = page.locator("qiao-chat .tile")
        self.own = page.locator("qiao-chat .message.own .bubble")
        self.answers = page.locator("qiao-chat .message.bot")
        self.replies = page.locator("qiao-chat .message.agent .bubble")
        self.said = page.locator("qiao-chat :is(.message.own, .message.agent) .bubble")
        self.speaker = page.locator("qiao-chat .who-name")
        self.tray = page.get_by_role("region", name=re.compile("^(待发送的文件|Files to send)$"))
        self.bar = page.locator("qiao-chat .bar:not(.word)")

    def open(self) -> Self:
        self.page.goto(f"{self._service}/")
        return self.is_welcomed()

    def another_tab(self) -> "CustomerPage":
        """The same browser, a second tab."""
        return CustomerPage(self.page.context.new_page(), self._service).open()

    def is_welcomed(self) -> Self:
        expect(self.page.locator('qiao-chat .panel[data-face="full"]')).to_be_visible()
        return self

    def writes(self, text: str) -> Self:
        self.box.fill(text)
        return self

    def says(self, text: str) -> Self:
        self.writes(text).box.press("Enter")
        return self

    def chooses_files(self, *files: FilePayload) -> Self:
        """By the button, as on a phone; they are not sent yet."""
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name=re.compile("^(发送图片或 PDF|Send a picture or PDF)$")).click()
        chooser.value.set_files([*files])
        expect(self.tray).to_be_visible()
        return self

    def asks_for_a_person(self) -> Self:
        self.person.tap() if self._is_phone else self.person.click()
        expect(self.speaker).to_have_text(re.compile("正在转接人工|Finding a person"))
        return self

    def opens_the_menu(self) -> Self:
        self.more.click()
        expect(self.menu).to_be_visible()
        return self

    def chooses(self, name: str) -> Self:
        self.page.locator("qiao-chat").get_by_role("button", name=name, exact=True).click()
        return self

    def rates(self, score: int, reason: str) -> Self:
        self.chooses_score(score).chooses(reason).chooses("提交评价")
        expect(self.page.get_by_text(f"感谢您的评价：{score} 分")).to_be_visible()
        return self

    def chooses_score(self, score: int) -> Self:
        self.page.get_by_role("button", name=re.compile(f"^{score} 分")).click()
        return self

    def sees(self, text: str) -> Self:
        expect(self.page.locator("qiao-chat").get_by_text(text).last).to_be_visible()
        return self

    def is_answered(self) -> Self:
        """By the robot, with a source, and labelled as a robot."""
        answer = self.answers.last
        expect(answer.locator(".source-title").first).not_to_be_empty()
        expect(answer.locator(".label.robot")).to_be_visible()
        return self

    def has_said(self, *texts: str) -> Self:
        """Exactly this, in this order, and the server has all of it."""
        expect(self.own).to_have_text(texts)
        expect(self.page.locator("qiao-chat .message.own .delivery").last).to_have_text(
            re.compile("已发送|已送达|已读|Sent|Delivered|Read")
        )
        return self

    def hears(self, *texts: str) -> Self:
        """Exactly this from the agent, in this order."""
        expect(self.replies).to_have_text(texts)
        return self

    def hears_and_said(self, *texts: str) -> Self:
        """Exactly this between her and the agent, in this order."""
        expect(self.said).to_have_text(texts)
        return self

    def is_stored(self, *texts: str) -> Self:
        """The server keeps exactly this of her own words, each once, in this order."""
        give_up_at = time.monotonic() + _PATIENCE_S
        while self._stored() != list(texts):
            assert time.monotonic() < give_up_at, self._stored()
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        return self

    def _stored(self) -> list[str]:
        token = self.page.evaluate("(key) => localStorage.getItem(key)", f"qiao:token:{self._service}")
        answer = httpx.get(f"{self._service}/api/v1/web/history", headers={"Authorization": f"Bearer {token}"})
        messages: list[dict[str, Any]] = [
            entry["message"] for entry in answer.json()["entries"] if entry["kind"] == "message"
        ]
        return [
            message["content"].get("text") or message["content"]["label"]
            for message in messages
            if message["author"]["kind"] == "customer"
        ]

    def goes_offline(self) -> Self:
        self.page.context.set_offline(True)
        expect(self.bar).to_have_text(re.compile("网络已断开"))
        return self

    def comes_back(self) -> Self:
        self.page.context.set_offline(False)
        expect(self.bar).to_be_empty()
        return self

    def presses(self, *keys: str) -> Self:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def tabs_to(self, target: Locator, *, backwards: bool = False, at_most: int = 25) -> Self:
        """By the keyboard alone."""
        for _ in range(at_most):
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            if _is_focused(target):
                return self
        raise AssertionError(f"Tab does not reach {target}")

    @property
    def _is_phone(self) -> bool:
        size = self.page.viewport_size
        return size is not None and size["width"] < 600


class HostPage(CustomerPage):
    """A page of the lender with the widget in it."""

    def __init__(self, page: Page, service: str) -> None:
        super().__init__(page, service)
        self.launcher = page.get_by_role("button", name=re.compile("^打开在线客服"))
        self.panel = page.locator("qiao-chat .panel")

    def open(self, origin: str | None = None) -> Self:
        self.page.goto(f"{origin}/")
        return self

    @property
    def socket_url(self) -> str:
        return f"{self._service.replace('http', 'ws', 1)}/api/v1/web/socket"

    def opens_the_chat(self) -> Self:
        self.launcher.click()
        return self

    def is_identified(self, token: str) -> str | None:
        """Hand the lender's token to the widget; None when it was accepted, else the refusal."""
        return self.page.evaluate(
            """(token) => new Promise((done) => {
                addEventListener('qiao', ({ detail }) => done(detail.error), { once: true })
                Qiao('identify', token)
            })""",
            token,
        )


class DeskPage:
    """What an agent sees and does."""

    def __init__(self, page: Page, service: str) -> None:
        self.page = page
        self._service = service
        self.rooms = page.get_by_role("navigation", name=re.compile("^(房间|Rooms)$"))
        self.rows = page.locator("#work-list [data-item]")
        self.talk = page.get_by_role("region", name="对话", exact=True)
        self.brief = page.get_by_role("region", name="交接摘要")
        self.reply = page.get_by_role("textbox", name="给客户的回复")
        self.note = page.get_by_role("textbox", name="内部备注，客户看不到")
        self.ring = page.get_by_role("region", name="新会话")
        self.keys = page.get_by_role("dialog", name="键盘快捷键")
        self.closing = page.get_by_role("dialog", name="结束会话")
        self.said = page.locator(":is(.bubble.customer, .bubble.agent) .body")
        self.notes = page.locator(".bubble.note .body")

    def open(self) -> Self:
        self.page.goto(f"{self._service}/desk/")
        return self

    def signs_in(self, username: str, password: str) -> Self:
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page.get_by_role("tab", name=re.compile("^我的"))).to_be_visible()
        return self

    def enters(self, username: str, password: str, *, new_password: str | None = None) -> Self:
        """As `signs_in`, whatever her post's first page is; the first time she chooses another password."""
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        if new_password is not None:
            self.page.get_by_label("新密码").fill(new_password)
            self.page.get_by_role("button", name="继续").click()
        expect(self.rooms).to_be_visible()
        return self

    def goes_to(self, room: str) -> Self:
        self.rooms.get_by_role("link", name=room, exact=True).click()
        expect(self.rooms.get_by_role("link", name=room, exact=True)).to_have_attribute("aria-current", "page")
        return self

    def is_ready(self) -> Self:
        return self.becomes("就绪")

    def becomes(self, state: str) -> Self:
        self.page.get_by_role("button", name=re.compile("^我的状态")).click()
        self.page.get_by_role("menuitemradio", name=re.compile(f"^{state}")).click()
        expect(self.page.get_by_role("button", name=f"我的状态：{state}")).to_be_visible()
        # Off the lists, which hold still under a pointer.
        self.page.mouse.move(900, 300)
        return self

    def accepts(self) -> Self:
        """What rings is taken by its button."""
        self.ring.first.get_by_role("button", name=re.compile("^接入")).click()
        return self.is_in_hand()

    def is_in_hand(self) -> Self:
        """The open conversation is hers."""
        expect(self.talk.get_by_text("我在服务")).to_be_visible()
        return self

    def focused_row(self) -> str:
        """The id of the work item under the keyboard's focus."""
        item = self.page.evaluate("() => document.activeElement.dataset.item")
        assert isinstance(item, str)
        return item

    def opens(self, row: int) -> Self:
        self.rows.nth(row).click()
        return self

    def replies(self, text: str) -> Self:
        """At once, without the moment in which it can be taken back."""
        self.reply.fill(text)
        self.reply.press("Control+Enter")
        expect(self.said.filter(has_text=text).last).to_be_visible()
        expect(self.talk.get_by_text(re.compile("^(发送中|未发出)"))).to_have_count(0)
        return self

    def sees(self, text: str) -> Self:
        expect(self.talk.get_by_text(text).last).to_be_visible()
        return self

    def has_between_them(self, *texts: str) -> Self:
        """The customer's and the agents' words, exactly these, in this order (choices of buttons left out)."""
        expect(self.said).to_have_text([re.compile(re.escape(text) + "$") for text in texts])
        return self

    def closes(self, reason: str) -> Self:
        self.talk.get_by_role("button", name="结束", exact=True).click()
        self.closing.get_by_label(reason, exact=True).check()
        self.closing.get_by_role("button", name="结束会话").click()
        expect(self.closing).to_be_hidden()
        return self

    def presses(self, *keys: str) -> Self:
        for key in keys:
            self.page.keyboard.press(key)
        return self


def _is_focused(target: Locator) -> bool:
    return target.evaluate("(element) => element.getRootNode().activeElement === element")

"""The pages about rights, in front of the people who need them: reveals, accounts, the matrix, the trail, reviews."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pyotp.totp import TOTP

from tests.browser.conftest import LAPTOP, PASSWORD
from tests.browser.pages import CustomerPage, DeskPage
from tests.browser.test_safety import grave_findings
from tests.kills.server import Server

NewContext = Callable[..., BrowserContext]
OpenCustomer = Callable[..., CustomerPage]
Enter = Callable[..., DeskPage]
NUMBER, MASK = "15011112222", "150****2222"
ACCOUNTS = {
    "linmei": ["工作", "工单", "权限表", "我的"],
    "zhaoqin": [
        "工作",
        "现场",
        "大屏",
        "预测",
        "受理",
        "投诉",
        "工单",
        "投诉报表",
        "突发事件",
        "复核",
        "人员",
        "权限表",
        "我的",
    ],
    "wumin": ["工作", "工单", "权限表", "我的"],
    "sunjia": ["工作", "受理", "投诉", "工单", "投诉报表", "权限表", "我的"],
    "zhoulan": ["工作", "受理", "投诉", "工单", "投诉报表", "触达", "复核", "审计", "人员", "权限表", "我的"],
    "zhengyi": ["复核", "审计", "人员", "权限表", "我的"],
    "qianwei": ["人员", "权限表", "我的"],
    "hanlu": ["大屏", "预测", "人员", "权限表", "我的"],
    "heping": ["工单", "突发事件", "触达", "权限表", "我的"],
}
PATHS = {
    "工作": "work",
    "现场": "floor",
    "大屏": "wall",
    "受理": "requests",
    "复核": "reviews",
    "审计": "audit",
    "预测": "planning",
    "投诉": "complaints",
    "工单": "orders",
    "投诉报表": "reports",
    "突发事件": "incidents",
    "触达": "outreach",
    "人员": "staff",
    "权限表": "matrix",
    "我的": "account",
}
EVERY_PAGE = frozenset(PATHS.values())
HELD = "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.documentElement.outerHTML"


@pytest.fixture
def enter(new_context: NewContext, server: Server) -> Enter:
    """Somebody signs in, on a laptop or as `options` say, and sees the pages of her post."""

    def sign_in(
        username: str, password: str = PASSWORD, *, new_password: str | None = None, **options: Any
    ) -> DeskPage:
        page = new_context(**{**LAPTOP, **options}).new_page()
        return DeskPage(page, server.url).open().enters(username, password, new_password=new_password)

    return sign_in


class Caller:
    """Somebody of the demo who uses the routes without a page."""

    def __init__(self, server: Server, username: str) -> None:
        self.client = httpx.Client(base_url=f"{server.url}/api/v1", headers={"Origin": server.url}, timeout=20)
        me = self.client.post("/staff/sign-in", json={"username": username, "password": PASSWORD}).json()
        self.client.headers["X-CSRF-Token"] = me["csrf"]

    def post(self, path: str, **body: object) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@pytest.fixture
def call(server: Server) -> Iterator[Callable[[str], Caller]]:
    callers: list[Caller] = []

    def make(username: str) -> Caller:
        callers.append(Caller(server, username))
        return callers[-1]

    yield make
    for caller in callers:
        caller.client.close()


@pytest.fixture
def officer(open_customer: OpenCustomer, enter: Enter, signed_in: httpx.Client, quiet_desk: None) -> Iterator[DeskPage]:
    """A complaint officer who has a complaint in hand, in which a number is masked; her clock can be moved."""
    _ = quiet_desk
    signed_in.put("/api/v1/desk/presence", json={"state": "offline"})
    desk = enter("sunjia").is_ready()
    desk.page.clock.install()
    open_customer().says(f"我要投诉，打我新号码{NUMBER}").asks_for_a_person()
    yield desk.accepts()
    if desk.talk.get_by_text("我在服务").is_visible():
        desk.closes("其他")
    desk.becomes("离线")


def _spot(desk: DeskPage) -> Any:
    return desk.talk.get_by_role("button", name=re.compile(re.escape(MASK)))


def _sees_the_number(desk: DeskPage) -> None:
    """By the keyboard, for the reason that stands first, after her password where that is asked for."""
    desk.presses("Escape") if desk.reply.evaluate("(box) => box === document.activeElement") else None
    desk.presses("u")
    dialog = desk.page.get_by_role("dialog", name="查看明文：手机号")
    dialog.get_by_label("联系客户答复").check()
    password = dialog.get_by_label("密码或动态验证码")
    if password.is_visible():
        password.fill(PASSWORD)
    dialog.get_by_role("button", name="查看", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(desk.talk.get_by_text(NUMBER)).to_be_visible()


def _is_about_a_complaint(desk: DeskPage) -> None:
    desk.page.get_by_role("button", name="更改 事项").click()
    dialog = desk.page.get_by_role("dialog", name="事项")
    dialog.get_by_label("搜索事项").fill("我要投诉")
    dialog.get_by_role("button", name="我要投诉", exact=True).click()
    expect(dialog).to_be_hidden()


def _nothing_is_left(desk: DeskPage) -> None:
    expect(desk.page.get_by_text(NUMBER)).to_have_count(0)
    assert NUMBER not in desk.page.evaluate(HELD)


def test_a_number_is_hidden_with_a_reason_then_shown_for_a_while(officer: DeskPage) -> None:
    dialog = officer.page.get_by_role("dialog")
    officer.page.get_by_role("button", name="更改 事项").click()
    dialog.get_by_label("搜索事项").fill("怎么还款")
    dialog.get_by_role("button", name="怎么还款", exact=True).click()
    expect(dialog).to_be_hidden()
    _spot(officer).click()
    expect(dialog).to_contain_text("这次联络谈的事不需要这一项")
    expect(dialog).to_contain_text("请先把事项登记到联络上")
    dialog.get_by_role("button", name="知道了").click()

    _is_about_a_complaint(officer)
    _spot(officer).click()
    dialog.get_by_label("密码或动态验证码").fill("not her password")
    dialog.get_by_role("button", name="查看", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text("密码或验证码不正确")
    officer.presses("Escape")
    expect(dialog).to_be_hidden()
    _sees_the_number(officer)

    expect(officer.page.get_by_role("button", name=re.compile("立即遮住，还剩"))).to_be_visible()
    mark = officer.page.locator(".mark span").first
    expect(mark).to_have_attribute("data-words", re.compile(r"孙佳（演示） sunjia \d{4}-\d\d-\d\d"))
    assert grave_findings(officer.page) == []
    assert NUMBER not in officer.page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    officer.page.clock.fast_forward(61_000)
    expect(_spot(officer)).to_be_visible()
    expect(officer.page.locator(".mark")).to_have_count(0)
    _nothing_is_left(officer)


def test_what_is_in_clear_goes_with_the_contact(officer: DeskPage) -> None:
    _is_about_a_complaint(officer)
    _sees_the_number(officer)
    officer.page.get_by_role("button", name=re.compile("立即遮住，还剩")).click()
    _nothing_is_left(officer)

    _sees_the_number(officer)
    officer.page.get_by_role("link", name="权限表").click()
    expect(officer.page.get_by_role("heading", name="权限表")).to_be_visible()
    officer.page.go_back()
    expect(_spot(officer)).to_be_visible()
    _nothing_is_left(officer)

    _sees_the_number(officer)
    officer.closes("已解决")
    expect(officer.talk.get_by_text("我在服务")).to_have_count(0)
    _nothing_is_left(officer)


def test_an_auditor_reviews_what_was_seen_and_finds_it_in_the_trail(officer: DeskPage, enter: Enter) -> None:
    _is_about_a_complaint(officer)
    _sees_the_number(officer)

    auditor = enter("zhengyi").goes_to("复核")
    opened = auditor.page.get_by_role("row").filter(has_text="孙佳（演示）").first
    expect(opened).to_contain_text("手机号")
    expect(opened).to_contain_text("联系客户答复")
    opened.get_by_role("link").click()
    # Pressing the customer asks what the trail has of her: who saw this number, and why?
    expect(auditor.page).to_have_url(re.compile("/audit.*customer="))
    auditor.page.get_by_label("信息项").select_option(label="手机号")
    auditor.page.get_by_label("行为").select_option(label="查看明文")
    auditor.page.get_by_role("button", name="查询", exact=True).click()
    found = auditor.page.get_by_role("region", name="查询结果")
    expect(found.get_by_role("row").nth(1)).to_contain_text("孙佳（演示）")
    expect(found.get_by_role("row").nth(1)).to_contain_text("联系客户答复")
    expect(found.get_by_role("row").nth(1)).to_contain_text("cmp-phone-2")
    expect(found).not_to_contain_text(NUMBER)
    auditor.page.get_by_label("员工用户名").fill("linmei")
    auditor.page.get_by_role("button", name="查询", exact=True).click()
    expect(auditor.page.get_by_text("没有这样的记录")).to_be_visible()

    auditor.goes_to("复核")
    waiting = auditor.page.get_by_role("button", name="合理 孙佳（演示）", exact=True)
    expect(waiting.first).to_be_visible()
    before = waiting.count()
    waiting.first.click()
    expect(waiting).to_have_count(before - 1)
    auditor.page.get_by_label("显示").select_option(label="已复核")
    expect(auditor.page.get_by_role("row").filter(has_text="孙佳（演示）").first).to_contain_text("合理")


def test_a_leader_agrees_that_the_glass_is_broken(open_customer: OpenCustomer, agent: DeskPage, enter: Enter) -> None:
    open_customer().says(f"有人要跳楼，打{NUMBER}").asks_for_a_person()
    agent.accepts()
    _spot(agent).click()
    dialog = agent.page.get_by_role("dialog")
    expect(dialog).to_contain_text("权限表没有给您的岗位这一项")
    dialog.get_by_role("button", name="紧急破例…").click()
    dialog.get_by_label("生命危险").check()
    dialog.get_by_label(re.compile("发生了什么")).fill("客户说有人要跳楼")
    dialog.get_by_role("button", name="请第二人同意").click()
    expect(dialog).to_contain_text("等待第二人同意")

    leader = enter("zhaoqin").goes_to("复核")
    asked = leader.page.get_by_role("row").filter(has_text="客户说有人要跳楼").first
    expect(asked).to_contain_text("等待同意")
    asked.get_by_role("button", name=re.compile("^同意")).click()
    expect(asked).to_contain_text("正在打开")

    expect(dialog.get_by_label("生命危险")).to_be_checked()
    dialog.get_by_role("button", name="查看", exact=True).click()
    expect(agent.talk.get_by_text(NUMBER)).to_be_visible()
    agent.closes("其他")
    _nothing_is_left(agent)


def test_a_new_password_ends_the_other_sessions(enter: Enter, call: Callable[[str], Caller]) -> None:
    first, second, third = "first-password-of-hers", "second-password-of-hers", "a wrong password"
    once = _new_account(call, "liying", "李英（演示）")
    here = enter("liying", once, new_password=first)
    there = enter("liying", first)

    here.goes_to("我的")
    expect(here.page.get_by_role("region", name="登录中的设备").get_by_role("row")).to_have_count(3)
    form = here.page.get_by_role("region", name="修改密码")
    form.get_by_label("当前密码").fill(third)
    form.get_by_label("新密码", exact=True).fill(second)
    form.get_by_label("再输入一次新密码").fill(second)
    form.get_by_role("button", name="修改密码").click()
    expect(form.get_by_role("alert")).to_have_text("当前密码不正确")
    form.get_by_label("当前密码").fill(first)
    form.get_by_role("button", name="修改密码").click()

    expect(here.page.get_by_text("密码已修改")).to_be_visible()
    expect(here.page.get_by_role("region", name="登录中的设备").get_by_role("row")).to_have_count(2)
    expect(there.page.get_by_role("button", name="登录", exact=True)).to_be_visible()
    enter("liying", second)


def test_the_administrator_asks_for_a_post_and_another_approves(enter: Enter) -> None:
    admin = enter("qianwei").goes_to("人员")
    admin.page.get_by_label("搜索姓名").fill("吴敏")
    admin.page.get_by_role("button", name="吴敏（演示）").click()
    dialog = admin.page.get_by_role("dialog", name="吴敏（演示）")
    dialog.get_by_role("button", name="申请岗位").click()
    dialog.get_by_label("申请岗位").select_option(label="在线客服")
    dialog.get_by_label("理由").fill("周末顶班")
    dialog.get_by_role("button", name="提交申请").click()
    expect(admin.page.get_by_text("已提交，等待第二人批准").first).to_be_visible()
    admin.presses("Escape")
    admin.page.get_by_role("tab", name=re.compile("待复核")).click()
    own = admin.page.get_by_role("row").filter(has_text="周末顶班")
    expect(own).to_contain_text("您提交的，由别人批准")
    expect(own.get_by_role("button", name=re.compile("^批准"))).to_have_count(0)

    checker = enter("zhoulan").goes_to("人员")
    checker.page.get_by_role("tab", name=re.compile("待复核")).click()
    checker.page.get_by_role("row").filter(has_text="周末顶班").get_by_role("button", name=re.compile("^批准")).click()
    expect(checker.page.get_by_text("周末顶班")).to_have_count(0)
    checker.page.get_by_role("tab", name="员工").click()
    expect(checker.page.get_by_role("row").filter(has_text="吴敏（演示）")).to_contain_text("在线客服")
    admin.page.get_by_role("tab", name="员工").click()
    expect(admin.page.get_by_role("row").filter(has_text="吴敏（演示）")).to_contain_text("在线客服")


def test_the_matrix_answers_in_two_clicks(enter: Enter) -> None:
    page = enter("linmei").goes_to("权限表").page
    questions = page.get_by_role("navigation", name="要问的岗位或信息项")
    questions.get_by_role("button", name=re.compile("^银行卡号")).click()
    answer = page.get_by_role("region", name="谁能看到「银行卡号」，为什么")
    expect(answer.get_by_role("row").filter(has_text="电话客服")).to_contain_text("tel-bank-card")
    answer.get_by_role("button", name="系统管理员").click()
    expect(answer.get_by_role("status")).to_contain_text("权限表规定您的岗位看不到这一项")

    page.get_by_label("搜索岗位或信息项").fill("phone agent")
    questions.get_by_role("button", name="电话客服").click()
    answer = page.get_by_role("region", name="「电话客服」能看到什么")
    match = answer.get_by_role("row").filter(has_text="tel-id-number-2")
    expect(match).to_contain_text("只比对是否一致")
    expect(match).to_contain_text("需再次验证身份")
    page.get_by_label("用途").select_option(label="解答与服务")
    expect(match).to_have_count(0)
    page.reload()
    expect(page.get_by_role("region", name="「电话客服」能看到什么")).to_be_visible()


@pytest.mark.parametrize("username", ACCOUNTS)
def test_each_post_sees_exactly_its_pages(enter: Enter, server: Server, username: str) -> None:
    desk = enter(username)
    expect(desk.rooms.get_by_role("link")).to_have_text(ACCOUNTS[username])
    hers = {PATHS[name] for name in ACCOUNTS[username]}
    expect(desk.page).to_have_url(re.compile(f"/desk/{PATHS[ACCOUNTS[username][0]]}"))
    for name in ACCOUNTS[username]:
        desk.goes_to(name)
        expect(desk.page.get_by_role("alert")).to_have_count(0)
    for page in sorted(EVERY_PAGE - hers - {"work"}):
        desk.page.goto(f"{server.url}/desk/{page}")
        expect(desk.page.get_by_text("您的岗位没有")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("username", ["zhoulan", "qianwei"])
def test_the_pages_are_accessible(enter: Enter, username: str, scheme: str) -> None:
    desk = enter(username, color_scheme=scheme)
    for name in ACCOUNTS[username]:
        desk.goes_to(name)
        expect(desk.page.locator(".skeleton")).to_have_count(0)
        assert grave_findings(desk.page) == [], name
    _look_into_the_tabs(desk.page)


def _look_into_the_tabs(page: Page) -> None:
    page.get_by_role("link", name="人员").click()
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(page.locator(".skeleton")).to_have_count(0)
        assert grave_findings(page) == [], tab.inner_text()


def test_in_english_too(enter: Enter) -> None:
    desk = enter("zhoulan")
    desk.page.get_by_role("button", name=re.compile("^语言")).click()
    desk.page.get_by_role("menuitemradio", name="English").click()
    for name in ("Reviews", "Audit", "Staff", "Rights", "Account"):
        desk.rooms.get_by_role("link", name=name, exact=True).click()
        expect(desk.page.get_by_role("heading", level=1)).to_have_text(name)
        expect(desk.page.locator(".skeleton")).to_have_count(0)
        labels = desk.page.locator(":is(label, button, th, h2, h3)").all_inner_texts()
        spoken = [text for text in labels if re.search(r"[\u4e00-\u9fff]", text) and "演示" not in text]
        assert spoken == ["简体中文"] * spoken.count("简体中文"), json.dumps(spoken, ensure_ascii=False)


def _new_account(call: Callable[[str], Caller], username: str, name: str) -> str:
    """The password that serves once."""
    new = {"username": username, "name": name, "post": "online_agent", "reason": "new"}
    opened = call("qianwei").post("/access/staff", **new)
    call("zhoulan").post(f"/access/post-requests/{opened['request']}/approve")
    return opened["password"]


def test_one_time_codes_are_set_up_and_hold_at_the_next_sign_in(enter: Enter, call: Callable[[str], Caller]) -> None:
    password = "a-password-of-her-own"
    once = _new_account(call, "hexin", "何欣（演示）")
    desk = enter("hexin", once, new_password=password).goes_to("我的")
    card = desk.page.get_by_role("region", name="动态验证码")
    card.get_by_role("button", name="启用").click()
    card.get_by_label("当前密码").fill(password)
    card.get_by_role("button", name="继续").click()
    expect(card.get_by_role("img", name="身份验证器二维码")).to_be_visible()
    secret = card.locator("code").inner_text()
    card.get_by_label("验证码").fill(TOTP(secret).now())
    card.get_by_role("button", name="继续").click()
    recovery = card.get_by_role("listitem")
    expect(recovery).to_have_count(10)
    first = recovery.first.inner_text()
    card.get_by_role("button", name="已保存").click()
    expect(card).to_contain_text("还剩 10 个恢复码")
    assert secret not in desk.page.content()
    assert first not in desk.page.content()

    desk.page.get_by_role("button", name="退出登录").click()
    desk.page.get_by_label("用户名").fill("hexin")
    desk.page.get_by_label("密码").fill(password)
    desk.page.get_by_role("button", name="登录", exact=True).click()
    desk.page.get_by_label("动态验证码").fill(first)
    desk.page.get_by_role("button", name="继续").click()
    expect(desk.goes_to("我的").page.get_by_role("region", name="动态验证码")).to_contain_text("还剩 9 个恢复码")


def test_a_reset_takes_two_who_each_know_half(enter: Enter, call: Callable[[str], Caller]) -> None:
    enter("songyu", _new_account(call, "songyu", "宋雨（演示）"), new_password="the-password-she-forgets")
    admin = enter("qianwei").goes_to("人员")
    admin.page.get_by_role("button", name="宋雨（演示）").click()
    dialog = admin.page.get_by_role("dialog", name="宋雨（演示）")
    dialog.get_by_role("button", name="重置密码…").click()
    dialog.get_by_label("理由").fill("忘记密码")
    dialog.get_by_role("button", name="申请重置").click()
    first_half = dialog.locator("code").inner_text()

    checker = enter("zhoulan").goes_to("人员")
    checker.page.get_by_role("tab", name=re.compile("待复核")).click()
    resets = checker.page.get_by_role("region", name="重置登录")
    resets.get_by_role("row").filter(has_text="宋雨（演示）").get_by_role("button", name=re.compile("^批准")).click()
    expect(resets).to_contain_text("宋雨（演示） 的一次性密码后半段")
    second_half = resets.locator("code").inner_text()
    assert first_half not in checker.page.content()
    assert second_half not in admin.page.content()

    enter("songyu", first_half + second_half, new_password="the-password-she-keeps")

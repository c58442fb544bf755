"""The widget in a lender's page: untouched by its styles, joined by its tokens, closed to strangers."""

import time
import uuid
from collections.abc import Callable

from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import expect

from tests.browser.conftest import IDENTITY_KEY, Host, Troubles
from tests.browser.pages import CustomerPage, DeskPage, HostPage

OpenHost = Callable[..., HostPage]
OpenCustomer = Callable[..., CustomerPage]

PLAIN = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>我的借款</title>
<body><h1>我的借款</h1><script src="{{qiao}}/widget.js" data-entrance="app" async></script>
<script>window.Qiao = window.Qiao || function () { (Qiao.q = Qiao.q || []).push(arguments) }</script></body></html>"""
WILD = PLAIN.replace(
    "</title>",
    """</title><style>
body > *, body > * * { box-sizing: content-box !important; color: lime !important; letter-spacing: 9px !important;
    font: 700 31px/3 serif !important; border: 5px dashed red !important; text-transform: uppercase !important;
    direction: rtl; visibility: hidden; animation: spin 1s infinite !important }
button, textarea, div, section, p, header { display: none !important; width: 3px !important; opacity: .1 !important }
html { font-size: 50px !important; filter: none } body > * { position: static; transform: none }
@keyframes spin { to { rotate: 360deg } }
h1 { visibility: visible }
</style>""",
)
MEASURE = """(panel) => [...panel.querySelectorAll('header, .who-name, button, textarea, .intro-notice')].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect(), css = getComputedStyle(one)
    return [one.className, ...[x, y, width, height].map(Math.round), css.color, css.fontSize, css.fontFamily,
        css.letterSpacing, css.textTransform, css.direction, css.borderStyle, css.visibility, css.animationName]
})"""


def token_of(subject: str, *, key: str = IDENTITY_KEY, name: str | None = "王小桥") -> str:
    now = int(time.time())
    claims = {"iss": "lender", "aud": "qiao", "sub": subject, "lvl": "A1", "iat": now, "exp": now + 300}
    return jwt.encode({"alg": "HS256"}, {**claims, "name": name, "jti": uuid.uuid4().hex}, OctKey.import_key(key))


def test_the_styles_of_the_host_page_stay_outside(open_host: OpenHost) -> None:
    plain = open_host(html=PLAIN).opens_the_chat().is_welcomed()
    wild = open_host(html=WILD).opens_the_chat().is_welcomed()

    expect(wild.tiles.first).to_be_visible()
    assert wild.panel.evaluate(MEASURE) == plain.panel.evaluate(MEASURE)
    wild.says("怎么还款").is_answered()


def test_the_launcher_opens_closes_and_tells_of_news(open_host: OpenHost, agent: DeskPage) -> None:
    customer = open_host(html=PLAIN).opens_the_chat().is_welcomed()
    customer.says("你好").asks_for_a_person()
    agent.accepts()
    customer.sees("我是人工客服林美")

    customer.presses("Escape")
    expect(customer.panel).to_be_hidden()
    expect(customer.launcher).to_be_focused()
    agent.replies("请问您想办什么")

    customer.sees("请问您想办什么")
    expect(customer.launcher).to_have_accessible_name("打开在线客服，1 条未读消息")
    customer.opens_the_chat().hears("请问您想办什么")


def test_a_signed_token_joins_the_conversation_of_that_customer(open_host: OpenHost, agent: DeskPage) -> None:
    subject = uuid.uuid4().hex
    on_laptop = open_host(html=PLAIN).opens_the_chat().is_welcomed()
    assert on_laptop.is_identified(token_of(subject)) is None
    on_laptop.says("怎么还款").is_answered()

    on_another = open_host(html=PLAIN).opens_the_chat().is_welcomed()
    assert on_another.is_identified(token_of(subject)) is None
    on_another.has_said("怎么还款").is_answered().asks_for_a_person()

    expect(on_laptop.speaker).to_have_text("正在转接人工")
    agent.accepts()
    expect(agent.page.get_by_text("A1 已登录")).to_be_visible()
    on_laptop.opens_the_menu().chooses("退出登录（王**）")
    on_laptop.sees("您已退出登录")
    expect(on_laptop.own).to_have_count(0)
    on_another.has_said("怎么还款", "转人工")


def test_a_token_of_somebody_else_or_one_used_twice_is_refused(open_host: OpenHost) -> None:
    customer = open_host(html=PLAIN).opens_the_chat().is_welcomed()
    good = token_of("somebody")

    assert customer.is_identified(token_of("somebody", key="another secret, which is not that of ours")) is not None
    assert customer.is_identified(good) is None
    assert open_host(html=PLAIN).opens_the_chat().is_welcomed().is_identified(good) is not None


def test_a_page_that_is_not_on_the_list_is_refused(open_host: OpenHost, host: Host, troubles: Troubles) -> None:
    troubles.forgive("has been blocked by CORS policy")

    stranger = open_host(html=PLAIN, origin=host.foreign).opens_the_chat()

    stranger.sees("暂时无法连接客服系统")
    refused = stranger.page.evaluate(
        """(url) => new Promise((done) => {
            const socket = new WebSocket(url)
            socket.onopen = () => done('open')
            socket.onclose = ({ code }) => done(code)
        })""",
        stranger.socket_url,
    )
    assert refused == 1006

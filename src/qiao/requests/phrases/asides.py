"""What is said about the dialogue itself rather than in it: each clause is known whole, or it is something else."""

import re
from collections.abc import Mapping
from typing import Literal

from qiao.requests.phrases.clauses import clauses, one_of, squeezed

Aside = Literal[
    "person", "complaint", "cancel", "what_asked", "repeat", "why", "skip", "wait", "change", "other_one", "go_on"
]

_PLEASE = "(?:请|麻烦|帮我|给我|我要|我想|我想要|直接|赶紧|快){0,3}"
_IT = "(?: it| that| this)?"

_PATTERNS: Mapping[Aside, str] = {
    "person": (
        f"{_PLEASE}(?:转|接|找|换|叫|要)?(?:一?[个下位])?(?:人工|真人|活人|客服人员)(?:客服|服务|坐席)?"
        "(?:吧|来|处理|帮我办|办|谢谢|可以吗|行吗){0,2}"
        "|(?:an? )?(?:real )?(?:human|agent|person|operator)(?: please)?"
        "|(?:i want|i need|give me|get me|let me|can i)(?: to)? ?(?:talk to|speak to|speak with|talk with)?"
        "(?: an?)?(?: real)? (?:person|human|agent|operator|someone)(?: please)?"
        "|(?:talk|speak) (?:to|with)(?: an?)?(?: real)? (?:person|human|agent|someone)(?: please)?"
    ),
    "complaint": (
        f"{_PLEASE}(?:登记|提交?|进行|发起|做)?(?:一?[个下])?投诉(?:你们|你|登记|吧){{0,2}}"
        "|(?:please )?(?:i want to |i need to |id like to |i would like to |can i |let me )?"
        "(?:complain|(?:make|file|lodge|register|raise|submit|take) (?:a|my|this) (?:formal )?complaint)(?: please)?"
    ),
    "cancel": (
        "(?:那|那就|还是|我|这个|这次|先){0,3}"
        + one_of(
            """算了 取消 取消办理 不办了 不弄了 不搞了 不要办了 不想办了 不需要了 不用了 不要了 退出
            结束 放弃 终止 停止办理 别办了 不办 撤销"""
        )
        + "(?:吧|了|谢谢){0,2}|(?:please )?"
        + one_of("cancel quit exit stop abort forget never_?mind drop")
        + f"{_IT}(?: please)?|i dont want (?:it|this|to)(?: any ?more)?|i changed my mind"
    ),
    "what_asked": (
        "[你您]?(?:刚才|刚刚|之前|上面)?是?(?:问|要问|想问|说|讲|要我填|要我说)[了的]?我?(?:的是|的)?(?:什么|啥|哪个)"
        "(?:来着|呢|问题|呀|啊){0,2}|(?:刚才|刚刚|说|办)?到哪(?:里|儿|一步)?了?|什么来着|问啥"
        "|what (?:did|do|were|are) you (?:ask|asking|want|say|saying)(?: me)?|what was (?:the|your) question"
        "|where were we|what do you need(?: from me)?"
    ),
    "repeat": (
        "(?:请|麻烦)?(?:再|重新|重)?(?:说|讲|发|问|复述|重复|来)一?(?:遍|次|下)(?:吧|好吗|可以吗)?|没看清楚?|没听清楚?|没看到"
        "|(?:please )?(?:repeat|say)(?: that| it)?(?: again)?(?: please)?|again please|pardon|come again"
    ),
    "why": (
        "[你您]?们?(?:为什么|为啥|干嘛|干什么|凭什么)(?:要|需要|还要|非要|得)?(?:问|填|知道|提供)?(?:这个|这些|这)?[呢啊呀]?"
        "|(?:问|要|填)(?:这个|这些|这)(?:干嘛|干什么|做什么|有什么用|有啥用|干啥)[呢啊用]?"
        "|why(?: do you (?:ask|need|want)(?: (?:that|this|it|to know))?)?"
        "|what do you need (?:that|this|it) for|what for"
    ),
    "skip": (
        "先?"
        + one_of("跳过 略过 不填 不想说 不说 不方便说 没有要求 没什么要求 下一题 以后再说 不清楚 不知道 说不准 不确定")
        + "(?:吧|了|这个|这题){0,2}|(?:please )?(?:skip|pass)"
        + f"{_IT}|(?:i )?(?:dont know|no idea|not sure|rather not say)"
    ),
    "wait": (
        "请?先?" + one_of("等等 等一下 等下 等会儿? 稍等 等我一下 我看看 我找找 我查一下 等我看看") + "[啊哈哦]?"
        "|(?:please )?(?:wait|hold on|one moment|just a (?:moment|second|sec)|give me a (?:moment|second|minute))"
        "(?: please)?"
    ),
    "change": (
        "我?(?:要|想|需要)?"
        + one_of("改 修改 更改 改改 改下 改一下 换一下 重填 重新填 填错 写错 说错 弄错 搞错")
        + "(?:一下|吧|了){0,2}|(?:i want to |let me )?(?:change|edit|correct|fix)(?: it| that| something)?"
        "|i made a mistake"
    ),
    "other_one": (
        "(?:不是这[笔个张]?|是|我说的是|要|换|我要|选){0,2}(?:另外?一?|别的?那?|其他那?|其它那?)"
        "(?:[笔张](?:借款|贷款|卡)?|个)(?:的|吧)?"
        "|(?:no )?(?:the )?(?:other|another)(?: one| loan| card)|not (?:this|that) one"
    ),
    "go_on": (
        "我?们?(?:要|想)?(?:继续|接着|往下)(?:办理?|来|说|走|刚才的|吧){0,2}"
        "|(?:please )?(?:continue|go on|carry on|resume)(?: please)?"
    ),
}
_ASIDES: Mapping[Aside, re.Pattern[str]] = {aside: re.compile(pattern) for aside, pattern in _PATTERNS.items()}
_LEADS = re.compile("不对|不是|不不|哎|哦|嗯|那个|那|好的?|no|ok|well|sorry|actually")


def aside_in(text: str) -> Aside | None:
    """The one aside that is all the message says, after words that lead up to it."""
    parts = [part for part in clauses(text) if not _LEADS.fullmatch(part)]
    said: set[Aside | None] = {_aside(part) for part in parts}
    return said.pop() if len(said) == 1 else None


def _aside(part: str) -> Aside | None:
    bare = squeezed(part)
    for aside, pattern in _ASIDES.items():
        if pattern.fullmatch(bare):
            return aside
    return None

"""Chinese names that nobody introduces: a surname and a usual given name between words that speak of a person.

Two signs are often a word and three seldom are, so what must stand beside a name depends on its length.
"""

import re
from collections.abc import Container, Iterator

from qiao.language.patterns import lazily
from qiao.language.wordlists import in_order

from .kinds import Found, Kind
from .seeing import BLANK
from .surnames import COMPOUND, COMPOUND_PATTERN, DOUBTFUL, GIVEN, NO_NAMES, SINGLE, WORDLIKE

_EDGES = " \n,.;:。、()[]\"'☺-/|!?~>"
_GREETINGS = ("你好,", "您好,", "你好 ", "您好 ", "你好。", "您好。", "你好!", "您好!")

# Words that a name follows.
_LEADS = in_order(
    "老公 老婆 妻子 丈夫 爱人 爸爸 妈妈 父亲 母亲 儿子 女儿 哥哥 姐姐 弟弟 妹妹 朋友 同事 对象 媳妇 太太 家人 亲戚 "
    "老板 舅舅 叔叔 姑姑 姨妈 "
    "我爸 我妈 我哥 我姐 我弟 我妹 我叔 我舅 我姨 我嫂子 姐夫 妹夫 岳父 岳母 公公 婆婆 前夫 前妻 男友 女友 男朋友 "
    "女朋友 室友 闺蜜 邻居 表哥 "
    "表弟 表姐 堂哥 侄子 外甥 爷爷 奶奶 同学 合伙人 客户 用户 客户经理 员工 业务员 中介 专员 经理 "
    "转给 打给 汇给 借给 还给 发给 寄给 给 帮 帮我查 替 用 以 拿 把 找 和 跟 与 叫 由 让 请 问 我是 就是 应该是 本人 "
    "本人是 写 写的是 上是 "
    "填 填的是 改成 换成 改为 变成 是 卡是 名是 这是 这里是 你好 您好 打款给 转账给 冒充 自称 署名 之 方 人 主 查 "
    "查下 查询 一下 代 "
    "持有 属于 归 谎称 假冒 收到 联系 认识 介绍人 推荐人 对方 被 向 对 因 我 名字"
)
_STRONG_LEADS = tuple(word for word in _LEADS if len(word) > 1)
_WEAK_LEADS = tuple(word for word in _LEADS if len(word) == 1)
# Words that follow a name: titles alone show it, the others where something stands before it as well.
_TITLES = in_order("先生 女士 小姐 同志 本人 名下 名义 的名义 的名字 这个人 同学 老师 师傅 经理 大哥 大姐")
_SEX = (",男", ",女", " 男", " 女", "(男", "(女")
_OWNS = (
    *_TITLES,
    *in_order(
        "的卡 的账 的帐 的银行 的身份 的手机 的电话 的贷 的借 的钱 的号 的征信 的信息 的名 的合同 的额度 的订单 的欠 "
        "的资料 的工资 的房 的车 的那 "
        "的人 的是 的微信 的支付 的邮 的地址 的住 身份证 手机 电话 卡号 账号 账户 证件 去世 欠 贷款 借款 借的 借了 "
        "贷的 代还 还款 介绍 担保 名字 "
        "要还 想还 也想 也要 已经 说 来 打 收 查 在你 这个"
    ),
    *_SEX,
    *(",身份证", " 身份证", "、身份证"),
)
_FOLLOWS = (
    *_OWNS,
    *in_order(
        "一起 一块 啊 哦 了 吗 吧 呢 的 也 就 都 没 不 在 是 和 跟 因 有 到 想 要 被 还 联 办 申 签 这 那 现 今 "
        "昨 前 同 我 你 帮 代"
    ),
)
_TOGETHER = in_order("一起 一块 都 两个 俩 和 跟 与 吗 吧 呢 了")
_MORE_WORDS = lazily(
    r"今天|明天|昨天|明年|现在|目前|身份|手机|电话|来自|马上|一直|一共|一下|如果|可以|因为|上个|上月|本人|地址|申请"
    r"|之前|利息|利率|平台|银行"
    r"|还款|时候|时间|然后|怎么|有没有|不|达到|成功|通过|以|先|再|会|有|可|去|行|利|全"
)

_GIVEN = f"[{''.join(sorted(GIVEN))}]"
_NAME = lazily(rf"(?P<surname>{COMPOUND_PATTERN}|[{SINGLE}])(?P<gap>[ ☺.\-_]?)(?P<given>{_GIVEN}(?:(?P=gap){_GIVEN})?)")
_HEADS = SINGLE + "".join(name[0] for name in COMPOUND.split("|"))
_SECONDS = "".join(sorted({name[1] for name in COMPOUND.split("|")}))
_ANY_LEADS = tuple(_LEADS)
_BEFORE = re.escape(_EDGES + BLANK) + "".join(sorted({word[-1] for word in _LEADS}))
# Each place where a name may begin is looked at, also within another: in 和王芳 there are two.
_CANDIDATE = lazily(rf"[{_HEADS}](?<![^{_BEFORE}].)(?=[ ☺.\-_]?{_GIVEN}|[{_SECONDS}])")
_LABELS = lazily(rf"[ ,;:、\-/|☺\n]{{0,3}}(?:的?(?:身份证|手机|电话|卡号|账号|证件)(?:号码?)?[是:为 ]{{0,2}})?{BLANK}")


def likely_names(text: str, *, known: Container[int]) -> Iterator[Found]:
    """Names beside those that begin at the `known` places."""
    for candidate in _CANDIDATE.finditer(text):
        start = candidate.start()
        if start in known or text[start : start + 2] in NO_NAMES or text[start + 1 : start + 3] in NO_NAMES:
            continue
        end = _end(text, start)
        if end is not None:
            yield Found(start, end, Kind.NAME)


def _end(text: str, start: int) -> int | None:
    """Where the name that begins here ends, if one does."""
    name = _NAME.match(text, start)
    if name is None:
        return None
    surname, given = name["surname"], name["given"].replace(name["gap"], "") if name["gap"] else name["given"]
    if _is_word(surname + given, text[start - 1 : start]):
        return None
    is_long = len(surname) + len(given) > 2  # noqa: PLR2004
    if is_long and _stands(text, start, name.end(), surname, is_long=True):
        return name.end()
    if len(given) == 2:  # noqa: PLR2004
        shorter = name.end() - 1 - len(name["gap"])
        if _stands(text, start, shorter, surname, is_long=len(surname) > 1):
            return shorter
        return None
    return name.end() if _stands(text, start, name.end(), surname, is_long=is_long) else None


def _is_word(name: str, before: str) -> bool:
    return name[:2] in NO_NAMES or name[1:3] in NO_NAMES or before + name[0] in NO_NAMES


def _stands(text: str, start: int, end: int, surname: str, *, is_long: bool) -> bool:
    after = text[end : end + 1]
    if after in ("*", "·"):
        return False
    edge_after = not after or after in _EDGES or after == BLANK or after.isdecimal()
    edge_before = start == 0 or text[start - 1] in _EDGES or text[start - 1] == BLANK
    doubtful = surname in DOUBTFUL
    if text.startswith(_TITLES, end) and (edge_before or text.endswith(_ANY_LEADS, 0, start)):
        return True
    if not is_long and text[end - 1] in WORDLIKE:
        return False
    if _beside_number(text, start, end) and edge_before:
        return True
    owns = text.startswith(_OWNS, end)
    if text.endswith(_STRONG_LEADS, max(0, start - 4), start):
        if doubtful:
            return edge_after or owns or (is_long and text.startswith(_FOLLOWS, end))
        return (
            edge_after or owns or text.startswith(_FOLLOWS, end) or (is_long and not _MORE_WORDS.match(text, end - 1))
        )
    if text.endswith(_WEAK_LEADS, start - 1, start):
        return not doubtful and (owns or edge_after or text.startswith(_FOLLOWS if is_long else _TOGETHER, end))
    if edge_before and text.startswith(_SEX, end):
        return True
    if not edge_before or (doubtful and not is_long):
        return False
    return _opens_or_signs(text, start, end, is_long=is_long, edge_after=edge_after, owns=owns)


def _opens_or_signs(text: str, start: int, end: int, *, is_long: bool, edge_after: bool, owns: bool) -> bool:
    """A name at the head of a message, or alone at its end."""
    if owns and is_long:
        return True
    if start == 0 and text.startswith(("和", "与", "跟", "及"), end) and _NAME.match(text, end + 1):
        return True
    if not edge_after:
        return False
    opens = start == 0 or text[start - 1] == "\n" or text.endswith(_GREETINGS, 0, start)
    if is_long:
        return opens or end == len(text) or text[end] == "\n" or text[start - 1] == text[end] in "-,"
    signs = text[start - 1 : start] == "-" or text.endswith(("此致\n", "敬上\n"), 0, start)
    return (opens and text[end : end + 1] in (",", ":", "-")) or (opens and end - start == len(text)) or signs


def _beside_number(text: str, start: int, end: int) -> bool:
    return _LABELS.match(text, end) is not None or text[max(0, start - 2) : start].rstrip(" ,、:-").endswith(BLANK)

"""Whether an answer is yes or no. Everything that leaves a doubt is neither: money moves on a yes."""

import re
from typing import Literal

from qiao.requests.phrases.clauses import asks, clauses, one_of, squeezed

Answer = Literal["yes", "no"]

_END = "[的了啊呀哈哦噢吧呗滴哒嘞咯喽啦]{0,3}"
# 好办 is easy, not done: after a nod that is a word of its own the second one is longer than a sign.
_TWICE = f"(?:(?:嗯|恩|噢|哦|ok){{1,4}}|(?:对|是|好|行|可以|没错|同意|当然){_END}(?=..))?"
_YES = re.compile(
    _TWICE
    + "(?:那|那就|我|都|就|就是)?"
    + one_of(
        """嗯{1,4} 恩{1,4} 对{1,4} 是 没错 正确 好{1,4} 行{1,3} 可以 可 成 中 要得 得行 同意 确认 确定
        没问题 没有问题 无误 属实 办 办理 办了 就办 给办 给我办 帮我办了
        提交 继续 这样 这么办 这样办 这个 照办 照这个办 按这个办
        可以办 可以提交 帮我办 帮我办理 帮我提交 麻烦办理 请办理 请提交 请继续 要办 愿意 要 需要 核对过
        看好 对的 信息没问题 信息无误 金额没问题 金额无误 确认办理 确认提交 确认无误 同意办理 直接办
        现在办 现在就办 马上办 当然 当然可以 必须 妥 okay ok 知道了办 没意见"""
    )
    + _END
)
_YES_ENGLISH = re.compile(
    one_of(
        """yes yep yeah yup y sure sure_thing ok okay fine right correct agreed i_agree agree confirm
        i_confirm confirmed confirm_it go_ahead please_do do_it please_go_ahead proceed please_proceed
        submit submit_it thats_right that_is_right thats_correct that_is_correct all_correct looks_good
        looks_right sounds_good absolutely of_course certainly definitely yes_i_do yes_i_agree
        yes_go_ahead yes_do_it lets_do_it perfect"""
    )
    + "(?: please| thanks| thank you)?"
)
_NO = re.compile(
    "(?:我|那|还是|还)?"
    + one_of(
        """不{1,4} 不是 不对 不行 不可以 不好 不要 不用 不必 不需要 不办 不办理 不同意 不确认 不提交
        不想办 不愿意 不想 别 别办 别提交 先别 先别办 先不 先不办 先不要 先不用 先等等 等等 等一下
        等会儿? 稍等 再等等 再想想 想想 想一想 再考虑 再考虑一下 考虑一下 考虑考虑 算 算了 取消 拒绝 没
        没有 否 暂时不 暂时不用 暂时不办 暂不 错 有误 有错 不太对 好像不对 金额不对 信息不对 日期不对
        搞错 弄错 反悔 后悔"""
    )
    + _END
)
_NO_ENGLISH = re.compile(
    one_of(
        """no nope nah n no_thanks no_thank_you not_now not_yet not_really dont do_not dont_do_it
        do_not_do_it dont_submit do_not_submit stop wait hold_on cancel never_mind nevermind wrong
        thats_wrong that_is_wrong incorrect not_correct not_right i_disagree disagree let_me_think
        ill_think_about_it maybe_later later i_changed_my_mind"""
    )
    + "(?: please| thanks| thank you)?"
)
_FILLER = re.compile(
    one_of(
        """那 那个 嗯{1,4} 谢谢 谢谢你 谢谢您 谢谢啦 多谢 麻烦 麻烦您 麻烦你 麻烦了 辛苦 辛苦了 你好
        您好 请 thanks thank_you please well um{1,3} hm{1,3}"""
    )
)
_THANKS_AFTER = re.compile("(?:谢谢|多谢|麻烦|辛苦)[你您了啦]?$")
_DOUBT = re.compile(
    "但|不过|可是|然而|如果|要是|假如|除非|等我|再说|应该|可能|也许|大概|随便|看着办|都行吧|勉强"
    r"|\b(?:but|if|unless|maybe|though|guess|perhaps)\b"
)


def yes_or_no(text: str) -> Answer | None:
    """A yes only where every clause is one or says nothing; a no where a clause is one and the rest says nothing."""
    said = {_said(part) for part in clauses(text)} - {"filler"}
    if said == {"no"}:
        return "no"
    if said == {"yes"} and not asks(text) and _DOUBT.search(text.lower()) is None:
        return "yes"
    return None


def _said(part: str) -> Literal["yes", "no", "filler", "other"]:
    """What one clause says, thanks at its end aside."""
    bare = squeezed(part)
    bare = _THANKS_AFTER.sub("", bare) or bare
    if _NO.fullmatch(bare) or _NO_ENGLISH.fullmatch(part):
        return "no"
    if _YES.fullmatch(bare) or _YES_ENGLISH.fullmatch(part):
        return "yes"
    return "filler" if _FILLER.fullmatch(bare) or _FILLER.fullmatch(part) else "other"

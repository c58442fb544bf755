"""Complaints in words: written by their sound, unmistakable wishes, and what only speaks of complaints.

Flat tables of patterns over folded text, as in `signal_phrases`; every repetition in them is bounded.
"""

import re

from .normalise import normalise
from .patterns import lazily

_IN_CLAUSE = r"[^，,。.！!？?；;…\n]"
_WORD = r"(?:投诉|举报|检举|控告|客诉)"
_WORD_EN = r"(?:complain(?:ts?|ing|ed)?|grievances?)"
_YOU = r"(?:你|您|恁|侬|贵|佢|平台|公司|催收|客服)"
_WATCHDOG = (
    r"(?:12378|12363|12345|12315|12321|12300|12387|银[保宝]监|银监|保监|金融?监管|金管局|金融办|金融局|监管|黑猫|聚投诉"
    r"|信访|消协|消费者协会|消保委|消委会|工信部|网信办|人行|央行|人民银行|纪委|国务院|经侦)"
)
_ELSEWHERE = (
    r"(?:别的|别家|其他|另一家|商家|商户|店|卖家|物业|快递|邻居|老板|学校|医院|淘宝|京东|拼多多|美团|支付宝|微信"
    r"|借呗|花呗|微粒贷|骗子|诈骗)"
)
_WISHES = (
    r"(?:要|想|得|必须|一定|只好|只能|就|直接|来|去|现在|先|正式|准备|打算|需要|怎么|如何|怎样|点样|咋个?|哪里?|边度|哪儿"
    r"|能|可以|帮我|给我|替我|登记|提交|受理|发起|信不信我|再|继续|强烈|实名|联名|集体)"
)
_STAYS = (
    r"(?![^，,。！!？?]{0,8}(?:进度|进展|结果|咋样|怎么样|怎样了|到哪|到什么|处理(?:到|得|的|完|好|情)|回音|有消息|着落|编号"
    r"|单号|撤|收回|取消|作废|不要了|补充|受理了|结案|解决了))"
)
_NOT_WHERE = (
    r"(?![^，,。！!？?]{0,4}(?:打哪|打什么|打几|往哪|去哪|在哪|哪里|哪儿|找谁|找哪|怎么|咋|入口|电话|渠道|部门|给谁))"
)
_NEVER_MIND = r"(?!都|也不|不[^了用]|是不|[^，,。！!？?]{0,6}(?:不行|不解决|对不起|留着|没人|不会|难消|可惜))"

TELLING = (
    (
        rf"{_WISHES}{{1,3}}(?!{_IN_CLAUSE}{{0,2}}(?:查|问|看|知|解|撤|消|催|关|收|停|跟|的|点|按|追加材))"
        rf"{_IN_CLAUSE}{{0,3}}?{_WORD}(?!过|{_ELSEWHERE}|的?(?:人|结果|进度)|那个|个说法){_STAYS}"
    ),
    rf"(?:^|(?<=[^\w])){_WORD}(?:(?:{_YOU}|吧|啊|了|走起|见|他|她|那个|一下){{1,3}}|(?=$|[^\w]))",
    rf"{_WORD}(?:的|你们的?)?(?:入口|渠道|电话|热线|部门?|通道|邮箱|流程|专线)(?:在哪(?!看)|是|给我(?!打)|怎|呢|吗|有没|多少|$)",
    rf"(?:有|给|找|转|打|要){_IN_CLAUSE}{{0,4}}{_WORD}(?:入口|渠道|电话|热线|部门|通道|邮箱|专线|单)",
    r"(?:要|去|想|非|得|必须|就|准备|一定)(?:去|到|上|向)?[^，,。]{0,8}告(?:你们|恁|侬|佢|状|死你|一状)",
    rf"(?:打|找|去|向|上|到|跟|给|往|捅到|报到){{1,2}}了?{_WATCHDOG}{_IN_CLAUSE}{{0,6}}(?:告|投|举报|反映|反应|见|评理|揭发|曝光|留言)",
    r"(?:打|找|去|向)(?:12378|12363|银保监|金融监管|黑猫)(?!是|什么|能|转|问|查|可)",
    rf"(?:法院|法庭|315|律师|{_WATCHDOG})(?:上|那)?见(?!过|面)",
    r"(?:起诉|曝光)(?:你们|你|恁|侬|贵)",
    r"(?:找|联系|叫|给)(?:了)?(?:记者|媒体|电视台|报社|央视)(?:曝光|来|爆料|$)",
    r"律师(?:会|马上|已经)?(?:联系|找)你",
    r"追究[^，,。]{0,10}责任|讨(?:个|一个|回)?(?:说法|公道)",
    (
        r"(?:(?<!我)(?<!我得)(?<!我要)(?<!怎么)给|要|欠|等)(?:我们?|俺们?|额|咱|你们|恁|家|一|啦){0,4}个(?:说法|讲法|交代|公道)"
        r"(?!.{0,3}(?:就|也)(?:行|够))"
    ),
    r"维权(?:找|去哪|怎么|电话|渠道|热线)|监督(?:电话|热线)(?:是|多少|给|在|有)",
    r"(?:要|给|需)[^，,。]{0,6}书面(?:答复|回复)|(?:给我|帮我|请|要求|把)[^，,。]{0,8}立案|给我?一?个受理(?:编)?号",
    r"(?:要|想|往|向|得|跟)[^，,。]{0,6}(?:上面|上头|上级|总部|总公司|领导|往上|上面|上级|总部|主管部门|监督|书面|立案|正式|追责|处分|处罚|负责|合法权益|上网|网上|监督部门)(?:去)?(?:反映|反应|告|投)",
    r"(?:要|来|去|必须)维权|(?:谁|哪里?|哪个部门|什么部门)[^，,。]{0,3}管(?:得了|得住)?你们",
    (
        r"(?<!was )\b(?:(?:want|like|need|going|wish) to|(?:how|where) (?:do|can) i|i will|i'll|let me|please)\b"
        r"(?:(?! answer| add| take| with| cancel| check| close| status| my )[^.!?,]){0,24}"
        r"\b(?:complain|complaint|grievance)\b"
    ),
    rf"\b{_WORD_EN} (?:button|line|department|team|form|address|hotline|channel|page|desk|office)\b",
    rf"\b(?:e-?mail|button|number|line|hotline|address|form|place) (?:for|to make|to file) (?:a )?{_WORD_EN}\b",
    (
        r"\b(?:want|need|demand|expect|owe me|waiting for|give me|send me|require)\b(?: \w{1,9}){0,3} "
        r"(?:apolog(?:y|ies)|written (?:answer|reply|response|explanation|statement)|held accountable)"
    ),
    r"^complain(?:ts?)?\W{0,3}$|\breport(?:ing)? (?:you|your)\b|\bsue you\b|see you in court",
    r"\b(?:go|going|take this|talk|write|report this|complain) to the (?:press|media|regulator|ombudsman|newspapers?)",
    r"ju ?bao(?=你|他|催|客|平台|$)|(?:要|想)(?:ju ?bao|ts)(?=$|你|他|催|客)",
)
"""Nobody can mistake these for anything but the wish to complain."""

INNOCENT = (
    # 我不是要投诉, 别给我登记投诉; but 不投诉不行, 能不能投诉
    (
        r"(?<![能要会可行是])(?:不是?|别|没有?|没什么|无需|未|并非|从来没有?|从没)"
        r"(?:再|要|想|是|来|去|给我|帮我|替我|需要|用|必|会|打算|登记|值得|至于|准备|提交|走|转|说|什么|可以?|向你们?|过){0,4}"
        rf"(?:你们?|您)?{_WORD}{_NEVER_MIND}"
    ),
    rf"(?:懒得|犯不着|本来想|本想|误点|按错|点错|手滑|不小心){_IN_CLAUSE}{{0,4}}(?:{_WORD}|告你)",
    rf"说{_IN_CLAUSE}{{0,4}}(?:{_WORD}|告你)(?:就?不必|是气话|的意思)",
    r"(?:不|别|没)(?:是|要|想|用|会|打算){0,2}(?:告|起诉)(?:你|恁)|懒得告",
    rf"{_WORD}了?会(?:不会)?影响|{_WORD}(?:就不必|是气话|回访|专员|组|处理岗|材料(?:交|上传|补|怎|失败))",
    rf"{_WORD}(?!{_YOU}){_IN_CLAUSE}{{0,8}}?(?:骗子|诈骗|冒充|假冒|假客服|网站|骑手|外卖|快递|店|商家|卖家|物业|房东|赌博|短信)",
    # 撤回我的投诉, 投诉帮我撤掉
    (
        r"(?:撤回|撤销|撤掉|撤了|取消|收回|销掉|结束|终止|删掉|撤)"
        rf"(?:我的?|之前的?|上次的?|那个|这个|这次|的|昨天的?|掉|一下|刚才的?|那条|这条|一个|对你们的?){{0,3}}{_WORD}"
    ),
    rf"{_WORD}(?:的?单|的?工单|那条)?(?:可以|能|能不能|要|想|就|给我|帮我|请|先|不用|我){{0,3}}(?:撤|取消|不要了|作废|关掉|收回|销)",
    # 投诉处理到哪了, 我前天投诉的事, 投诉几天有结果
    (
        rf"{_WORD}{_IN_CLAUSE}{{0,8}}?(?:进度|进展|状态|结果(?!不|很|太)|着落|回音|有消息|到哪|怎么样|咋样|几天|多久|多少天|什么时候"
        r"|处理(?:到|得|完|好|中|了|没|情)|有(?:没有)?(?:回复|消息|人看|反馈)|受理(?:了|通知|没)|解决了|结案|率|多不多|多吗|单?号[忘是多在给怎查])"
    ),
    rf"{_WORD}(?:都|已经)?(?:好几|几|两|三|四|五|半|一)个?(?:天|周|星期|个?月|次|回|遍)了?",
    rf"(?:上次|之前|昨天|前天|上周|前几天|以前|上个月|前面|刚才)[^，,。]{{0,4}}{_WORD}(?:的|过的?)(?:那|事|个|件)?",
    rf"(?:查|问|看)(?:一下|下|问|看)?(?:我的?|上次的?|之前的?){{0,2}}{_WORD}{_NOT_WHERE}",
    # 新闻上说有平台被投诉了, 我朋友投诉过; but 替我朋友投诉, 好多人要投诉你们
    (
        r"(?<![替帮代为给])(?:新闻|电视|电影|听说|网上|网友|论坛|微博上|抖音上|看到|看见|别人|人家|朋友|同事|邻居|亲戚"
        rf"|同学|好多人|很多人|有人|顾客|客户|用户|买家|乘客|业主|家长)(?![^，,。]{{0,8}}(?:我要|我就|我也|替|帮))[^，,。]{{0,8}}{_WORD}(?!{_YOU})"
    ),
    rf"(?<!等着)(?<!就)(?<!等)被[^，,。]{{0,6}}{_WORD}(?!吧|定)",
    rf"{_WORD}(?:过|了)?{_ELSEWHERE}|{_WORD}过(?!{_YOU}|了)|{_WORD}(?:是什么|的人)",
    rf"(?:如果|万一|假如|开玩笑)[^，,。]{{0,6}}(?:有人|别人|客户){_IN_CLAUSE}{{0,6}}{_WORD}",
    (
        r"(?:don'?t|do not|not|never|no need to|won'?t)(?: (?:want|wish|going|need|here|trying|mean|like))?(?: to)?"
        rf"(?: (?:make|file|lodge|raise|register))?(?: an?| any)? {_WORD_EN}"
    ),
    rf"(?:withdraw|cancel|drop|close|retract)(?:ing)?(?: \w{{1,8}}){{0,2}} {_WORD_EN}|no complaints?\b",
    (
        r"(?:status|progress|update|outcome|result|news|number)s?(?: \w{1,7}){0,2} (?:of|on|for|about) (?:my|the|our) "
        rf"{_WORD_EN}"
    ),
    rf"(?:handling|happened to|happening with|reading|looking at) (?:my|the) {_WORD_EN}",
    rf"my {_WORD_EN} (?:status|number|from|last)",
)
"""What speaks of complaints and wishes none."""

_SPOKEN_OF = lazily("|".join(INNOCENT))
_NAMED = rf"{_WORD}|\b{_WORD_EN}\b"
_STRONG = rf"{_WATCHDOG}|起诉|法[院庭]|律师|曝光|记者|媒体|告你|告恁|告状|告到|维权|追究|公道|\bsue\b|report you"
_VAGUE = (
    r"电视台|热搜|说法|说理|评理|往上|上面|上级|总部|主管部门|监督|书面|立案|正式|追责|处分|处罚|负责|合法权益|上网|网上"
    r"|道歉|赔礼|赔罪|赔不是|赔个不是|认错|交代|解释|责任|记录在案|备案|白纸黑字|处理(?:他|她|这个人|那个人|谁)"
    r"|in writing|on record|formal|accountable|responsible|escalate|lawyer|court|apolog|written|punish"
)
_NAMES_ONE = lazily(_NAMED)
_LEFT = lazily(f"{_NAMED}|{_STRONG}")
_ANY = lazily(f"{_NAMED}|{_STRONG}|{_VAGUE}")
_SOUNDS_LIKE = re.compile(
    r"(?<![人里前后个码])[投头偷透骰]"
    r"(?:[诉述速素苏塑溯肃酥输树叔拆斥](?!度|递|成|冻|质|材|料|了赢)|书(?!本|籍|包|店)|数(?!据|字|额|量|学|目|码)|宿(?=你|催|客|平|他|这))"
    r"|(?P<sorry>[到道倒][欠歉](?!款|费|钱|缴|息|税|租|条|账|债|薪|我|他|你|人|了))|(?<=[个给要])(?P<say>说发)(?![了货给短邮验我过出生])"
    r"|(?P<report>举[抱爆暴豹保宝包]|[居巨聚剧][报豹抱](?=$|你|他|催|客|平|恁|，|,|。|!|！))"
)


_MEANT = {"report": "举报", "sorry": "道歉", "say": "说法"}


def as_meant(text: str) -> str:
    """投拆 and 头诉 as 投诉, 举豹 as 举报, 到欠 as 道歉: what a hasty choice leaves, in as many signs."""
    return _SOUNDS_LIKE.sub(lambda found: _MEANT.get(found.lastgroup or "", "投诉"), text)


def only_speaks_of_complaints(text: str) -> bool:
    """Whether complaints are named only as in 不投诉了, 投诉到哪一步了 or 我朋友投诉过."""
    said = normalise(as_meant(text))
    rest = _SPOKEN_OF.sub(" ", said)
    return len(rest) < len(said) and _LEFT.search(rest) is None


def names_a_complaint(text: str) -> bool:
    """Whether a complaint is named in any way that is none of those: most who do wish to make one."""
    return _NAMES_ONE.search(_SPOKEN_OF.sub(" ", normalise(as_meant(text)))) is not None


def touches_complaints(text: str) -> bool:
    """Whether any word is of complaining, of whom one complains to, or of going to law."""
    return _ANY.search(normalise(as_meant(text))) is not None

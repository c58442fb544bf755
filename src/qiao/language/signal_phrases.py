"""The phrases that nobody can mistake: they raise a signal whatever was learnt, and where nothing was.

A flat table of regular expressions over folded text (simplified, half-width, lower case, no spaces beside Chinese
characters); every repetition in them is bounded. A phrase that could mean anything else does not belong here: what
needs weighing is learnt from the lines of a pack.
"""

from dataclasses import dataclass
from enum import StrEnum

from . import complaint_phrases


class SignalName(StrEnum):
    HUMAN_REQUEST = "human_request"
    COMPLAINT = "complaint"
    SELF_HARM = "self_harm"
    THREAT_TO_OTHERS = "threat_to_others"
    DISASTER = "disaster"
    BEREAVEMENT = "bereavement"
    HARDSHIP = "hardship"
    FRAUD = "fraud"


@dataclass(frozen=True, slots=True)
class Phrases:
    telling: tuple[str, ...]
    innocent: tuple[str, ...]


_DENIED = r"(?:不|别|没|先不|无需|不用|不要|不想|不必|没有|取消|不是)(?:再|要|想|给我|帮我|需要|用|去|来|登记|说){0,3}"
_TOLD = r"(?:新闻|电视|电影|小说|报道|听说|游戏|剧里|网上|如果|万一|假如|开玩笑)[^，,。.！!？?]{0,20}"
_HUMAN = r"(?:人工(?:客服|服务|坐席)?|真人(?:客服)?|活人|客服)"
# A wish is the whole of its clause: what stands beside 转人工 may tell of it, put it off, or ask what it costs.
_BEGINS = r"(?:^|(?<=[^\w]))"
_LEADS = (
    r"(?:请|麻烦|拜托|帮忙?|给|我|你|您|要|想|快|直接|赶紧|马上|现在|立刻|就|还是|算了|先|能不能|可不可以|可以|能|那|行|好|嗯"
    r"|喂|只|都说了?|别问了|不填了|不弄了|不办了|烦死了|求){0,6}"
)
_ENDS = (
    r"(?:吧|啊|呀|呢|吗|么|嘛|了|哦|哈|谢谢|拜托|处理|过来|来|办理?|说|聊|谈|讲|一下|可以|行|好|帮我|快点?|在线){0,4}"
    r"(?:$|(?=[^\w]))"
)
_CALLS = r"(?:我要|我想|想|找|叫|接|换|喊|派|呼叫|给我|要|来)(?:一?个|位|一下|你们的?|找|跟|和){0,2}"
_ASKS_EN = r"(?:please |i (?:just )?(?:want|need|wish|would like) to |i'd like to |let me |(?:can|could|may) i )?"
_SOMEBODY = r"(?:human|person|agent|representative|manager)"
_KIN = (
    r"(?:爸|妈|父亲|母亲|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|丈夫|老婆|妻子|爱人"
    r"|儿子|女儿|借款人|机主|哥|姐|弟|妹)"
)
_KIN_EN = r"(?:father|mother|dad|mom|mum|husband|wife|son|daughter|brother|sister|borrower)"

PHRASES: dict[SignalName, Phrases] = {
    SignalName.HUMAN_REQUEST: Phrases(
        telling=(
            rf"{_BEGINS}{_LEADS}转(?:接|到|给|一下|下|个){{0,2}}{_HUMAN}{_ENDS}",
            rf"{_BEGINS}{_LEADS}{_CALLS}{_HUMAN}{_ENDS}",
            r"^[,，.。!！]{0,3}(?:人工|真人|人工客服|人工服务|真人客服|在线客服|转人工)[,，.。!！吗呢啊吧]{0,3}$",
            r"(?:我要|想|给我|叫|喊|来)(?:一?个|位)?(?:活的|真的)?人(?:来|聊|说|谈)",
            r"有没有(?:真人|活人)|有(?:真人|活人)(?:吗|么|在)",
            r"(?:不想|不要|别让|别用)(?:跟|和)?机器人(?!外呼|电话|回访|催)",
            r"叫你们(?:经理|领导|主管|负责人)",
            r"转人[公功攻]",
            r"\breal (?:person|human)\b.{0,12}(?:please|pls)|^(?:agent|human|operator|representative)(?: please)?$",
            rf"(?:^|(?<=[,.!?;] )){_ASKS_EN}(?:speak|talk) (?:to|with) (?:a|an|your)? ?(?:real |live )?{_SOMEBODY}",
        ),
        innocent=(
            rf"{_DENIED}(?:找|转|接|叫)?(?:到|给)?(?:人工|真人|客服)",
            rf"(?:刚才|昨天|上次|之前|上回|刚刚)[^，,。]{{0,6}}{_HUMAN}",
            rf"(?:如果|要是|万一|假如|实在不行|(?<!方便)(?<!可以)的话)[^。.！!？?]{{0,16}}(?:{_HUMAN}|人来)",
        ),
    ),
    SignalName.COMPLAINT: Phrases(complaint_phrases.TELLING, (*complaint_phrases.INNOCENT, _TOLD + "投诉")),
    SignalName.SELF_HARM: Phrases(
        telling=(
            r"不想(?:再)?活(?:了|下去|着)",
            r"(?:我|就|真的?)(?:好)?想死(?!你|这|了你)|(?:我|想|要|准备)(?:去)?自杀(?!式|险)",
            r"活着没(?:什么)?意思|活不下去了|想轻生",
            r"逼我(?:去)?(?:跳楼|跳河|自杀|死)",
            r"(?:吃|吞|喝)了[^，,。]{0,4}(?:安眠药|农药|敌敌畏|百草枯)(?!想|问)",
            r"\b(?:kill myself|end my life|want to die|wanna die)\b",
        ),
        innocent=(
            r"不想活了是",
            _TOLD + r"(?:自杀|想死|不想活|轻生|跳楼)",
            r"(?:没|没有|不是|别)[^，,。]{0,4}(?:想死|自杀|不想活|轻生|跳楼)",
            r"笑得?想死|不想活(?:动|跃)|吃了一片",
        ),
    ),
    SignalName.THREAT_TO_OTHERS: Phrases(
        telling=(
            r"(?:我|老子|俺)(?:要|去|今天|一定|就){0,2}(?:弄死|砍死|捅死|打死|杀了|宰了|炸了|烧了)你",
            r"(?:信不信|敢[^，,。]{1,6})我?(?:就)?(?:弄死|砍死|捅死|砍了|捅了)你",
            r"杀你全家|砍你全家|弄死你全家",
            r"\b(?:i will|i'll|gonna|going to) (?:kill|shoot|stab) (?:you|him|her|them)\b",
        ),
        innocent=(r"(?:说|威胁|扬言)[^，,。]{0,6}(?:弄死|砍死|捅死|打死|杀)", _TOLD + r"(?:杀|砍|捅)"),
    ),
    SignalName.DISASTER: Phrases(
        telling=(
            r"(?:家里?|房子|店|厂|仓库|铺子?)(?:里|都|全|也)?(?:被|遭)?(?:水|洪水|大水|火)?(?:淹了|烧光|烧没|冲走了|冲垮|震塌)",
            r"(?:店铺|房子|家里|店里|仓库|厂里)(?:失火|着火|起火)了",
            r"我(?:们|家)?(?:这里|这边|这|家)?(?:受灾了|遭灾了|地震了|发洪水|发大水)|^(?:受灾|地震|发洪水)了",
            r"台风(?:把|刮倒|刮走)[^，,。]{0,12}(?:倒|走|掀|垮|坏|没)了",
            r"(?:house|home|shop|store)(?: \w{1,8}){0,2} (?:was|is|got) (?:flooded|destroyed)|burned down",
        ),
        innocent=(
            _TOLD + r"(?:淹|烧|塌|着火|受灾|地震|洪水|大水)",
            r"(?:没|去年|前年|几年前)[^，,。]{0,12}(?:淹|烧|受灾|着火|失火|洪水)",
        ),
    ),
    SignalName.BEREAVEMENT: Phrases(
        telling=(
            rf"{_KIN}[^，,。！!？?]{{0,8}}(?:去世|过世|病逝|病故|离世|猝死|死了)",
            rf"{_KIN_EN} (?:has |just )?(?:passed away|died)|{_KIN_EN} is (?:dead|deceased)",
        ),
        innocent=(
            _TOLD + r"(?:去世|过世|身故|死)",
            r"以前去世|(?:去世|过世|走)得?早",
            r"(?:没有?|并未)(?:去世|过世|死)|(?:去世|死|过世)[^，,。]{0,4}(?:十年|险|概率)",
            r"如果[^，,。]{0,8}(?:去世|身故|死亡)",
        ),
    ),
    SignalName.HARDSHIP: Phrases(
        telling=(
            r"(?:失业|下岗|被裁|没工作|破产|倒闭|住院|生病|癌)[^。！!？?]{0,14}(?:还不上|还不起|没钱还|没能力还|无力偿还)",
            r"揭不开锅|家里困难还不|没有还款能力",
            r"lost my job.{0,20}can'?t (?:pay|afford)",
        ),
        innocent=(_TOLD + r"(?:失业|破产|还不上|还不起)", r"(?:之前|以前|去年)[^，,。]{0,8}(?:失业|困难)"),
    ),
    SignalName.FRAUD: Phrases(
        telling=(
            r"^我?(?:被骗了|被诈骗了|被盗刷了?|账号被盗了?)",
            r"被骗(?:走|了)[^，,。]{0,4}(?:万|千|钱|元)|钱被骗(?:走|了)",
            r"有人冒(?:充|用|名)",
            r"不是我借的|^我没借过|没有?借过这(?:笔|个)",
            r"\b(?:i got|i was|i've been) (?:scammed|defrauded)|account was hacked",
        ),
        innocent=(
            _TOLD + r"(?:被骗|冒充|诈骗|被盗)",
            r"(?:没有?|去年|以前|朋友|邻居|听说)[^，,。]{0,4}被(?:骗|盗)",
            r"有没有人冒充|有没有骗子",
        ),
    ),
}

"""The words by which a feeling is known: label, how strong the plain word is, and the phrases.

Phrases are regular expressions over folded text without spaces beside Chinese characters, every repetition bounded.
"""

from enum import StrEnum


class Feeling(StrEnum):
    NEUTRAL = "neutral"
    SATISFIED_GRATEFUL = "satisfied_grateful"
    CONFUSED = "confused"
    ANXIOUS_WORRIED = "anxious_worried"
    IMPATIENT = "impatient"
    DISAPPOINTED = "disappointed"
    FRUSTRATED = "frustrated"
    ANGRY = "angry"
    INSULTING = "insulting"
    AGGRIEVED_UNFAIR = "aggrieved_unfair"
    ASHAMED_DISTRESS = "ashamed_distress"
    SAD_GRIEF = "sad_grief"
    DESPERATE = "desperate"
    SELF_HARM_SIGNAL = "self_harm_signal"
    THREAT = "threat"
    FEAR_HARASSED = "fear_harassed"
    REGULATOR_THREAT = "regulator_threat"
    SARCASTIC = "sarcastic"


# The graver feeling stands first: of two equally strong ones it is the one to answer.
WORDS: tuple[tuple[Feeling, int, str], ...] = (
    (
        Feeling.DESPERATE,
        3,
        r"绝望|走投无路|活不下去|没有?活路|山穷水尽|无路可走|生不如死|没有?希望|hopeless|desperate",
    ),
    (
        Feeling.FEAR_HARASSED,
        2,
        r"威胁我|恐吓我?|骚扰我|害怕|吓(?:到|得|人|坏)|不敢(?:接|出门|开门)|爆通讯录|scared|harass",
    ),
    (
        Feeling.REGULATOR_THREAT,
        2,
        r"12378|12363|12315|12345|银保?监|黑猫|监管(?:局|部门)|消协|曝光|起诉你|法院见|regulator",
    ),
    (
        Feeling.INSULTING,
        2,
        (
            r"傻逼|煞笔|sb\b|妈的|他妈|尼玛|你妹|狗(?:东西|日|屁)|王八|混蛋|去死吧?|畜生|脑残|智障|不要脸|滚蛋?|"
            r"fuck|idiot|stupid"
        ),
    ),
    (
        Feeling.SARCASTIC,
        2,
        (
            r"真行啊|真棒棒|可真(?:行|会|有你|厉害|好意思)|呵呵|好一个|真会做生意|了不起哦|佩服佩服|厉害了|"
            r"谢谢你(?:们)?(?:全家|啊,?让我)|oh great|yeah right|well done you"
        ),
    ),
    (
        Feeling.ANGRY,
        2,
        (
            r"垃圾|骗子|骗人|坑人|气死|生气|愤怒|火大|太过分|欺人太甚|恶心|流氓|强盗|黑心|无耻|什么破|angry|"
            r"furious|scam|rubbish|ridiculous"
        ),
    ),
    (Feeling.SAD_GRIEF, 2, r"去世|过世|病重|病逝|难过|伤心|心碎|悲痛|哭|难受|sad\b|passed away|heartbroken"),
    (
        Feeling.AGGRIEVED_UNFAIR,
        2,
        r"凭什么|不公平|不合理|冤枉|委屈|为什么(?:偏偏|只有|就)我|欺负人|没道理|unfair|not fair",
    ),
    (
        Feeling.ASHAMED_DISTRESS,
        2,
        (
            r"实在没钱|没脸|丢人|惭愧|抬不起头|不好意思.{0,12}(?:没钱|还不上|晚)|对不起.{0,12}(?:没钱|还不)|"
            r"难以启齿|ashamed|embarrass"
        ),
    ),
    (
        Feeling.FRUSTRATED,
        2,
        (
            r"试了.{0,4}(?:次|遍)|还是(?:不行|失败|不能|打不开)|又(?:失败|不行|打不开)|怎么(?:都|也)不|搞不定|"
            r"折腾|白跑|多少次了|still (?:not|doesn't|fails)|tried (?:many|several|\w+ times)"
        ),
    ),
    (Feeling.DISAPPOINTED, 2, r"失望|白信任|寒心|没想到你们|亏我|再也不用|辜负|心凉|disappoint|let down"),
    (
        Feeling.IMPATIENT,
        2,
        (
            r"快点|赶紧|说重点|别废话|等(?:了)?(?:半天|多久|好久|很久)|磨蹭|到底(?:要|还)|能不能快|啰嗦|急用|"
            r"hurry|asap|how much longer"
        ),
    ),
    (
        Feeling.ANXIOUS_WORRIED,
        2,
        r"担心|焦虑|着急|急死|害怕影响|怎么办|咋办|会不会|睡不着|慌|不安|worried|anxious|nervous",
    ),
    (
        Feeling.CONFUSED,
        1,
        (
            r"看不懂|听不懂|不明白|什么意思|啥意思|不理解|搞不懂|糊涂|不太懂|confus|don't understand|"
            r"what does .{1,20} mean"
        ),
    ),
    (
        Feeling.SATISFIED_GRATEFUL,
        1,
        (
            r"谢谢|多谢|感谢|感激|帮大忙|满意|太好了|好评|给力|辛苦了|不错|贴心|thank|great help|awesome|"
            r"happy with"
        ),
    ),
)
STRONGER = (
    r"(?:太|非常|特别|极其|极度|超级|超|十分|真的|真是|简直|完全|彻底|实在|万分|very|so|really|extremely|totally)"
)
WEAKER = r"(?:有点|有些|稍微|略|一点|不太|a bit|a little|slightly)"
DENIED = (
    r"(?:不(?!得不)|没|没有|别|不是|不会|并不|毫不|不用|无需|not|never|don't|isn't)(?:太|很|再|那么|觉得|感到|a|so)?"
)

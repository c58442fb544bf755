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
        (
            r"绝望|走投无路|没有?(?:活路|退路|出路)|活不下去|(?:过|撑|扛|熬|顶)不(?:下去|住)了|山穷水尽|无路可|"
            r"死路|生不如死|"
            r"没有?(?:希望|盼头|指望)|万念俱灰|心如死灰|(?:全|彻底)(?:完|垮)了|这辈子完|一无所有|家破人亡|妻离子散|"
            r"跪(?:下|求|着)|给条活路|救救我|揭不开锅|断粮|利滚利|hopeless|desperate|no way out|lost everything|"
            r"can't go on|beg you|end of my rope"
        ),
    ),
    (
        Feeling.FEAR_HARASSED,
        2,
        (
            r"(?:威胁|恐吓|吓唬|跟踪|堵)(?:着|了)?我|(?:骚扰|威胁|恐吓)(?:电话|短信|了)?(?:我|家人|同事|父母)|"
            r"害怕|惊恐|"
            r"吓(?:到|得|人|坏|哭|死|病)|不敢(?:接|出|开|回|去|睡)|爆通讯录|轰炸|泼(?:油漆|漆)|砸(?:我|门)|"
            r"暴力催收|软暴力|"
            r"发(?:毛|抖)|好惊|后果自负|scared|terrified|harass|threaten|afraid to"
        ),
    ),
    (
        Feeling.REGULATOR_THREAT,
        2,
        (
            r"12378|12363|12315|12345|银保?监|黑猫|监管|金融(?:局|办|监督)|金管|消(?:协|保委)|消费者协会|"
            r"人民?银行(?:投诉|举报)|"
            r"曝光|爆料|记者|媒体|电视台|起诉你|告你们|法(?:院|庭)(?:上)?见|传票|律师|法律(?:途径|手段)|信访|"
            r"上访|市长|"
            r"举报你|向.{0,16}(?:投诉|举报|反映)|regulator|ombudsman|lawyer|in court|sue you|authority|the press"
        ),
    ),
    (
        Feeling.INSULTING,
        3,
        (
            r"傻[逼比b叉]|煞笔|啥比|沙雕|sb\b|\bcnm\b|\bnmsl\b|\btmd\b|(?<![我咱俺您她爸])妈的|他妈|尼玛|你妹|狗(?:东西|日|屁|腿|"
            r"娘)|王八|混(?:蛋|账)|"
            r"去死吧?|畜生|人渣|败类|脑残|智障|弱智|白痴|蠢|废物|饭桶|猪(?:脑|头|都|一样)|不要脸的|滚(?:蛋|开|"
            r"你|吧|$)|^滚|"
            r"放.{0,4}屁|吃屎|断子绝孙|不得好死|死全家|全家.{0,4}死|祖宗|操(?:你|他|!|$)|草泥马|贱(?:人|货)|"
            r"算什么东西|"
            r"闭上?你?的?(?:臭)?嘴|龟(?:儿|孙)|瓜娃|犊子|扑街|冚家|神经病|"
            r"fuck|idiot|stupid|moron|asshole|go to hell|shut up|dumb"
        ),
    ),
    (
        Feeling.SARCASTIC,
        2,
        (
            r"真(?:行|有你们|是好样|能耐|会(?:做生意|挑|玩|算|省|赚))啊?|真棒棒|可真(?:行|会|有你|厉害|好意思|"
            r"是)|呵呵|好(?:一)?个[“\"]|"
            r"了不起|佩服佩服|厉害了|牛啊|谢谢(?:你|您)(?:们)?(?:全家|啊,?让我)|(?:您|你)继续|怪我咯|对对对|是是是|"
            r"敢情|诚不我欺|锦旗|颁(?:个)?奖|oh great|yeah right|well done you|how generous|thanks for nothing|"
            r"slow clap|^(?:oh )?(?:wow|wonderful|lovely|brilliant)\b"
        ),
    ),
    (
        Feeling.ANGRY,
        2,
        (
            r"垃圾|骗子|骗人|坑(?:人|我|爹|钱)|气(?:死|炸|得|抖)|生气|愤怒|(?:火|恼)(?:大|火)|冒火|太过分|"
            r"欺人太甚|忍无可忍|恶心|"
            r"流氓|强盗|抢(?:劫|钱)|黑心|吸血|无(?:耻|良)|(?:什么|啥)破|破(?:公司|系统|平台)|没完|有没有(?:王法|"
            r"良心)|(?:什么|啥)态度|"
            r"要(?:点|不要)脸|岂有此理|不可理喻|胡说|出尔反尔|霸王条款|离谱|耍(?:我|人|猴)|糊弄|忽悠|还(?:我|"
            r"钱)!|退钱|"
            r"给(?:我)?(?:一)?个(?:说法|交代)|叫你们(?:领导|经理)|angry|furious|scam|rubbish|ridiculous|"
            r"outrageous|unacceptable|"
            r"thie(?:f|ves)|how dare|what the hell|sick of"
        ),
    ),
    (
        Feeling.SAD_GRIEF,
        2,
        (
            r"去世|过世|病(?:重|逝|故|危)|逝世|离世|难过|伤心|心(?:碎|痛|疼|如刀绞)|悲痛|哭|流泪|眼泪|难受|丧事|"
            r"守灵|头七|"
            r"出殡|火化|遗物|癌|白血病|尿毒症|晚期|(?:爸|妈|爹|娘|爷|奶|公|婆|伴|父|母|儿|女|弟|妹|哥|姐|友|"
            r"人)(?:上个?月|昨[天晚]|前天|刚刚?|就这么|他|她)?"
            r"(?:走了|没了|不在了)|没(?:救|抢救)(?:过来|回来)|最后一面|sad\b|passed away|heartbroken|funeral|"
            r"died|crying|dying"
        ),
    ),
    (
        Feeling.AGGRIEVED_UNFAIR,
        2,
        (
            r"凭(?:什么(?!证|条)|啥(?!证))|不公平|不合理|冤(?:枉|死|啊)|窦娥|委屈|为(?:什么|何|啥)(?:偏偏|只有?|"
            r"就|单|要我)我?|"
            r"欺负|没道理|讲(?:不讲)?(?:道)?理|双标|双重标准|区别对待|歧视|不是我的(?:错|问题)|又没(?:做错|逾期|"
            r"签)|算(?:到)?我(?:头上|一个)|"
            r"背(?:了个)?(?:黑)?锅|说理|老实人|unfair|not fair|discriminat|not my fault|wasn't my fault|why me"
        ),
    ),
    (
        Feeling.ASHAMED_DISTRESS,
        2,
        (
            r"(?:实在|真的?|确实)(?:是)?(?:没|冇)(?:有)?(?:钱|得)|没(?:有)?脸|丢(?:人|脸|死人)|惭愧|羞|愧|"
            r"抬不起头|无地自容|难为情|窝囊|"
            r"(?:不好意思|对不起|对不住|抱歉).{0,14}(?:没钱|还不|拿不出|手头|晚|延|逾期|凑)|过意不去|难以启齿|"
            r"开不了(?:这个)?口|"
            r"没(?:什么)?用|不争气|都怪我|自作自受|见笑|笑话|囊中羞涩|别告诉|"
            r"ashamed|embarrass|my own fault|feel like a failure|can't pay|have no money|don't have (?:it|the money)"
        ),
    ),
    (
        Feeling.FRUSTRATED,
        2,
        (
            r"试了.{0,6}(?:次|遍)|(?:第)?(?:[三四五六七八九十几n]|好几|无数|[0-9]{1,3})(?:多)?(?:次|遍|回)(?:了|"
            r"都|还)|还是(?:不行|失败|不能|打不开|老样子|没)|"
            r"又(?:失败|不行|打不开|闪退|卡|掉|退|重新|让我)|怎么.{0,3}(?:都|也)(?:不|没|弄不)|(?:搞|弄|整|"
            r"办)不(?:定|成|上|好|了|动)|"
            r"折腾|白(?:跑|搭|费|填)|多少次了|没(?:反应|辙|招)|转圈|闪退|死循环|踢皮球|来回|(?:老|总)是(?:提示|"
            r"失败|卡|不)|心累|崩溃|"
            r"still (?:not|doesn't|fails|no)|keeps? (?:fail|kick|crash|gett)|tried (?:many|several|every|"
            r"\w+ times)|same error|again and again|fed up"
        ),
    ),
    (
        Feeling.DISAPPOINTED,
        2,
        (
            r"失望|白(?:信任|期待|高兴|瞎)|(?:寒|凉|冷)(?:心|了|透)|心(?:寒|凉|冷|死)|没想到你们|(?:亏|枉)我|"
            r"再也不(?:会)?用|以后不(?:会)?(?:再)?(?:用|来)|"
            r"辜负|后悔(?:选|用|借|当初)|早知(?:道|这样)|不(?:抱|指望)|说好的|说话不算|看错|不过如此|也就那样|"
            r"白(?:问|买)|落差|还以为|"
            r"disappoint|let ?down|expected (?:more|better)|lost all faith|what a shame"
        ),
    ),
    (
        Feeling.IMPATIENT,
        2,
        (
            r"快(?:点|些|d|快)|赶(?:紧|快|时间)|抓紧|说重点|(?:别|少|不要|莫).{0,2}(?:废话|啰嗦|磨|墨迹|绕|念|"
            r"发(?:这些|链接))|等(?:了)?(?:半天|多久|好久|很久|死|老)|"
            r"磨(?:蹭|叽|唧)|到底(?:要|还|什么时候|办)|能不能快|啰嗦|急(?:用|急)|速(?:回|度)|人呢|(?:直接|"
            r"就)(?:说|告诉我|回答)|一句话|痛快|"
            r"没(?:空|时间|工夫)|怎么还(?:不|没)|好了没|搞快|快啲|hurry|asap|how (?:much )?long(?:er)?|"
            r"get to the point|just (?:answer|tell)|"
            r"waiting|come on"
        ),
    ),
    (
        Feeling.ANXIOUS_WORRIED,
        2,
        (
            r"担(?:心|忧)|焦(?:虑|急|心)|着急|急(?:死|疯|哭|得)|(?:怕|恐|惊)(?:影响|上|逾期|被|出|弄|万一|"
            r"他们知道)|好怕|怎么办(?!理)|[咋啷]个?办|点算|咋整|会不会|"
            r"睡不(?:着|好)|慌|不安|忐忑|提心吊胆|七上八下|紧张|愁|没底|不(?:放心|踏实)|来不及|吃不下|千万别|"
            r"worried|anxious|nervous|panick|"
            r"stress|concerned|what (?:if|happens to me)|can't sleep|will (?:this|it) affect"
        ),
    ),
    (
        Feeling.CONFUSED,
        1,
        (
            r"[看听搞弄想]不(?:太)?(?:懂|明白|清楚|通)|不(?:太)?(?:明白|理解|懂|清楚你)|没(?:太)?(?:看|听|弄|搞|"
            r"整)?(?:懂|明白|清楚)|[什啥]么?意思|"
            r"糊涂|迷糊|懵|晕|云里雾里|摸不着头脑|一头雾水|对不(?:上|起来)|唔明|(?:到底|究竟)(?:哪|是|欠|按|算)|"
            r"有点绕|天书|"
            r"confus|don't (?:understand|get it|follow)|what does .{1,20} mean|makes? no sense|no clue"
        ),
    ),
    (
        Feeling.SATISFIED_GRATEFUL,
        1,
        (
            r"谢|感(?:谢|激|恩)|多亏|帮(?:了)?(?:我)?大忙|满意|太(?:好|棒)了|好评|给力|辛苦了|不错|贴心|点赞|"
            r"开心|放心了|靠谱|爱了|给.{0,3}五星|"
            r"多謝|唔该|巴适|安逸|thank|thx|cheers|great (?:help|service)|awesome|perfect|appreciate|happy with"
        ),
    ),
)
EMOJI: tuple[tuple[Feeling, str], ...] = (
    (Feeling.ANGRY, "😡🤬💢😤👿😠"),
    (Feeling.SAD_GRIEF, "😭😢💔🕯"),
    (Feeling.DISAPPOINTED, "😞😔🙁☹"),
    (Feeling.ANXIOUS_WORRIED, "😰😟😧😥"),
    (Feeling.FEAR_HARASSED, "😱😨"),
    (Feeling.SATISFIED_GRATEFUL, "👍❤🌹😘😊🥰🎉😄😁"),
    (Feeling.SARCASTIC, "🙂🙃👏😅😏"),
    (Feeling.THREAT, "🔪💣🔫"),
    (Feeling.INSULTING, "🖕💩🐶🐷"),
    (Feeling.IMPATIENT, "🙄⏰💤⌛"),
    (Feeling.CONFUSED, "🤔😵❓"),
    (Feeling.FRUSTRATED, "😩😫🤦😣"),
    (Feeling.ASHAMED_DISTRESS, "😓😳🥺"),
    (Feeling.DESPERATE, "🙏"),
)
"""Faces and hands and what they mostly go with; they tell the learner something, and decide nothing alone."""
STRONGER = (
    r"(?:太|非常|特别|极其|极度|超级|超|十分|真的|真是|简直|完全|彻底|实在|万分|very|so|really|extremely|totally)"
)
WEAKER = r"(?:有点|有些|稍微|略|一点|不太|a bit|a little|slightly)"
DENIED = (
    r"(?:不(?!得不)|没|没有|别|不是|不会|并不|毫不|不用|无需|not|never|don't|isn't)(?:太|很|再|那么|觉得|感到|a|so)?"
)
TYPICAL: dict[Feeling, int] = {
    **{feeling: strength for feeling, strength, _ in WORDS},
    Feeling.NEUTRAL: 0,
    Feeling.SELF_HARM_SIGNAL: 3,
    Feeling.THREAT: 3,
}
"""How strong each feeling mostly is, where nothing in the text tells."""

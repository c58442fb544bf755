"""Why someone cannot pay or asks for help: what they say, by reason, as patterns over folded text.

Where a word of time may stand inside a phrase, the group `core` is what remains without it.
"""

from qiao.language.wordlists import any_of, phrases

_KIN = any_of(
    """爸爸? 妈妈? 父亲 母亲 父母 老公 老婆 丈夫 妻子 爱人 儿子 女儿 孩子 爷爷 奶奶 外公 外婆 姥姥 姥爷 哥哥? 弟弟?
    姐姐? 妹妹? 家人 亲人 家里?老人 老人 岳父 岳母 公公 婆婆 配偶 借款人 他 她 家属 亲戚 对象"""
)
_ENGLISH_KIN = any_of("mother father wife husband parent son daughter brother sister mom dad grand[a-z]{1,12}")
_WHEN = any_of("刚刚? 前几?天 昨天 今天 上周 上个?月 这个月 今年 去年 突然 因病 不幸 已经? 最近 意外 都 也")
_DIED = any_of(
    "去世 过世 离世 病逝 逝世 走了(?![错丢]) 没了 死了 死亡 身故 病故 离开了我们 不在了 离开人世 不在人世 意外身亡 身亡"
)
_FIRM = any_of("店铺? 门店 饭店 餐馆 餐厅 铺子 工厂 厂子? 公司 企业 工作室 养殖场 作坊 工地 网店 小店")
_PAY = any_of("工资 薪水 薪资 工钱 奖金 薪酬 月薪")
_SO_LONG = any_of("还 都 也 一直 这个月 上个月 迟迟 到现在 已经 几个月 [一二两三四五六]个月 又 老是 总是 最近")
_NOT_PAID = any_of(
    """没有?发 没到账? 没下来 没给 没结 未发 未到 发不出来? 延迟 延后 推迟 拖欠 拖着 拖了 晚发 欠着 不发 没拿到
    没收到 发晚 被拖欠 被拖 被欠 压着 没着落 延发 迟发 没领到 发不下来 晚到"""
)
_WITHHELD = any_of(
    """拖欠 欠 拖着? 压着? 不发 没发 没拿到 没收到 晚发 迟发 推迟发 延迟发放? 延发 发不出来? 没领到 还没发 克扣
    没给 没开"""
)
_WHY = any_of("其他 其它 别的 个人 特殊 私人 家庭 客观 不可抗力 自身")
_PURSE = any_of("手头 经济 资金 生活 家庭 财务 家里 手上 近期")
_VERY = any_of("比较 有点 有些 太 很 非常 实在 十分 最近 暂时 出现了? 有 遇到了? 确实 特别 真的")

REASONS: dict[str, tuple[str, ...]] = {
    "family_death": (
        rf"{_KIN}{_WHEN}{{0,3}}(?P<core>{_DIED})",
        any_of("去世 过世 离世 病逝 逝世 身故 病故 丧事 丧葬 葬礼 办后事 白事 奔丧 亲人离开 丧偶 守孝 吊唁 料理后事"),
        phrases(
            "passed_away funeral bereavement death_(?:of|in)_(?:my|the|our) lost_my_(?:mother|father|wife|husband)"
        ),
        phrases(f"{_ENGLISH_KIN}(?:_has)?(?:_just)?_died"),
    ),
    "business_failure": (
        any_of("生意 买卖")
        + any_of(
            """失败 做?不下去 亏(?:损|本|了|空)? 赔(?:本|了)? 黄了 垮了 倒闭 不好做? 很差 惨淡 关门 停了 不景气 难做
            做垮了? 做亏了?"""
        ),
        _FIRM
        + r"(?:里|已经?|最近|都|也|就|被迫){0,2}"
        + any_of(
            """倒闭 关门 关了 关停 关闭 破产 垮了 黄了 亏损 经营不善 倒了 注销 停业 歇业 停产 开不下去 干不下去 亏了
            关张 没生意"""
        ),
        any_of(
            """(?:创业|投资|经营|开店)(?:失败|亏损|亏了|亏本|不善|困难) 倒闭 破产 资金链断 货款(?:收不回|被拖欠)
            停业 歇业
            做生意(?:亏|赔|失败) 血本无归 店关了 关店"""
        ),
        r"(?<![a-z])(?:business|company|shop|store|restaurant|factory)(?: has| was)? "
        + any_of("failed closed went_(?:bankrupt|under) collapsed shut_down").replace("_", " "),
        phrases("bankrupt(?:cy)? went_out_of_business business_failure"),
    ),
    "salary_delay": (
        rf"{_PAY}{_SO_LONG}{{0,3}}(?P<core>{_NOT_PAID})",
        rf"(?P<core>{_WITHHELD})了?(?:我们?|我的|员工)?(?:的|[一二两三四五六几0-9]个月的?)?(?:工资|薪水|薪资|薪|工钱)",
        any_of("欠薪 没开支 没发薪 薪资延迟 讨薪"),
        phrases(
            """(?:salary|wages?|pay_?check|payroll)(?:_(?:is|was|are|has_been|have_been|got))?_(?:delayed|late|unpaid|overdue)
            (?:salary|wages?)(?:_(?:is|was|has|have))?_not_(?:been_)?paid (?:unpaid|delayed|late)_(?:salary|wages)
            haven't_been_paid not_been_paid hasn't_paid_(?:me|us)"""
        ),
    ),
    "job_loss": (
        any_of(
            """失业 下岗 待业 没了工作 丢了?工作 丢了?饭碗 工作(?:丢了|没了|黄了|弄丢) 离职 失去了?工作 没了收入来源
            停工
            辞职 辞工 炒鱿鱼 裁员 没有?工作(?![人日经时证]) 没班上 没上班 没有?活干 没活做 找不到工作 没找到工作
            没有?固定工作 失去收入"""
        ),
        r"被(?:公司|单位|老板|厂里)?(?:裁员?|裁掉|辞退|开除|解雇|炒(?:了)?鱿鱼|优化|劝退|辞了)",
        phrases(
            """(?:lost|lose|losing)_my_job laid_off unemployed got_fired was_fired been_fired made_redundant
            redundancy
            out_of_work jobless job_loss no_job"""
        ),
    ),
    "accident": (
        any_of(
            """车祸 出车祸 交通事故 出了?事故 工伤 摔伤 摔断 摔了 骨折 烧伤 烫伤 意外(?:事故|受伤|伤害) 受了?伤 撞伤
            撞了人?
            被车撞 被撞 砸伤 发生意外 出了?意外 事故"""
        ),
        phrases("(?:car|traffic|road|work|bike)_(?:accident|crash) accident injured broke_my_(?:leg|arm)"),
    ),
    "illness": (
        any_of(
            """生病 生了病 生了场?大?病 得了?(?:重|大|癌|绝|怪|急)?[病症] 重病 大病 患病 患了 重疾 病重 病倒 病危
            卧病 看病 治病
            急病 身体不好 身体出了?问题 住院 住进医院 做(?:了个?|个)?手术 动(?:了)?手术 手术 开刀 化疗 放疗 透析 癌症?
            肿瘤 白血病 尿毒症 脑梗 脑溢血 心梗 心脏病 中风 瘫痪 抑郁症 确诊 糖尿病 肺炎 icu 重症 抢救 医药费 医疗费
            住院费
            治疗费 手术费 在医院 感染新冠 流产 残疾 病了 养病"""
        ),
        phrases(
            """(?:i'm|i_am|was|been)_(?:very_|seriously_)?(?:sick|ill) illness sickness hospitali[sz]ed
            in_(?:the_)?hospital
            surgery cancer medical_bills? stroke chemotherapy (?:got|fell)_(?:sick|ill)"""
        ),
    ),
    "disaster": (
        any_of(
            """地震 洪水 洪灾 洪涝 水灾 涝灾 发大水 暴雨 台风 飓风 龙卷风 泥石流 山体滑坡 滑坡 山洪 塌方 受灾 灾害
            天灾 遭灾
            旱灾 干旱 雪灾 冰雹 冰灾 火灾 着火 失火 大火 被水淹 被淹 疫情 封城 隔离 灾区"""
        ),
        r"(?:房子|家里?|店铺?|村子?|地里?|庄稼)(?:都|全|也)?被?[淹烧冲](?:了|毁|掉|没|垮)",
        phrases("earthquake flood(?:ed|ing|s)? typhoon hurricane landslide wildfire house_fire disaster"),
    ),
    "divorce": (
        any_of("离了?婚 离异 分居 婚变 婚姻破裂 婚姻变故"),
        phrases("divorced? divorcing separated_from_my_(?:wife|husband)"),
    ),
    "other": (
        rf"{_WHY}的?(?:原因|因素|缘故)",
        any_of("家里?(?:出了?点?|有点?|有些|有急)(?:事|变故|情况) 家庭变故 家中变故 特殊情况 突发情况"),
        rf"{_PURSE}上?{_VERY}{{0,3}}(?:紧张?|困难|拮据|周转|不宽裕|压力大?|贫困|问题|没钱)",
        any_of(
            """周转不(?:开|过来|灵|了) 没钱还? 收入(?:减少|下降|降低|锐减|变少|少了|不稳定?) 降薪 减薪 工资降 被骗
            遭遇诈骗
            坐牢 入狱 服刑 当兵 参军 怀孕 坐月子 生孩子 还不起"""
        ),
        phrases(
            """financial_(?:difficult(?:y|ies)|hardship|trouble) personal_reasons? other_reasons?
            short_of_(?:cash|money)
            family_(?:reasons?|emergency) can(?:'t|not)_afford maternity pregnan(?:t|cy) pay_cut scammed"""
        ),
    ),
}

# The same letters with another meaning.
INNOCENT = any_of(
    """病毒 毛病 有病吧 神经病 你有病 通病 弊病 破产法 系统故障 隔离墙 风控隔离 地震局 防火墙 离职证明 台风眼 手术台
    没有?(?:失业|生病|离婚|受灾|受伤|住院|破产|倒闭|出事|离职|去世) 不是(?:因为)?(?:失业|生病|离婚|受灾|没钱)
    没什么(?:特殊|别的)原因 什么原因 事故车 保险事故 并未(?:失业|生病|离婚)"""
)

"""The words around a number that make it money, and those that make it something else."""

from qiao.language.wordlists import any_of

# What a number is counted in when it is no money.
COUNTED_OTHERWISE = any_of(
    """个 人 次 天 年 月 日 号 期 笔 位 名 家 条 件 份 分(?![0-9一二两三四五六七八九十]{1,3}(?:期|个月|次|年)) 米
    公里 里 斤
    公斤 吨 字 步 遍 倍 岁 度 点 时 秒 周 星期 礼拜 小时 种 张 台 部 辆 套 户 粉 % ‰ 页 层 楼 级 届 代 路 强 班 室
    句 声
    只 头 匹 股 瓦 毫 升 公顷 亩 平 座 把 双 杯 瓶 包 箱 版 集 章 题 回 趟 场 像素 工作日 kg km cm mm ml gb mb hz x
    p(?![a-z])"""
)
# Before one of these the last digits belong to the next reading: 借一万|十二期.
COUNTED_NEXT = any_of("期 个?月 天 年 号 日 周 次 笔 个?星期 个?礼拜")

FOREIGN = any_of(
    r"""[美日欧韩港澳加新台泰越]元 [美澳加纽]金 [美日欧韩港英澳加台泰]币 英镑 日圆 韩圆 卢布 泰铢 比索 q币 积分
    刀(?![片具])
    (?:usd|hkd|eur|gbp|jpy|krw|dollars?|euros?|pounds?)(?![a-z])"""
)

CURRENCY_BEFORE = r"(?:[¥]|(?<![a-z])(?:rmb|cny)\s?|人民币:?)"
YUAN = any_of(
    r"""块大洋 块钱 块 元人民币 元整 元钱 元(?![旦宵月素宝]) 圆整? 大洋 \s?(?:yuan|rmb|cny|renminbi)(?![a-z]) 人民币"""
)

_PAYING = any_of(
    """还款? 借款? 转账? 扣款? 付款? 交 存 充值? 取现? 提现 提取 贷款? 欠款? 打款? 给 退款? 赔偿? 花 赚 差 少 多
    缴纳? 拿
    汇款? 支付 支取 放款 到账 下款 套 刷 消费 划扣? 收取? 收费 报销 减免 免 追回 损失 骗"""
)
_SUMS = any_of(
    """每期 金额 额度 本金 利息 账单 工资 月供 罚息 违约金 手续费 服务费 费用 余额 总额 总共 一共 欠款 应还 待还 剩余
    还剩 最低
    最高 收入 月薪 薪水 本息 押金 保费 罚金 年费 [一两二三每这那另]一?笔"""
)
_IN_BETWEEN = any_of(
    r"""了 过 从 我 你 您 他 她 们 咱 掉 入 出 进 去 回 来 账 现 到 的 是 为 有 : 才 只 就 都 大概 大约 约 差不多
    将近 接近
    近 一共 总共 共 剩 还 下 上 升 降 提 调 改 成 至 得 个 最少 最多 最高 最低 至少 不到 不了 超过 满 款 钱 卡 给 里
    每月
    每个月 本金 利息 额度 金额 先 再 想 要 能 可以 会 应该 \s ="""
)
_ENGLISH_PAYING = any_of(
    """pay paid repay repaid borrow(?:ed)? owed? transfer(?:red)? charged? deducted withdr[ae]w deposit(?:ed)? loan_of
    amount(?:_of|_is)?"""
).replace("_", " ")
_FIGURE_NEXT = r"(?=[0-9零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾])"
MONEY_BEFORE = (
    rf"(?:{_PAYING}|{_SUMS}){_IN_BETWEEN}{{0,5}}{_FIGURE_NEXT}",
    rf"[一二两三每这那另]一?笔[是有]?{_FIGURE_NEXT}",
    rf"(?<![a-z]){_ENGLISH_PAYING}(?: (?:me|you|back|off|about|around|only|of|a|another|the)){{0,4}} {_FIGURE_NEXT}",
)

_ROUGHLY = any_of(
    """大概 大约 约 差不多 将近 接近 估计 大致 估摸 (?<![最附])近 上下 ~
    (?<![a-z])(?:about|around|roughly|approximately|nearly|almost)\\s"""
)
ROUGHLY_BEFORE = rf"{_ROUGHLY}(?:是|有|还|要|借|需要|得|在|的|了|我|欠|扣|\s){{0,3}}{_FIGURE_NEXT}"
ROUGHLY_AFTER = r"(?:左右|上下|出头|来往|不等|多(?![少长久次个])|吧?差不多| or so| more or less)"

"""Texts without personal data, full of figures."""

from collections.abc import Iterator

from .invented import Inventor

CLEAN = [
    "我想借{amount}元分36期",
    "上个月还了{amount}块",
    "为什么扣了我{amount}.{cents}元",
    "余额{big}元",
    "额度从{amount}提到{big}可以吗",
    "订单号{long}",
    "订单编号：{long}查一下",
    "合同号{long}",
    "合同编号 HT{long}",
    "流水号{long}什么意思",
    "回执单号：{long}",
    "受理编号{long}",
    "receipt no {long}",
    "order {long} not found",
    "借据号{long}",
    "快递单号SF{long}",
    "统一社会信用代码{company}",
    "公司税号{company}",
    "我们公司{company}能贷款吗",
    "打12378投诉",
    "95533发来的短信",
    "打{service}没人接",
    "400-{three}-{four}是你们吗",
    "打400{three}{four}",
    "10086说欠费",
    "客服电话{hotline}打不通",
    "{date}到期",
    "{date} {time}扣的款",
    "{month}月{day}日还款日",
    "每月{day}号扣款",
    "版本{version}打不开",
    "app v{version}闪退",
    "错误码{error}",
    "报错E{error}",
    "error code {error}",
    "验证码收不到",
    "验证码{minute}分钟有效吗",
    "密码忘了",
    "密码错误{minute}次",
    "密码是几位",
    "密码要6-16位吗",
    "有效期到什么时候",
    "合同有效期{year}年{month}月",
    "优惠券有效期{year}年{month}月{day}日",
    "身份证有效期快到了",
    "我是高中生",
    "我是黄金会员",
    "我叫你们经理过来",
    "本人白天上班",
    "我是江苏人",
    "我是石油公司的",
    "我是于昨天申请的",
    "我住在北京市朝阳区",
    "我是上海的",
    "你们公司地址在哪",
    "微信支付失败",
    "微信绑定不了银行卡",
    "wechat pay failed",
    "QQ邮箱收不到",
    "分{count}期每期{amount}.{cents}",
    "年化{minute}.{cents}%是多少",
    "利率万分之三点五",
    "借了一万二三天到账",
    "一二三四期都还了",
    "尾号{four}的卡",
    "卡号后四位{four}",
    "手机尾号{four}",
    "第{count}期第{day}天",
    "{amount} {amount} {amount} 这三笔",
    "排队号{three}",
    "还款金额{big}.00",
    "我有{count}笔贷款",
    "{year}-{mm}-{dd}至{year}-{mm}-{dd}",
    "工号{four}的客服态度差",
    "一共{count}万{four}元",
    "账单{amount},{three}.{cents}元",
    "麻烦问一下一般几天",
    "新手机可以登录吗",
    "卡背面的三位数要输吗",
    "安全码在哪看",
    "My name was wrong on the bill",
    "I am very angry",
    "I'm not sure what this is",
    "password reset please",
    "call me back",
    "@客服 在吗",
    "谢谢 [微笑]",
    "1 2 3 4 5",
    "3 6 9 12 18 24 36 都有",
]


def clean(seed: int, count: int) -> Iterator[str]:
    """Texts without personal data, full of figures."""
    inventor = Inventor(seed)
    for _ in range(count):
        for frame in CLEAN:
            yield frame.format_map(_Figures(inventor))


class _Figures(dict[str, str]):
    def __init__(self, inventor: Inventor) -> None:
        super().__init__()
        self.inventor = inventor

    def __missing__(self, name: str) -> str:
        i, draw = self.inventor, self.inventor.random.randint
        return {
            "amount": lambda: str(draw(100, 99_999)),
            "big": lambda: str(draw(100_000, 99_999_999)),
            "cents": lambda: i.digits(2),
            "long": lambda: i.of(["20", "62", "1", "9"]) + i.digits(i.of([8, 10, 12, 14, 16])),
            "company": lambda: "9" + i.digits(7) + "MA" + i.digits(7) + i.of("XBLG3"),
            "service": lambda: "95" + i.digits(3),
            "hotline": lambda: "95" + i.digits(3),
            "three": lambda: i.digits(3),
            "four": lambda: i.digits(4),
            "date": lambda: f"{draw(2020, 2027)}-{draw(1, 12):02}-{draw(1, 28):02}",
            "time": lambda: f"{draw(0, 23):02}:{draw(0, 59):02}:{draw(0, 59):02}",
            "year": lambda: str(draw(2020, 2030)),
            "month": lambda: str(draw(1, 12)),
            "mm": lambda: f"{draw(1, 12):02}",
            "day": lambda: str(draw(1, 28)),
            "dd": lambda: f"{draw(1, 28):02}",
            "count": lambda: str(draw(2, 36)),
            "minute": lambda: str(draw(2, 9)),
            "version": lambda: f"{draw(1, 12)}.{draw(0, 20)}.{draw(0, 99)}",
            "error": lambda: i.digits(i.of([4, 6, 8])),
        }[name]()

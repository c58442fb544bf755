"""What is found in which writing, and what is left alone."""

import pytest

from qiao.language.identifiers import Kind, Sensitivity, find, mask

from .adversarial import adversarial
from .clean import clean
from .manners import harder

SEEDS = (1, 2, 3)

KINDS = [
    ("打我13812345678", "打我138****5678", "CN_PHONE"),
    ("１３８-1234 5678打我", "138****5678打我", "CN_PHONE"),
    ("138\u200b12345678", "138****5678", "CN_PHONE"),
    ("+86 138 1234 5678", "+86 138****5678", "CN_PHONE"),
    ("三13812345678", "三138****5678", "CN_PHONE"),
    ("13812345678二楼", "138****5678二楼", "CN_PHONE"),
    ("一3812345678", "138****5678", "CN_PHONE"),
    ("8613812345678", "86138****5678", "CN_PHONE"),
    ("我的号1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "我的号138****5678", "CN_PHONE"),
    ("幺三八四个零幺二三四", "138****1234", "CN_PHONE"),
    ("壹叁捌 壹贰叁肆 伍陆柒捌", "138****5678", "CN_PHONE"),
    ("l38OO0O8OOO", "138****8000", "CN_PHONE"),
    ("one three eight one two three four five six seven eight", "138****5678", "CN_PHONE"),
    ("手机号是1381234567", "手机号是138****4567", "CN_PHONE"),
    ("订单还没到，我手机号13812345678", "订单还没到，我手机号138****5678", "CN_PHONE"),
    ("座机62345678", "座机****78", "CN_LANDLINE"),
    ("0755-88881234", "0755****34", "CN_LANDLINE"),
    ("身份证11010519491231002X", "身份证1****************X", "CN_ID"),
    ("110105 19491231 002x", "1****************X", "CN_ID"),
    ("11010519491231002叉", "1****************X", "CN_ID"),
    ("老证110105491231002", "老证1*************2", "CN_ID"),
    ("身份证号110105194912310021", "身份证号1****************1", "CN_ID"),  # mistyped, but declared
    ("4111 1111 1111 1111", "****1111", "BANK_CARD"),
    ("卡号6222020000000000000", "卡号****0000", "BANK_CARD"),
    ("发到Zhang.San@qq.com", "发到Z***@qq.com", "EMAIL"),
    ("13812345678@163.com", "1***@163.com", "EMAIL"),
    ("zhangsan艾特qq点com", "z***@***", "EMAIL"),
    ("京A·D12345", "京A****5", "PLATE"),
    ("粤B幺二三四五", "粤B****5", "PLATE"),
    ("护照 E 1234 5678", "护照 E******78", "PASSPORT"),
    ("微信号zhang_san88", "微信号z****8", "WECHAT"),
    ("扣扣幺二三四五六七", "扣扣1****7", "QQ"),
    ("我叫张伟", "我叫张*", "NAME"),
    ("我叫欧阳娜娜", "我叫欧阳**", "NAME"),
    ("姓名：阿依古丽·买买提", "姓名：阿**", "NAME"),
    ("My name is John Smith and I am late", "My name is J*** and I am late", "NAME"),
    ("我住北京市朝阳区建国路88号3单元502室", "我住北京市朝阳区***", "ADDRESS"),
    ("address is No. 88 Jianguo Road, Beijing", "address is ***", "ADDRESS"),
    ("验证码是123456", "验证码是******", "SMS_CODE"),
    ("123456是我的验证码", "******是我的验证码", "SMS_CODE"),
    ("my verification code is 4821", "my verification code is ******", "SMS_CODE"),
    ("密码abc12345登不上", "密码******登不上", "PASSWORD"),
    ("password: Hunter2!", "password: ******", "PASSWORD"),
    ("密码13812345678", "密码******", "PASSWORD"),
    ("密码六个八", "密码******", "PASSWORD"),
    ("cvv 123", "cvv ******", "CVV"),
    ("安全码是456", "安全码是******", "CVV"),
    ("信用卡有效期09/27", "信用卡有效期******", "CARD_EXPIRY"),
    ("信用卡有效期2027年12月", "信用卡有效期******", "CARD_EXPIRY"),
    ("exp Sep 2027", "exp ******", "CARD_EXPIRY"),
    ("有效期零九斜杠二七", "有效期******", "CARD_EXPIRY"),
    ("我的卡09/27到期", "我的卡******到期", "CARD_EXPIRY"),
    ("我用abc123做密码", "我用******做密码", "PASSWORD"),
    ("密码是大写A小写b12", "密码是******", "PASSWORD"),
    ("输了6760提示验证码错误", "输了******提示验证码错误", "SMS_CODE"),
    ("cvv我看了下是123", "cvv我看了下是******", "CVV"),
    ("cvv: one two three", "cvv: ******", "CVV"),
    ("打&#49;&#51;&#56;12345678", "打138****5678", "CN_PHONE"),
    ("%31%33%38%31%32%33%34%35%36%37%38", "138****5678", "CN_PHONE"),
    ("1*3*8*1*2*3*4*5*6*7*8", "138****5678", "CN_PHONE"),
    ("腰三八幺二三四五六拐八", "138****5678", "CN_PHONE"),
    ("ⅠⅢⅧⅠⅡⅢⅣⅤⅥⅦⅧ", "138****5678", "CN_PHONE"),
    ("110105194912310021是我身份证", "1****************1是我身份证", "CN_ID"),
    ("6222020000000000000这张卡", "****0000这张卡", "BANK_CARD"),
    ("zhang点san艾特qq点com", "z***@***", "EMAIL"),
    ("zhangsan88艾特qq邮箱", "z***@***", "EMAIL"),
    ("l i l e i @qq.com", "l***@***", "EMAIL"),
    ("请帮秦杰查一下", "请帮秦*查一下", "NAME"),
    ("何舒窈，帮我查下进度", "何**，帮我查下进度", "NAME"),
    ("——郝刚", "——郝*", "NAME"),
    ("我老公胡伟也想办", "我老公胡*也想办", "NAME"),
    ("以万水生名义贷的", "以万**名义贷的", "NAME"),
    ("我是Wang Fang", "我是W***", "NAME"),
    ("Regards, Kevin Zhou", "Regards, K***", "NAME"),
    ("用艾力·玉素甫的卡还款", "用艾**的卡还款", "NAME"),
    ("免贵姓王，名建国", "免贵姓王**", "NAME"),
]

LEFT_ALONE = [
    "我想借12000元分36期",
    "还了13812345678元",
    "转了13812345678.50元",
    "订单号6222020000000000000",
    "订单号13812345678",
    "流水号4111111111111111",
    "受理号202411221234567890",
    "110105194912310021",  # wrong check digit, undeclared
    "4111111111111112",
    "打400-820-8820",
    "95533还是12378还是10086",
    "95533发来的验证码收不到",
    "验证码收不到,尾号1234",
    "统一社会信用代码91110000600037341L",
    "密码忘了",
    "密码输错3次",
    "password reset please",
    "年化7.2%到24%,2024-11-22到期",
    "2024-11-22 13:05:22 3 6 9 12 18 24",
    "优惠券有效期2027年12月",
    "错误码E12345678",
    "我是黄金会员",
    "本人白天上班",
    "我在北京市朝阳区",
    "最新V12345版",
    "138****5678",
    "年化7%20期",
    "安心，谢谢",
    "是平安。",
    "都和我说好了",
    "my card is about to expire on 12 loans",
    "发的验证码没收到，等了6000秒",
    "密码是什么",
    "卡上的日期是什么",
    "",
]

PIECES = [
    ("我手机\n138\n等下\n1234\n5678", "我手机\n138\n等下\n****\n5678", ["138", "1234", "5678"]),
    ("138，再来1234，接下来是5678", "138，再来****，接下来是5678", ["138", "1234", "5678"]),
    ("前三位138，中间1234，后四位5678", "前三位138，中间****，后四位5678", ["138", "1234", "5678"]),
    ("我电话138杠1234杠5678", "我电话138杠****杠5678", ["138", "1234", "5678"]),
    ("身份证110105\n19491231\n002X", "身份证1*****\n********\n***X", ["110105", "19491231", "002X"]),
    ("卡6222 0212\n3456 7890 128", "卡********\n*******0128", ["6222 0212", "3456 7890 128"]),
    ("11010519491231002 最后是大写X", "1**************** 最后是大写X", ["11010519491231002", "X"]),
    ("验证码\n12\n34\n56", "验证码\n******\n******\n******", ["12", "34", "56"]),
    ("京A\n12345", "京A\n****5", ["京A", "12345"]),
]


@pytest.mark.parametrize(("text", "masked", "kind"), KINDS)
def test_personal_data_is_found_and_masked(text: str, masked: str, kind: str):
    assert [span.type for span in find(text)] == [kind]
    assert mask(text).text == masked
    assert list(mask(text).spans) == find(text)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_amounts_orders_and_hotlines_are_left_alone(text: str):
    assert mask(text).text == text
    assert find(text) == []


@pytest.mark.parametrize(("text", "masked", "pieces"), PIECES)
def test_a_number_in_several_messages_has_a_span_a_piece(text: str, masked: str, pieces: list[str]):
    assert [text[span.start : span.end] for span in find(text)] == pieces
    assert len({span.type for span in find(text)}) == 1
    assert mask(text).text == masked


def test_a_card_with_what_stands_behind_it_is_three_findings():
    assert [span.type for span in find("4111 1111 1111 1111 09/27 123")] == ["BANK_CARD", "CARD_EXPIRY", "CVV"]


def test_several_kinds_in_one_text_are_all_found():
    text = "张伟 13812345678，住上海市浦东新区世纪大道100号23楼，微信zhang_88，密码：Abc12345"

    assert [span.type for span in find(text)] == ["NAME", "CN_PHONE", "ADDRESS", "WECHAT", "PASSWORD"]


def test_a_name_that_ends_in_a_numeral_hides_no_number():
    assert mask("张三13812345678").text == "张*138****5678"


def test_two_numbers_side_by_side_are_two():
    assert mask("13812345678,13912345679 13712345670").text == "138****5678,139****5679 137****5670"


def test_offsets_are_those_of_the_original():
    text = "我\u200b的１３８ 1234\u200b5678和a@b.com"

    phone, mail = find(text)

    assert text[phone.start : phone.end] == "１３８ 1234\u200b5678"
    assert text[mail.start : mail.end] == "a@b.com"


@pytest.mark.parametrize("seed", SEEDS)
def test_almost_every_adversarial_case_is_found_to_the_sign(seed: int):
    cases = list(adversarial(seed, 25))
    missed = [case for case in cases if not case.spans <= {(s.start, s.end, str(s.type)) for s in find(case.text)}]

    assert len(missed) <= 0.03 * len(cases), missed[:10]


@pytest.mark.parametrize("seed", SEEDS)
def test_almost_everything_in_odder_hands_and_sentences_is_covered(seed: int):
    cases = list(harder(seed, 2))
    missed = [
        case for case in cases if not case.signs <= _covered(case.text, "NAME" if case.kind == "NAME_EN" else case.kind)
    ]

    assert len(missed) <= 0.02 * len(cases), missed[:10]


def _covered(text: str, kind: str) -> set[int]:
    return {place for span in find(text) if span.type == kind for place in range(span.start, span.end)}


@pytest.mark.parametrize("seed", SEEDS)
def test_almost_no_clean_text_raises_an_alarm(seed: int):
    texts = list(clean(seed, 10))
    alarms = [(text, find(text)) for text in texts if find(text)]

    assert len(alarms) <= 0.01 * len(texts), alarms[:10]


def test_what_proves_who_someone_is_is_most_sensitive():
    assert {kind for kind in Kind if kind.sensitivity is Sensitivity.C3} == {
        "SMS_CODE",
        "PASSWORD",
        "CVV",
        "CARD_EXPIRY",
    }

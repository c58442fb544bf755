"""Counts, numbers of phones and cards, loans, banks, regions, people and reasons."""

import pytest

from qiao.foundation import regions
from qiao.language.entities import EntityType, EntityValue
from qiao.language.entities.bank_names import BANKS

from .reading import kinds, values

CASES: dict[EntityType, list[tuple[str, EntityValue]]] = {
    EntityType.COUNT: [
        ("分12期", 12),
        ("十二期", 12),
        ("分 6 期", 6),
        ("还剩5期", 5),
        ("前三期还了", 3),
        ("期数改成24", 24),
        ("分三次还", 3),
        ("借一万二十四期", 24),
        ("in 12 instalments", 12),
        ("six monthly installments", 6),
    ],
    EntityType.PHONE: [
        ("13812345678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("幺三八一二三四五六七八", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "13812345678"),
        ("0371-65551234", "037165551234"),
    ],
    EntityType.BANK_CARD: [
        ("6228480402564890018", "6228480402564890018"),
        ("卡号6222 0212 3456 7890 128", "6222021234567890128"),
        ("卡号六二二八四八零四零二五六四八九零零一八", "6228480402564890018"),
    ],
    EntityType.CARD_TAIL: [
        ("尾号1234", "1234"),
        ("尾號是１２３４的卡", "1234"),
        ("尾号是幺二三四", "1234"),
        ("后四位是6789", "6789"),
        ("ending in 5678", "5678"),
        ("last four digits 0042", "0042"),
    ],
    EntityType.LOAN_REF: [
        ("最早那笔", "earliest"),
        ("最先借的那笔", "earliest"),
        ("最近一笔", "latest"),
        ("刚借的那笔", "latest"),
        ("上一笔", "latest"),
        ("最后一笔贷款", "latest"),
        ("第一笔", 1),
        ("第2笔", 2),
        ("第三笔借款", 3),
        ("全部借款", "all"),
        ("所有贷款", "all"),
        ("每一笔", "all"),
        ("全部还清", "all"),
        ("my second loan", 2),
        ("0719这笔", "0719"),
        ("编号5823那笔", "5823"),
        ("尾号0719的借款", "0719"),
        ("借款编号L000719", "000719"),
        ("the loan ending in 5823", "5823"),
        ("my 0719 loan", "0719"),
        ("all my loans", "all"),
        ("the most recent loan", "latest"),
    ],
    EntityType.BANK: [
        ("工行", "中国工商银行"),
        ("我的招行卡", "招商银行"),
        ("中國建設銀行", "中国建设银行"),
        ("浦发", "上海浦东发展银行"),
        ("邮储", "中国邮政储蓄银行"),
        ("ICBC", "中国工商银行"),
        ("ABC bank", "中国农业银行"),
        ("bank of china", "中国银行"),
        ("北京银行", "北京银行"),
        ("民生的卡", "中国民生银行"),
    ],
    EntityType.REGION: [
        ("河南郑州", "410100"),
        ("河南省郑州市金水区", "410105"),
        ("郑州", "410100"),
        ("北京朝阳区", "110105"),
        ("上海浦东", "310115"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("江苏南京鼓楼区", "320106"),
        ("内蒙古呼和浩特市", "150100"),
        ("义乌人", "330782"),
        ("积石山地震了", "622927"),
        ("广东省 深圳市 南山区", "440305"),
        ("Zhengzhou", "410100"),
        ("Xi'an, Shaanxi", "610100"),
        ("Hong Kong", "810000"),
    ],
    EntityType.PERSON_NAME: [
        ("我叫张三", "张三"),
        ("我叫张三丰想还款", "张三丰"),
        ("我叫张三手机号138", "张三"),
        ("我叫陳小明", "陳小明"),
        ("我是李四，想还款", "李四"),
        ("收款人：王五", "王五"),
        ("收款人王五 金额500", "王五"),
        ("户名欧阳娜娜", "欧阳娜娜"),
        ("我叫买买提·艾力", "买买提·艾力"),
        ("My name is Jane Smith and I need help", "Jane Smith"),
    ],
    EntityType.REASON: [
        ("我失业了", "job_loss"),
        ("被公司裁员", "job_loss"),
        ("住院做手术", "illness"),
        ("家里被洪水淹了", "disaster"),
        ("店铺关门了", "business_failure"),
        ("我爸去世了", "family_death"),
        ("妈妈上个月走了", "family_death"),
        ("工资还没发", "salary_delay"),
        ("拖欠了三个月工资", "salary_delay"),
        ("出车祸了", "accident"),
        ("刚离婚", "divorce"),
        ("家里有事", "other"),
        ("I lost my job", "job_loss"),
    ],
}
NONE = {
    EntityType.COUNT: ["第三期", "上一期", "最后一期", "分期", "期限3年"],
    EntityType.PHONE: ["95588", "400-123-4567", "11012345678", "订单号13812345678"],
    EntityType.BANK_CARD: ["订单号6228480402564890018", "1234567890123", "41010519900307123X"],
    EntityType.CARD_TAIL: ["手机尾号5678", "尾号12345", "身份证后四位1234"],
    EntityType.LOAN_REF: ["我有两笔借款", "倒数第二笔", "一笔钱", "还了3000那笔", "借款5000元", "a loan of 20000"],
    EntityType.BANK: ["银行", "其中行不行", "员工行为", "中国银行业", "新闻abc", "民生问题"],
    EntityType.REGION: ["朝阳区", "合作", "通过", "三明治", "大同小异", "公安", "来宾", "南京路"],
    EntityType.PERSON_NAME: [
        "我是高中生",
        "我是从网上看到的",
        "我叫什么",
        "姓名不符怎么办",
        "收款人是我老婆",
        "户名不一致",
        "我是王女士",
        "联系人可以改吗",
    ],
    EntityType.REASON: ["没有失业", "手机中病毒", "什么原因", "离职证明"],
}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [(kind, *case) for kind, cases in CASES.items() for case in cases],
)
def test_the_value_is_what_was_meant(kind: EntityType, text: str, value: EntityValue) -> None:
    found = values(text, kind)

    assert found
    assert all(one == value for one in found)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in NONE.items() for text in texts])
def test_what_only_looks_like_one_is_none(kind: EntityType, text: str) -> None:
    assert values(text, kind) == []


@pytest.mark.parametrize("bank", [bank for bank, _ in BANKS])
def test_every_bank_is_found_by_its_full_name(bank: str) -> None:
    assert values(f"用{bank}还款", EntityType.BANK) == [bank]


def test_every_province_is_found_by_both_names() -> None:
    for province in regions.china().provinces():
        assert values(province.name, EntityType.REGION) == [province.code]
        assert values(f"我在{province.short_name}", EntityType.REGION) == [province.code]


def test_a_sentence_holds_several_kinds() -> None:
    text = "我叫张伟，上个月15号借的那笔两万块，分12期，用工行尾号1234的卡还"

    assert kinds(text) == ["person_name", "date", "amount", "count", "bank", "card_tail"]

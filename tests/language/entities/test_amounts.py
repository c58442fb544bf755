import pytest

from qiao.language import entities
from qiao.language.entities import EntityType

from .reading import NOW, values

EXACT = [
    ("我想还三千五", 350_000),
    ("借一万二", 1_200_000),
    ("两百块零八毛", 20_080),
    ("壹仟元整", 100_000),
    ("1.2万", 1_200_000),
    ("3k", 300_000),
    ("转5w", 5_000_000),
    ("2w5", 2_500_000),
    ("1.5个w", 1_500_000),
    ("３５００元", 350_000),
    ("一点二万", 1_200_000),
    ("十二点五万", 12_500_000),
    ("1万2千500", 1_250_000),
    ("3千5", 350_000),
    ("三千零五十", 305_000),
    ("一万零五百", 1_050_000),
    ("两百五十块", 25_000),
    ("九百五", 95_000),
    ("一百零五块", 10_500),
    ("十五万八千", 15_800_000),
    ("一千两百三十四块五毛六", 123_456),
    ("三块二毛五", 325),
    ("5块5", 550),
    ("一块五", 150),
    ("两块半", 250),
    ("三毛五", 35),
    ("8毛", 80),
    ("五分钱", 5),
    ("100元5角3分", 10_053),
    ("人民币壹万贰仟叁佰肆拾伍元陆角柒分", 1_234_567),
    ("伍拾圓", 5_000),
    ("¥1,234.56", 123_456),
    ("￥88", 8_800),
    ("RMB 500", 50_000),
    ("3,000 yuan", 300_000),
    ("10000 yuan", 1_000_000),
    ("12345 rmb", 1_234_500),
    ("借12000分12期", 1_200_000),
    ("我想还10000", 1_000_000),
    ("5k yuan", 500_000),
    ("three thousand five hundred yuan", 350_000),
    ("I want to pay 3000", 300_000),
    ("还款500", 50_000),
    ("扣了我328.5", 32_850),
    ("最低还款 800", 80_000),
    ("月供1580.00", 158_000),
    ("0.01元", 1),
    ("两亿", 20_000_000_000),
    ("三 千 五 百 块", 350_000),
    ("我想還三千五百圓", 350_000),
    ("五百块钱", 50_000),
    ("借5000分3期", 500_000),
    ("借一万十二期", 1_000_000),
]
ROUGH = [
    ("大概五千块", 500_000),
    ("三千多块", 300_000),
    ("三千多", 300_000),
    ("五百来块", 50_000),
    ("十来万", 10_000_000),
    ("十几万", 10_000_000),
    ("两千左右", 200_000),
    ("2000元左右", 200_000),
    ("差不多两万", 2_000_000),
    ("约1200元", 120_000),
    ("三四千块", 300_000),
    ("一千出头", 100_000),
    ("50块多", 5_000),
    ("about 3000 yuan", 300_000),
]
SEVERAL = [
    ("三到五万", [3_000_000, 5_000_000]),
    ("3000-5000元", [300_000, 500_000]),
    ("额度从5000提到2万", [500_000, 2_000_000]),
    ("本金8000，利息320.5", [800_000, 32_050]),
    ("还500，300留着", [50_000]),
    ("一笔300一笔500", [30_000, 50_000]),
]
NONE = [
    "年利率百分之十二",
    "12.5%",
    "日利率万分之五",
    "三千人",
    "一百个不愿意",
    "万一还不上",
    "十万火急",
    "千万不要",
    "打95588",
    "拨打400-800-1234",
    "验证码3000",
    "订单号20250601123456",
    "版本5.2.1",
    "500美元",
    "几百块",
    "一块还",
    "3000天",
    "三点半",
    "24小时",
    "降了3个点",
    "4k屏",
    "三百六十五天",
    "房间号1203",
]


@pytest.mark.parametrize(("text", "fen"), EXACT)
def test_an_amount_is_read_in_fen(text: str, fen: int) -> None:
    assert [(found.value, found.unit) for found in entities.find(text, now=NOW) if found.type is EntityType.AMOUNT] == [
        (fen, "fen")
    ]


@pytest.mark.parametrize(("text", "fen"), ROUGH)
def test_a_rounded_amount_says_so(text: str, fen: int) -> None:
    assert [(found.value, found.unit) for found in entities.find(text, now=NOW) if found.type is EntityType.AMOUNT] == [
        (fen, "fen~")
    ]


@pytest.mark.parametrize(("text", "fen"), SEVERAL)
def test_several_amounts_stand_side_by_side(text: str, fen: list[int]) -> None:
    assert values(text, EntityType.AMOUNT) == fen


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_no_money(text: str) -> None:
    assert values(text, EntityType.AMOUNT) == []

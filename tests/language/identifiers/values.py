"""Values for the harder texts, in the forms people give them."""

from collections.abc import Callable

from .invented import Inventor


def _expiry(i: Inventor) -> str:
    month, year = i.random.randint(1, 12), i.random.randint(26, 35)
    han = "零一二三四五六七八九"
    said = "".join(han[int(sign)] for sign in f"{month:02}{year}")
    months = "一二三四五六七八九"[month - 1 : month] or {10: "十", 11: "十一", 12: "十二"}[month]
    return i.of(
        [
            f"{month:02}/{year}", f"{month}/{year}", f"{month:02}-{year}", f"{month:02}{year}", f"{month:02} {year}", f"{month:02}.{year}",
            f"{month:02}/20{year}", f"20{year}-{month:02}", f"20{year}.{month:02}", f"20{year}/{month:02}", f"20{year}年{month}月", f"{year}年{month}月", f"{month}月{year}年",
            f"{months}月{han[year // 10]}{han[year % 10]}年", f"二零{han[year // 10]}{han[year % 10]}年{months}月", said, f"{said[:2]}/{said[2:]}", f"{said[:2]}斜杠{said[2:]}",
            f"{month:02}／{year}", f"{month:02}\u200b/\u200b{year}", f"{month:02}👉{year}", f"{month:02} 斜杠 {year}", f"{month}月/{year}年", f"{said[:2]}杠{said[2:]}",
            f"{'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()[month - 1]} 20{year}",
        ]
    )  # fmt: skip


def _email(i: Inventor) -> str:
    local = i.of(
        [i.handle(), "zhang.san" + i.digits(2), "li_lei" + i.digits(3), i.digits(9), "wang-fang" + i.digits(2)]
    )
    name = i.of(["qq", "163", "126", "gmail", "outlook", "sina", "foxmail", "139", "hotmail"])
    spoken = local.replace(".", "点").replace("_", "下划线").replace("-", "减号")
    return i.of(
        [
            f"{local}@{name}.com", f"{local} at {name} dot com", f"{local}艾特{name}点com", f"{spoken}艾特{name}点com", f"{local}@{name}点com", f"{local}@{name} .com", f"{local}@{name}，com",
            f"{local}[at]{name}[dot]com", f"{local}#{name}.com", f"{local}\n@{name}.com", f"{local}@{name}.c o m", f"{local} @ {name} . com", f"{local}&#64;{name}.com", f"{local}%40{name}.com",
            f"{local}@{name}。ＣＯＭ", " ".join(local) + f" @{name}.com", f"{local}圈a{name}点康姆", f"{local}@{name}.com".upper(), f"{local}＠{name}．com", f"{local}(a){name}.com", f"{local}@{name}.con",
            f"{local}艾特{name}邮箱", f"{local}爱特{name}点抗母",
        ]
    )  # fmt: skip


def _name(i: Inventor) -> str:
    surname = i.of(
        [
            *"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文",
            "欧阳",
            "司马",
            "上官",
            "诸葛",
            "皇甫",
            "慕容",
            "令狐",
            "夏侯",
        ]
    )
    given = i.of(
        "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 秀英 桂英 玉兰 建国 志强 秀兰 子轩 梓涵 浩宇 欣怡 雨桐 思远 一诺 宇航 佳怡 俊杰 海燕 晓燕 红梅 春梅 国庆 卫东 文博 嘉豪 天佑 若曦 语嫣 书豪 景行 知夏 沐阳 可欣 诗涵 家豪 德明 永福 爱国 凤英 淑珍 婷婷 丽丽 乐乐 翠花 铁柱 大力 小龙 金凤 银花 长贵 有才 来福 满仓 水生 根宝 守义 承恩 怀瑾 令仪 穆清 舒窈 昭华".split()
    )
    return surname + given


PEOPLES = [
    "阿依古丽·买买提",
    "迪丽热巴·艾尔肯",
    "买买提江·吐尔逊",
    "古丽娜尔·阿不都",
    "巴图·孟和",
    "扎西·多吉",
    "艾力·玉素甫",
    "努尔兰·别克",
    "爱新觉罗·弘明",
]
ENGLISH = [
    "David Chen",
    "Emily Wong",
    "Li Wei",
    "Zhang Xiaoming",
    "Maria Garcia",
    "John O'Neil",
    "Wang Fang",
    "Kevin Zhou",
    "Sarah Johnson",
    "Chen Jianguo",
]


def _address(i: Inventor) -> str:
    region = i.of(
        [
            "北京市海淀区",
            "上海徐汇区",
            "广州天河",
            "深圳市龙岗区坂田街道",
            "成都高新区",
            "江苏省南京市鼓楼区",
            "山东省青岛市市南区",
            "湖北武汉洪山区",
            "陕西省西安市雁塔区",
            "云南昆明五华区",
            "重庆渝北区",
            "河北省石家庄市长安区",
            "浙江义乌",
            "福建省福州市闽侯县上街镇",
            "内蒙古呼和浩特市新城区",
            "新疆乌鲁木齐市天山区",
        ]
    )
    street = i.of(
        [
            "中关村大街{}号",
            "人民路{}号",
            "天府三街{}号",
            "学院路{}弄",
            "解放南路{}-2号",
            "南京东路{}号",
            "建设二路{}号",
            "滨江大道{}号",
            "和平里{}号院",
            "红旗街{}号",
            "创业路{}号",
        ]
    ).format(i.random.randint(1, 1999))
    rest = i.of(
        [
            "",
            f"{i.random.randint(1, 30)}号楼{i.random.randint(1, 6)}单元{i.random.randint(101, 2909)}",
            f"金地花园{i.random.randint(1, 30)}栋{i.random.randint(101, 2909)}室",
            f"万科城{i.random.randint(1, 9)}期{i.random.randint(1, 30)}幢{i.random.randint(101, 909)}",
            f"{i.of('ABC')}座{i.random.randint(101, 2909)}",
            "华润大厦12层",
            f"阳光小区{i.random.randint(1, 30)}-{i.random.randint(1, 6)}-{i.random.randint(101, 909)}",
        ]
    )
    village = i.of(["赵家庄村", "大王镇李家村", "石桥镇新华村", "白沙乡小河村"]) + i.of(
        [
            f"{i.random.randint(1, 12)}组",
            f"{i.random.randint(1, 99)}号",
            f"{i.random.randint(1, 12)}组{i.random.randint(1, 99)}号",
        ]
    )
    return region + (village if i.random.random() < 0.2 else street + rest)


def _password(i: Inventor) -> str:
    return i.of(
        [i.password(), i.digits(6), i.digits(8), "woaini" + i.digits(4), "Qw!" + i.digits(4), "abc@" + i.digits(3), "LiLei#" + i.digits(4), "p@ss" + i.digits(2), "iloveyou", "zhangsan" + i.digits(4), f"{i.of('六八四')}个{i.of('168')}", "a1b2c3d4", "Aa" + i.digits(6) + "!", "幺二三四五六", "qwerty", "QWER" + i.digits(4) + "*", "1q2w3e4r", "z" + i.digits(5)]
    )  # fmt: skip


def _wechat(i: Inventor) -> str:
    return i.of(
        [
            i.handle(),
            "wxid_" + i.digits(5) + "abc",
            "Li-" + i.handle(),
            "xiaoming" + i.digits(4),
            "love_" + i.digits(4),
            i.handle().upper(),
            "a" + i.digits(7),
        ]
    )


VALUES: dict[str, Callable[[Inventor], str]] = {
    "CN_PHONE": lambda i: i.phone(),
    "CN_ID": lambda i: i.identity(),
    "BANK_CARD": lambda i: i.card(),
    "CN_LANDLINE": lambda i: i.landline(),
    "EMAIL": _email,
    "PLATE": lambda i: i.plate(),
    "PASSPORT": lambda i: (
        i.of(["E", "G"]) + i.digits(8) if i.random.random() < 0.7 else i.of(["EA", "EB", "EJ"]) + i.digits(7)
    ),
    "WECHAT": _wechat,
    "QQ": lambda i: i.of("123456789") + i.digits(i.random.randint(5, 9)),
    "NAME": lambda i: _name(i) if i.random.random() < 0.85 else i.of(PEOPLES),
    "NAME_EN": lambda i: i.of(ENGLISH),
    "ADDRESS": _address,
    "SMS_CODE": lambda i: i.of("2345678") + i.digits(i.of([3, 5])),
    "PASSWORD": _password,
    "CVV": lambda i: i.digits(3),
    "CARD_EXPIRY": _expiry,
}

"""Pure decisions about a customer's data."""

_COMPOUND_SURNAMES = [
    "欧阳",
    "太史",
    "端木",
    "上官",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "万俟",
    "闻人",
    "夏侯",
    "诸葛",
    "尉迟",
    "公羊",
    "赫连",
    "澹台",
    "皇甫",
    "宗政",
    "濮阳",
    "公冶",
    "太叔",
    "申屠",
    "公孙",
    "慕容",
    "仲孙",
    "钟离",
    "长孙",
    "宇文",
    "司徒",
    "鲜于",
    "司空",
    "令狐",
    "百里",
    "呼延",
    "东郭",
    "南门",
    "西门",
    "第五",
]


def masked_name(name: str) -> str:
    """A name with only its surname left: 张三 → 张*, 欧阳小明 → 欧阳**, Anna Lee → A***.

    At most two stars follow, so that a rare length gives nobody away.
    """
    name = name.strip()
    if not name:
        return ""
    if not "\u4e00" <= name[0] <= "\u9fff":
        return f"{name[0]}***"
    head = name.partition("·")[0]
    if head != name:
        return f"{head[0]}**"
    surname = next((s for s in _COMPOUND_SURNAMES if name.startswith(s) and len(name) > len(s)), name[0])
    return surname + "*" * min(max(len(name) - len(surname), 1), 2)

"""Words for days, months, years and weekdays, and what they mean from today on."""

DAYS_AWAY = {
    "大前天": -3,
    "大前日": -3,
    "前天": -2,
    "前日": -2,
    "前晚": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨夜": -1,
    "昨儿": -1,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "今晚": 0,
    "今早": 0,
    "今夜": 0,
    "今晨": 0,
    "明天": 1,
    "明日": 1,
    "明儿": 1,
    "明早": 1,
    "明晚": 1,
    "后天": 2,
    "后日": 2,
    "后儿": 2,
    "后晚": 2,
    "大后天": 3,
    "大后日": 3,
}
# Letters around a word that show it is part of others: 以前天天, 之后天气, 今天天气 is fine.
DAYS_AWAY_NOT_AFTER = "之以目最天周月年个"
YEARS_AWAY = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上一年": -1,
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "这一年": 0,
    "明年": 1,
    "来年": 1,
    "下一年": 1,
    "后年": 2,
}
SHIFTS = {
    "上上上": -3,
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "当": 0,
    "该": 0,
    "下": 1,
    "下下": 2,
    "下下下": 3,
}
WEEKDAYS = {
    sign: weekday for weekday, signs in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for sign in signs
}
HOLIDAYS = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "儿童节": (6, 1),
    "国庆": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "圣诞": (12, 25),
}

# What follows a day or month of the past: 15号扣了, 3月份的账单, 5号已经还过.
PAST_AFTER = (
    r"(?:份|的时候|那天|我|你们|就|我就|你们就|早上|上午|中午|下午|晚上|凌晨|才|刚)*"
    r"(?:已经?|[还扣借付交转打收申逾](?:[款钱账请到期])?[了过](?!吗|就)|[还扣借办](?:款)?的(?!话|时|日|方)|"
    r"(?:的)?(?:账单|流水|扣款记录|那笔|那期))"
)
# A clause that goes on like this tells of what has been: 10月15号的还款没到账, 7月到9月失业了.
PAST_CLAUSE = (
    r"(?!.{0,18}(?:想|要|打算|准备|可以|能不能|会不会|之前|以前还|再|行不行|怎么还|就[还能可会]))"
    r".{0,14}?(?:[一-龥][了过](?!吗|没有?|就|再|才|以?后|的话)|没[有还收到扣交发付借来]|未[到还收扣]|失败|一直"
    r"|那[笔期次会时]|当时|[借扣还办贷发交买签开放]的(?!话|时候?[^了]))"
)
PAST_BEFORE = r"(?:上次|已经在|之前在|我在)$"

ENGLISH_WEEKDAYS = {
    "monday": 0,
    "mon": 0,
    "tuesday": 1,
    "tues": 1,
    "tue": 1,
    "wednesday": 2,
    "wed": 2,
    "thursday": 3,
    "thurs": 3,
    "thur": 3,
    "thu": 3,
    "friday": 4,
    "fri": 4,
    "saturday": 5,
    "sat": 5,
    "sunday": 6,
    "sun": 6,
}
ENGLISH_MONTHS = {
    "january": 1,
    "jan": 1,
    "february": 2,
    "feb": 2,
    "march": 3,
    "mar": 3,
    "april": 4,
    "apr": 4,
    "may": 5,
    "june": 6,
    "jun": 6,
    "july": 7,
    "jul": 7,
    "august": 8,
    "aug": 8,
    "september": 9,
    "sept": 9,
    "sep": 9,
    "october": 10,
    "oct": 10,
    "november": 11,
    "nov": 11,
    "december": 12,
    "dec": 12,
}

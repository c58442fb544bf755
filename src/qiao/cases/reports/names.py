"""How reports call what they count, and the formula of each: shown beside every figure, and printed with it."""

from collections.abc import Mapping

from qiao.cases.complaints.classes import ComplaintClasses, Dimension
from qiao.cases.model import Source, Subject
from qiao.cases.rules import SUBJECTS
from qiao.policy import InBoth

SOURCES: Mapping[Source, InBoth] = {
    Source.SELF: InBoth(zh="投诉人直接提出", en="The complainant herself"),
    Source.REGULATOR_12378: InBoth(zh="金融监管部门（12378）", en="Financial regulator (12378)"),
    Source.PBOC: InBoth(zh="人民银行", en="Central bank"),
    Source.MEDIA: InBoth(zh="媒体、网络平台", en="Media or platforms"),
    Source.COURT: InBoth(zh="法院、调解组织", en="Court or mediator"),
    Source.ASSOCIATION: InBoth(zh="行业协会、消费者组织", en="Association"),
    Source.OTHER: InBoth(zh="其他", en="Other"),
}
UNCLASSIFIED = InBoth(zh="尚未分类", en="Not classified yet")
DIMENSIONS: Mapping[str, InBoth] = {
    "subject": InBoth(zh="投诉事项", en="Subject"),
    "cause": InBoth(zh="投诉原因", en="Cause"),
    "product": InBoth(zh="产品", en="Product"),
    "channel": InBoth(zh="渠道", en="Channel"),
    "source": InBoth(zh="来源", en="Source"),
    "region": InBoth(zh="地区", en="Region"),
}
FIGURES: Mapping[str, tuple[InBoth, InBoth]] = {
    "received": (
        InBoth(zh="收到", en="Received"),
        InBoth(zh="期间内收到的投诉件数（按收到日）", en="complaints received in the period, by the day of receipt"),
    ),
    "closed": (
        InBoth(zh="办结", en="Closed"),
        InBoth(
            zh="期间内首次送达处理决定或撤回的件数",
            en="complaints first decided and told, or withdrawn, in the period",
        ),
    ),
    "open": (
        InBoth(zh="在办", en="Open"),
        InBoth(zh="期末尚欠答复的件数", en="complaints to which an answer is owed at the end of the period"),
    ),
    "on_time": (
        InBoth(zh="法定按时率", en="On time, law"),
        InBoth(
            zh="法定期限内答复 ÷（期间内答复 ＋ 期末超期未答复）；撤回的不计",
            en="within the law's time / (answered in the period + late, unanswered); withdrawn ones do not count",
        ),
    ),
    "on_time_house": (
        InBoth(zh="内部按时率", en="On time, house"),
        InBoth(
            zh="内部期限内答复 ÷（期间内答复 ＋ 期末超过内部期限未答复）",
            en="answered within the house's time / (answered in the period + past it without an answer at its end)",
        ),
    ),
    "contact_median": (
        InBoth(zh="首次联系中位数", en="First contact, median"),
        InBoth(
            zh="期间内收到的投诉，从收到到首次联系的小时数的中位数", en="median hours from receipt to first contact"
        ),
    ),
    "contact_p90": (
        InBoth(zh="首次联系九成", en="First contact, 90%"),
        InBoth(
            zh="九成投诉在多少小时内得到首次联系", en="hours within which nine in ten complainants were first contacted"
        ),
    ),
    "contact_in_time": (
        InBoth(zh="联系按时率", en="Contacted in time"),
        InBoth(
            zh="内部时限内首次联系 ÷（已联系 ＋ 过了时限未联系）",
            en="first contacted within the house's hours / (contacted + past them without contact)",
        ),
    ),
    "per_borrowers": (
        InBoth(zh="每万名借款人投诉", en="Per 10,000 borrowers"),
        InBoth(
            zh="收到 × 10000 ÷ 借款人数（规则表中期末那天的数）",
            en="received x 10,000 / borrowers (the rule tables' figure on the last day)",
        ),
    ),
    "repeated": (
        InBoth(zh="重复投诉率", en="Repeated"),
        InBoth(
            zh="收到的投诉中，同一人在规定天数内就同一事项再次投诉的比例",
            en="received that repeat one of the same person about the same, within the rule tables' days / received",
        ),
    ),
    "redress_sum": (
        InBoth(zh="退赔合计", en="Redress, sum"),
        InBoth(zh="期间内首次决定的退赔金额之和", en="redress of first decisions in the period, summed"),
    ),
    "redress_median": (
        InBoth(zh="退赔中位数", en="Redress, median"),
        InBoth(zh="有退赔的决定，退赔金额的中位数", en="median of redress among decisions with any"),
    ),
    "extended": (
        InBoth(zh="延期率", en="Extended"),
        InBoth(zh="延期过的 ÷ 办结", en="closed after an extension / closed"),
    ),
    "verifications": (
        InBoth(zh="申请核查", en="Verifications asked"),
        InBoth(zh="期间内申请核查的次数", en="verifications asked for in the period"),
    ),
    "changed": (
        InBoth(zh="核查改变决定", en="Changed by verification"),
        InBoth(
            zh="结论或退赔与原决定不同的核查 ÷ 期间内办结的核查",
            en="verifications with another outcome or redress than before / verifications decided in the period",
        ),
    ),
    "satisfied": (
        InBoth(zh="对处理满意", en="Satisfied with handling"),
        InBoth(zh="评 4、5 分 ÷ 已评价（期间内办结的）", en="rated 4 or 5 / rated, of those closed in the period"),
    ),
}
WEEKS = InBoth(
    zh="每周收到的件数（周一起算）；浅色带为期间前 {n} 周的平均数加减两倍标准差",
    en="received in each week from Monday; the band is the mean of the {n} weeks before, two deviations to each side",
)
AGEING = InBoth(
    zh="期末在办的投诉，本轮已经过的天数；分段取自内部期限和法定期限",
    en="days of those open at the end, in their present round; bands by the house's and the law's terms",
)
PARTS = InBoth(zh="期间内收到的投诉，按现在的分类", en="received in the period, as classified now")
REDRESS = InBoth(zh="期间内首次决定的退赔，按原因", en="redress of first decisions in the period, by cause")
THEMES = InBoth(
    zh="遮住个人信息后的投诉内容里，每种原因下最多人说到的词；至少 {n} 位客户说到才显示",
    en="of masked facts, what most complainants of each cause say; shown from {n} customers on",
)


def code_name(classes: ComplaintClasses, dimension: str, code: str | None) -> InBoth:
    """A code that the pack no longer has, and a region, are called as they are."""
    if code is None:
        return UNCLASSIFIED
    match dimension:
        case "subject":
            return SUBJECTS[Subject(code)]
        case "source":
            return SOURCES[Source(code)]
        case "region":
            return InBoth(zh=code, en=code)
        case _:
            known = classes[Dimension(dimension)].codes.get(code)
            return known.name if known is not None else InBoth(zh=code, en=code)

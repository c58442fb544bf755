"""How the command page and its reports call what they count, and what each figure means."""

from collections.abc import Mapping

from qiao.emergencies.command.figures import Stage
from qiao.emergencies.command.reading import Sort
from qiao.emergencies.command.timeline import What
from qiao.emergencies.incidents import State
from qiao.outreach import State as Touched
from qiao.policy import InBoth, Lane

SORTS: Mapping[Sort, InBoth] = {
    Sort.SITUATION: InBoth(zh="状况报告", en="Situation report"),
    Sort.AFTERWARDS: InBoth(zh="总结报告", en="After-action report"),
    Sort.REHEARSAL: InBoth(zh="演练报告", en="Rehearsal report"),
}
STATES: Mapping[State, InBoth] = {
    State.DRAFT: InBoth(zh="草稿", en="draft"),
    State.PROPOSED: InBoth(zh="等第二人同意", en="waits for the second person"),
    State.ACTIVE: InBoth(zh="进行中", en="active"),
    State.WINDING_DOWN: InBoth(zh="收尾中", en="winding down"),
    State.CLOSED: InBoth(zh="已结束", en="closed"),
}
LEVELS: Mapping[int, InBoth] = {
    1: InBoth(zh="一级（特别重大）", en="level 1 (gravest)"),
    2: InBoth(zh="二级（重大）", en="level 2"),
    3: InBoth(zh="三级（较大）", en="level 3"),
    4: InBoth(zh="四级（一般）", en="level 4"),
}
STAGES: Mapping[Stage, tuple[InBoth, InBoth]] = {
    Stage.UNLINKED: (
        InBoth(zh="未关联账户", en="Not linked"),
        InBoth(zh="没有认出是哪位客户，已约回电，由人核实", en="of somebody not recognised; a call is promised to her"),
    ),
    Stage.HELD_ONLY: (
        InBoth(zh="仅暂停催收", en="Calls pause only"),
        InBoth(
            zh="已暂停催收；名下没有在还贷款，不需要贷后决定",
            en="calls pause; no loan runs, so nothing is to be decided",
        ),
    ),
    Stage.ON_THE_WAY: (
        InBoth(zh="送达中", en="On its way"),
        InBoth(zh="正在送往贷后，还没有收到确认", en="being told to post-loan, which has not acknowledged it"),
    ),
    Stage.TROUBLED: (
        InBoth(zh="未送达，等人处理", en="Not received"),
        InBoth(
            zh="被贷后系统退回，或反复没有应答，要人来看", en="refused by the lender's system, or without an answer"
        ),
    ),
    Stage.UNDECIDED: (
        InBoth(zh="贷后待决定", en="To be decided"),
        InBoth(zh="贷后已收到，还没有决定", en="post-loan has it and has not decided"),
    ),
    Stage.APPROVED: (
        InBoth(zh="已同意", en="Approved"),
        InBoth(zh="贷后最近一次决定为同意", en="the last decision of post-loan is yes"),
    ),
    Stage.REFUSED: (
        InBoth(zh="未通过", en="Refused"),
        InBoth(zh="贷后最近一次决定为不同意", en="the last decision of post-loan is no"),
    ),
}
MOMENTS: Mapping[What, InBoth] = {
    What.WRITTEN: InBoth(zh="写下草稿", en="drafted"),
    What.CHANGED: InBoth(zh="修改草稿", en="draft changed"),
    What.SUBMITTED: InBoth(zh="申报", en="declared"),
    What.AGREED: InBoth(zh="第二人同意", en="agreed to by the second person"),
    What.SENT_BACK: InBoth(zh="退回草稿", en="sent back"),
    What.TAKEN_BACK: InBoth(zh="撤回", en="taken back"),
    What.RESUMED: InBoth(zh="恢复进行", en="made active again"),
    What.WOUND_DOWN: InBoth(zh="收尾", en="wound down"),
    What.CLOSED: InBoth(zh="结束", en="closed"),
    What.DISCARDED: InBoth(zh="作废", en="discarded"),
    What.SHOWN: InBoth(zh="客户页面开始显示", en="shown to customers"),
    What.SHOWN_NO_MORE: InBoth(zh="客户页面不再显示", en="no longer shown to customers"),
    What.FIRST_TOLD: InBoth(zh="机器人首次告知客户", en="the robot told the first customer"),
    What.FIRST_NEED: InBoth(zh="首件诉求登记并暂停催收", en="first need registered, calls paused"),
    What.FIRST_ARRIVED: InBoth(zh="贷后收到首件诉求", en="post-loan received the first need"),
    What.FIRST_DECIDED: InBoth(zh="贷后首次决定", en="first decision"),
    What.LAST_NEED: InBoth(zh="最后一件诉求", en="last need"),
    What.HOLDS_OVER: InBoth(zh="最后一笔暂停到期", en="the last pause ended"),
}
TOUCHES: Mapping[Touched, InBoth] = {
    Touched.SENT: InBoth(zh="已发出", en="sent"),
    Touched.PERMITTED: InBoth(zh="放行", en="may leave"),
    Touched.HELD: InBoth(zh="暂缓", en="held"),
    Touched.DROPPED: InBoth(zh="拦下", en="dropped"),
    Touched.NOT_USED: InBoth(zh="未使用", en="not used"),
}
LANES: Mapping[Lane, InBoth] = {
    Lane.LIFE: InBoth(zh="人身风险", en="Life at risk"),
    Lane.EMERGENCY: InBoth(zh="紧急", en="Emergency"),
    Lane.DISTRESS: InBoth(zh="情绪强烈", en="Distress"),
    Lane.COMPLAINT: InBoth(zh="投诉", en="Complaint"),
    Lane.CARE: InBoth(zh="特别关照", en="Special care"),
    Lane.ELDER: InBoth(zh="长者", en="Elder"),
    Lane.PROMISE: InBoth(zh="承诺", en="Promised"),
    Lane.NORMAL: InBoth(zh="普通", en="Normal"),
}
FIGURES: Mapping[str, tuple[InBoth, InBoth]] = {
    "needs": (
        InBoth(zh="已登记诉求", en="Needs registered"),
        InBoth(
            zh="本事件的诉求件数；一人一件，再次说明并入原件",
            en="needs of this incident; one of a person, told as often as she likes",
        ),
    ),
    "to_post_loan_p50": (
        InBoth(zh="送达贷后，中位", en="To post-loan, median"),
        InBoth(
            zh="客户确认到贷后系统确认收到的时长，第50百分位；最近{most:,}件内已送达的",
            en="from her yes to the lender's proven receipt, 50th percentile; received ones of the newest {most:,}",
        ),
    ),
    "to_post_loan_p90": (
        InBoth(zh="送达贷后，九成内", en="To post-loan, 90 %"),
        InBoth(
            zh="客户确认到贷后系统确认收到的时长，第90百分位；最近{most:,}件内已送达的",
            en="from her yes to the lender's proven receipt, 90th percentile; received ones of the newest {most:,}",
        ),
    ),
    "oldest_not_arrived": (
        InBoth(zh="最久未送达", en="Longest not received"),
        InBoth(
            zh="送达中或未送达的诉求里，等得最久的已等多久；超过1分钟要看",
            en="how long the oldest need that post-loan has not received waits; above a minute it wants a look",
        ),
    ),
    "oldest_undecided": (
        InBoth(zh="最久未决定", en="Longest undecided"),
        InBoth(
            zh="需要贷后决定而未决定的诉求里，最早登记的距今多久",
            en="since when the oldest need is registered that post-loan has to decide about and has not",
        ),
    ),
    "to_decision_p50": (
        InBoth(zh="登记到决定，中位", en="To decision, median"),
        InBoth(
            zh="首次登记到贷后最近一次决定，第50百分位；最近{most:,}件内已决定的",
            en="from the first telling to the last decision, 50th percentile; decided ones of the newest {most:,}",
        ),
    ),
    "holds": (
        InBoth(zh="暂停催收中", en="Calls paused"),
        InBoth(
            zh="按登记时定下的日期，暂停还没有到期的诉求件数",
            en="needs whose pause, by the date set with them, has not ended",
        ),
    ),
    "holds_soon": (
        InBoth(zh="3天内到期", en="Ending within 3 days"),
        InBoth(
            zh="暂停将在3天内到期的件数；到期前会逐一通知客户",
            en="pauses that end within 3 days; each customer is told before",
        ),
    ),
    "late_touches": (
        InBoth(zh="暂停期内的催收触达", en="Touches about debts in a pause"),
        InBoth(
            zh="登记满60秒后、暂停到期前，仍放行或报来的催收类触达；应为0；最近{most:,}件",
            en="those that left over 60 s after a need and before its pause ended; has to be 0; newest {most:,}",
        ),
    ),
    "known": (
        InBoth(zh="已知在当地", en="Known to be there"),
        InBoth(
            zh="地址、合同或号码归属地在受影响地区的客户；每分钟统计一次",
            en="customers whose address, contract or number is in these regions; counted once a minute",
        ),
    ),
    "covered": (
        InBoth(zh="登记覆盖", en="Coverage"),
        InBoth(
            zh="已登记诉求 ÷ 已知在当地；登记的人里可能有外地号码，所以可以大于100%",
            en="needs registered / known to be there; who registers may be from elsewhere, so it can exceed 100 %",
        ),
    ),
    "say_affected": (
        InBoth(zh="自己说受影响", en="Say it concerns them"),
        InBoth(
            zh="自己说受影响的客户；登记诉求的也算", en="customers who say that it concerns them, those with a need too"
        ),
    ),
    "say_not": (
        InBoth(zh="自己说没受影响", en="Say it does not"),
        InBoth(
            zh="点了“没受影响”的客户；之后不再打扰",
            en="customers who said that it is not about them; they are not asked again",
        ),
    ),
    "waiting": (
        InBoth(zh="排队等人工", en="Waiting for a person"),
        InBoth(
            zh="此刻在预案指定的队列（{lane}）里等人工的会话，不限于本事件；分母为全部队列",
            en="conversations that wait now in the playbook's lane ({lane}), whatever brings them; of all that wait",
        ),
    ),
    "waited": (
        InBoth(zh="等得最久", en="Longest wait"),
        InBoth(zh="该队列里等得最久的一位已等多久", en="how long the one waits who has waited longest in that lane"),
    ),
}

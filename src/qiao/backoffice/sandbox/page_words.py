"""The words of the sandbox lender's pages, in both languages."""

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "title": "沙箱贷款人", "note": "全部数据均为虚构。姓名以「测试」开头，手机号以 154 开头。",
    "overview": "概览", "customers": "客户", "inbox": "短信收件箱", "faults": "故障", "events": "事件", "clock": "时钟",
    "now": "当前时间", "loans": "借款", "schedule": "还款计划", "ledger": "流水", "payments": "支付", "cards": "银行卡",
    "holds": "保护与暂停", "cases": "贷后案件", "tickets": "工单", "applications": "申请", "documents": "文件",
    "days": "天数", "forward": "推进", "to": "推进到（北京时间）", "due": "推进到还款日", "search": "查找", "find":
    "编号、姓名、手机号", "name": "姓名", "phone": "手机号", "stage": "阶段", "region": "地区", "state": "状态",
    "amount": "金额", "outstanding": "剩余本金", "late": "逾期天数", "product": "产品", "number": "期数", "period": "计息期",
    "principal": "本金", "interest": "利息", "carried": "结转", "penalty": "罚息", "open": "未还", "paid": "还清日",
    "day": "日期", "kind": "类型", "left": "多付", "reference": "参考号", "text": "内容", "time": "时间",
    "operation": "操作", "delay": "延迟（毫秒）", "times": "次数（空为一直）", "on": "打开", "off": "关闭", "all_off":
    "全部关闭", "nothing": "没有记录。", "no_faults": "没有打开的故障，一切正常。", "no_messages":
    "还没有短信。发送验证码后会出现在这里。", "approve": "批准", "refuse": "拒绝", "answer": "答复", "send": "发送",
    "bank": "银行", "tail": "尾号", "default": "默认", "until": "至", "cause": "原因", "decide_by": "最晚决定日",
    "version": "版本", "settled": "结清日", "back": "返回", "refused": "没有办成", "all": "全部客户", "loan": "借款编号",
    "months": "月数", "facts": "事实", "more": "更多", "no_match": "没有符合的客户。换一个编号、姓名或手机号再试。",
    "skip": "跳到正文",
}  # fmt: skip

ENGLISH: Mapping[str, str] = {
    "title": "Sandbox lender", "note": "All data is synthetic. Names begin with 测试, phone numbers with 154.",
    "overview": "Overview", "customers": "Customers", "inbox": "Inbox", "faults": "Faults", "events": "Events",
    "clock": "Clock", "now": "Now", "loans": "Loans", "schedule": "Schedule", "ledger": "Ledger", "payments": "Payments",
    "cards": "Cards", "holds": "Holds", "cases": "Cases", "tickets": "Tickets", "applications": "Applications",
    "documents": "Documents", "days": "Days", "forward": "Advance", "to": "Advance to (Beijing time)", "due":
    "Advance to the due day", "search": "Search", "find": "Number, name or phone", "name": "Name", "phone": "Phone",
    "stage": "Stage", "region": "Region", "state": "State", "amount": "Amount", "outstanding": "Principal left", "late":
    "Days late", "product": "Product", "number": "No.", "period": "Interest period", "principal": "Principal",
    "interest": "Interest", "carried": "Carried", "penalty": "Penalty", "open": "Open", "paid": "Paid on", "day": "Day",
    "kind": "Kind", "left": "Left over", "reference": "Reference", "text": "Text", "time": "Time", "operation":
    "Operation", "delay": "Delay (ms)", "times": "Times (empty: always)", "on": "Switch on", "off": "Switch off",
    "all_off": "Switch all off", "nothing": "Nothing here.", "no_faults": "No fault is on; everything works.",
    "no_messages": "No messages yet. A code that is sent appears here.", "approve": "Approve", "refuse": "Refuse",
    "answer": "Answer", "send": "Send", "bank": "Bank", "tail": "Ends in", "default": "Default", "until": "Until",
    "cause": "Cause", "decide_by": "Decide by", "version": "Version", "settled": "Settled on", "back": "Back",
    "refused": "Not done", "all": "All customers", "loan": "Loan", "months": "Months", "facts": "Facts", "more": "More",
    "no_match": "No customer matches. Try another number, name or phone.", "skip": "Skip to content",
}  # fmt: skip

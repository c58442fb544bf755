"""Words by what they do in a clause that may wish for a person; a word has the first of the roles it stands under.

A flat table on purpose: add a word where it belongs. Words are folded (simplified, lower case); an underscore is a
space between Latin words. What stands under `opaque` only looks like one of the others: 人工费 holds no 人工.
"""

ROLES = {
    "opaque": (
        "人工费 人工服务费 人工智能 人工审核 人工审批 人工复核 人工复审 人工核实 人工核 人工成本 人工湖 人工授精 "
        "人工呼吸 人工关节 人工放款 人工降雨 人工工资 人工牙 人工标注 人脸 人民 人民币 人民银行 人品 人才 人寿 "
        "人均 人事 人数 人次 人情 人群 人行 人名 人体 人力 人间 人生 人物 人为 人口 人意 人证 本人 他人 某人 每人 "
        "个人所得 个人所得税 个人征信 个人信用 个人贷款 个人住房 个人信息 个人账户 个人户 个人卡 个人版 个人经营 "
        "个人原因 个人资料 个人中心 个人消费 个人工资 个人工作 个人业务 个人名义 个人购 个人都不 收款人 付款人 "
        "担保人 联系人 借款人 持卡人 申请人 贷款人 客户 法人 法定代表人 户主 继承人 受益人 投保人 经办人 代办人 "
        "委托人 签字人 债务人 陌生人 中间人 老年人 病人 工人 男人 女人 大人 客人 烦人 吓人 坑人 气人 急人 骗人 "
        "丢人 让人头疼 让人家 人太多 人很多 人有点 人多 人少 人家 真人认证 真人检测 真人视频 真人秀 真人照片 "
        "活人墓 自动还款 自动扣款 接收 接受 接下来 转账 转入 转出 转存 转贷 转款 转手 转学 转让 转发 转正 转圈 "
        "转户 转卡 找零 找到 找不到 找回 换卡 换张 换一张 换一笔 换个日期 来电 来自 叫什么 叫做 叫啥 要么 主要 "
        "要求 客户端 要收 要交 要付 要还 要填 要办 in_person real_estate personal human_resources human_error "
        "contact_person which_person what_person wrong_person the_person person_in_charge emergency_contact "
        "same_person representative_office sales_rep real_time human_rights 人气 人性 人士 人工草坪 人工耳蜗 "
        "个人都 个人消费额度 个人担保 个人网银 真人路 真人科技 转业 转包 转分机 转折 跳转 请客 请假 接老人 接孩子 "
        "接班 来客人 来个五 上来 下来 出来 麻烦人 叫人笑话 笑话 travel_agent real_address real_amount hr_manager "
        "front_desk to_hire speak_chinese speak_english bank_transfer by_transfer transfer_to_my transfer_from "
        "transfer_was transfer_money 快点的 转成 改成 换成 转到那 转到下 转到这"
    ),
    "human": (
        "人工客服 人工服务 人工坐席 人工台 人工 真人客服 真人 活人 大活人 在线客服 客服 客服人员 坐席 座席 接线员 "
        "话务员 真的人 活的人 rengong zrg 转人 仁工 任工 人功 人公 壬工 人共 人供 科服 课服 克服 真仁 活仁 kefu kf "
        "human humans operator agent agents rep reps live_agent live_person live_human live_chat customer_service "
        "customer_support real_person real_human actual_person csr representative representatives support 客福 "
        "客付 客夫 刻服 可服 转任 转仁 忍工 认工 人g 真r zkf zgr agnet agentt represntative supervsior persn "
        "人工渠道 人工入口 人工通道 customer_care 专人客服 客服专员 人工客户"
    ),
    "person": "人 个人 一个人 人来 人类 person people",
    "somebody": "有人 anyone anybody someone somebody some_one",
    "nobody": "没人 没有人 冇人 没个人 无人 沒人 nobody no_one no_person",
    "office": (
        "经理 主管 领导 负责人 组长 班长 主任 工作人员 专员 业务员 客户经理 员工 值班 技术 职员 柜员 专人 专家 "
        "上级 你们的人 你们人 你们同事 您同事 同事帮 你们领导 你们经理 supervisor manager staff your_colleague "
        "your_team your_boss employee employees your_people specialist 管理员 管事 拍板的 做主的 your_staff "
        "your_support 你们老板 你们财务 你们会计 催收部门 催收员 换别人 找别人 转别人"
    ),
    "others": (
        "老公 老婆 丈夫 妻子 爱人 爸 妈 爸爸 妈妈 儿子 女儿 孩子 哥 姐 弟 妹 朋友 亲戚 邻居 我同事 我们领导 我经理 "
        "我老板 老板 单位 公司 财务 家属 家人 家里人 亲人 父亲 母亲 别人 旁人 熟人 中介 催收 husband wife friend "
        "friends brother sister son daughter mother father mom dad my_boss my_manager my_agent someone_else "
        "somebody_else anyone_else collector collectors boss 保姆 房东 室友 员工们 女朋友 男朋友 对象 会计 我财务 "
        "我们公司 我们单位 我们老板 我表哥 我班长 我领导 同学 老乡 亲家 岳父 岳母 叔 舅 姑 姨 wife's my_colleague "
        "roommate landlord neighbor neighbour accountant girlfriend boyfriend uncle aunt cousin family kids "
        "parents"
    ),
    "address": "姑娘 小姐姐 师傅 老师 大姐 小哥 美女 帅哥 妹子 大哥 先生 女士 小姐 同志",
    "robot": "机器人 机械人 机器 智能客服 智能 ai 自动回复 自助 电脑 程序 bot bots robot robots machine computer",
    "connect": (
        "转接 转到 转给 转 切换 切 转去 接 接入 接通 接回 transfer connect put switch pass forward route hand "
        "handed escalate"
    ),
    "call": (
        "找 叫 喊 派 安排 呼叫 联系 搵 连线 介入 召唤 对接 请 来个 来位 来一个 求 speak talk get reach chat "
        "contact call give bring send have"
    ),
    "swap": "换 换个 换一个 换位 instead 换任",
    "wish": (
        "要 想要 想 需要 麻烦 能不能 可不可以 可以 可否 能 帮我 给我 拜托 我要 我想 劳驾 还是 想跟 let_me let_us "
        "can_i want need please could_i may_i i'd_like would_like wanna rather prefer 就不能 就没有 prefer_if "
        "would_prefer_if"
    ),
    "denial": (
        "不要 不用 不想 不是 不需要 不必 无需 没有 没 不 别 甭 莫 唔使 唔 唔好 未 无须 用不着 取消 撤回 点错 "
        "点错了 按错 误点 误触 不小心 并没 沒 冇 don't dont not no never without isn't didn't didnt wasn't haven't "
        "cancel 不是故意 没让 没叫 没说 没点 按错了 误点了 手滑 撤销 不接受 别老"
    ),
    "stuck": (
        "不会 不懂 看不懂 听不懂 不知道 不清楚 不敢 收不到 没收到 没来 过不了 过不去 弄不 填不 不识字 不放心 不信 "
        "不确定 看不清 看不见 搞不 不对 不行 都不 stuck confused can't cannot not_sure don't_understand don't_know "
        "don't_get not_getting never_came 不填了 不弄了 不办了 不选了 不搞了 不想填 不想弄 不想选 不填 不选 不弄 "
        "不搞 how_many_times"
    ),
    "later": (
        "再说 再 等会 等下 等会儿 过会 晚点 晚上 以后 之后 填完 填好 办完 弄完 提交后 有问题 有事 下次 改天 回头 "
        "明天 这步过 完了 later after when then tomorrow tonight"
    ),
    "past": "昨天 刚才 刚刚 刚 上次 之前 已经 过了 上周 前天 以前 上回 前面 当时 yesterday already earlier last before",
    "told": (
        "说 让 告诉 答应 推荐 讲 通知 叫我 给我减 told said says asked promised called approved confirmed 说好吗 "
        "讲好吗 谈好吗 聊好吗"
    ),
    "asking": (
        "吗 么 什么 几点 多少 怎么 谁 哪 哪里 哪儿 为什么 为啥 多久 是不是 会不会 是否 几个 ? what how which who "
        "why where is are do does will am should 吗? 呢? 没有? 啥 哪一种 哪个 什么人"
    ),
    "there": "有没有 在不在 在吗 在 有 有木有 is_there any are_there is_anyone is_anybody",
    "doing": "帮 教 弄 填 办 处理 解决 审核 审 协助 help handle fill assist assistance",
    "me": "我 俺 额 i me my",
    "you": "你们 你 您 贵 贵司 you your",
    "softly": (
        "吧 呢 啊 呀 嘛 了 哈 咧 谢谢 快 赶紧 马上 立刻 现在 直接 now directly 快点 继续 方便 方便的话 可以的话 "
        "能的话 行的话 要不 if_possible if_you_can"
    ),
    "with": "给 跟 和 同 与 对 向 to with",
    "being": "是 i'm i_am it's",
    "must": (
        "必须 一定要 一定得 非得 非要 要不要 需不需要 用不用 得不得 动不动 每次 怎么老 老是 为什么要 为啥要 干嘛要 "
        "凭什么要 是不是要 是不是得 谁让 do_i_need_to do_i_have_to do_i_need must_i have_to why_do_i"
    ),
    "price": "收费 收钱 要钱 花钱 多少钱 免费 劳务费 工钱 cost costs fee fees charge",
    "fine": (
        "好用 挺好 不错 真好 耐心 快多了 更快 比较快 表扬 好评 感谢 谢谢你 谢谢您 thanks thank thank_you great "
        "nice helpful continue keep_going"
    ),
    "work": (
        "我做 职业 岗位 应聘 招聘 招 上班的 在银行当 工作是 从事 行业 请了 雇 农忙 occupation job work_as works "
        "work_with hire"
    ),
    "place": (
        "网点 柜台 门店 营业厅 银行 店里 家里 旁边 身边 邮局 branch counter next_to at_home 派出所 法院 社区 单位人事"
    ),
    "fresh": (
        "会的 懂的 明白的 正常的 聪明的 聪明点的 有脑子的 长脑子的 能办事的 办事的 能解答的 能做主的 会说人话的 "
        "能处理 懂行 能整 能拍板"
    ),
    "colleague": "同事 colleague colleagues",
    "condition": "如果 要是 万一 假如 若 若是 倘若 除非 只要 实在不行 不行的话 的话 if unless in_case",
    "done": (
        "谈好 说好 约好 讲好 商量好 弄好 办好 算好 改好 谈过 说过 聊过 讲过 问过 找过 转过 联系过 改过 办过 查过 "
        "打过 接过 谈了 说了 讲了 问了 聊了 查了 办了 改了 批了 批的 算的 给的 办的 说的 登记的 查的 开的 发的 "
        "教的 改的 弄的 填的 约的 答应的 推荐的 told_me said_so helped_me did_it filled_it filled_in"
    ),
    "underway": "正在 在等 在排队 在跟 在和 一边 正跟 正和 正等",
    "callback": (
        "回电 回电话 回个电话 回个电 打给我 给我打电话 给我打个电话 给我回电话 给我回个电话 给我来个电话 打我电话 "
        "打电话给我 打个电话给我 电话联系我 call_me calls_me ring_me phone_me give_me_a_call call_back call-back "
        "callback call_us"
    ),
}

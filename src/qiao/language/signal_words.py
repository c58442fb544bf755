"""Words that mean the same to whoever listens for signals; a learner weighs the groups and what stands beside them.

A long flat table on purpose: add a word where it belongs. Words are folded (simplified, lower case); an underscore is
a space between Latin words; a word may stand in several groups, and a misheard one beside what was meant.
"""

WORDS = {
    "me": ("我 俺 额 老子 本人 偶 吾 自己 爷 咱 i my im i'm me"),
    "you": ("你 您 恁 贵司 贵公司 平台 公司 伱 your you"),
    "staff": (
        "催收 客服 经理 员工 业务员 专员 主管 领导 老板 催债 审核员 负责人 客服员 班长 staff manager collector "
        "agent boss"
    ),
    "them": ("他 她 佢 那个 那小子 这个人 中介 骗子 前妻 前夫 混蛋 him them he she"),
    "kin": (
        "父亲 母亲 父母 爸 妈 爹 娘 爷爷 奶奶 外公 外婆 姥姥 姥爷 公公 婆婆 岳父 岳母 老公 丈夫 先生 老婆 妻子 太太 "
        "爱人 媳妇 对象 配偶 儿子 女儿 孩子 小孩 哥 姐 弟 妹 家人 亲人 家属 老人 老头 老太太 老爷子 老伴 叔 舅 姑 "
        "姨 伯 老汉 老豆 阿公 阿婆 阿嬤 女朋友 男朋友 未婚妻 未婚夫 室友 同事 战友 师傅 合伙人 宝宝 俺爷 俺大 额大 "
        "借款人 贷款人 持卡人 机主 户主 欠款人 担保人 借钱的人 该客户 father mother dad mom mum husband wife son "
        "daughter brother sister grandma grandpa grandmother grandfather parents borrower uncle aunt baby 奶 爷 "
        "老人家 老妈 老爸 老娘 至亲 双亲 长辈 孙子"
    ),
    "pet": ("狗 猫 鱼 仓鼠 宠物 花 多肉 鸟 dog cat pet"),
    "thing": (
        "手机 电脑 系统 app 软件 网 电池 服务器 页面 程序 账户 账号 微信 网络 屏幕 额度 优惠券 积分 活动 会员 号 "
        "入口 短信 消息 红包 流量 信号 phone battery account system laptop line"
    ),
    "die": (
        "去世 过世 病故 离世 辞世 身故 亡故 已故 逝世 仙逝 病逝 猝死 过身 往生 咽气 断气 遇难 身亡 死亡 离逝 殁 "
        "永远离开 没救过来 没抢救过来 没救回来 没抢救回来 救不回来 没熬过去 抢救无效 不在人世 不在世 阴阳两隔 "
        "天人永隔 去逝 去失 去市 过事了 过逝 驱逝 曲世 过辈 走得突然 走得很突然 溺亡 没呼吸 没气 天堂 双亡 双双 "
        "夭折 胎停 流产 没留住 没保住 当场人就 died dead deceased passed away death funeral rip late_husband 死在 "
        "走得急 咽了气 没了气 牺牲 战友牺牲 过了身 阵亡将士 took_his killed lost_my_dad lost_my_mum"
    ),
    "gone": (
        "走了 没了 不在了 走咗 走咯 走咧 不行了 人没 唔喺度 走的 先走 没的 死了 死咗 死咯 殁了 老了 去了 gone lost "
        "人没了 不在 没留住 没保住 咽气"
    ),
    "death": ("死 亡 尸 命"),
    "funeral": (
        "葬 丧 殡 灵堂 头七 断七 白事 后事 火化 骨灰 墓 守灵 奔丧 遗体 戴孝 遗属 遗孀 亡夫 亡妻 亡母 亡父 先父 先夫 "
        "先母 生前 家父 家母 入土 送终 最后一程 遗物 享年 守孝 坟 节哀 遗产 烧纸 棺 太平间 buried funeral "
        "death_certificate hospice 殡仪馆 墓碑 坟头 烧完纸 家里走了人 死人 七七 出殡 埋的 上山 至亲 失去母亲 "
        "失去父亲 心跳停 没有呼吸 没醒过来 另一个世界 再也见不到 离开了我们 留下的网贷 继承 late_mother late_father "
        "didn't_make_it lost_the_baby own_life"
    ),
    "dying": ("病危 弥留 抢救 icu 重症 临终 拔管 晚期 没几天 就这几天 快走了 挺不过 快不行"),
    "suicide": (
        "自杀 轻生 自尽 自残 割腕 割了手 上吊 跳楼 跳河 跳江 跳桥 跳下去 烧炭 服毒 安眠药 农药 敌敌畏 百草枯 遗书 "
        "遗言 天台 寻短见 了结自己 自我了断 自我了结 投河 喝药 吞药 吞了 楼顶 江边 桥上 窗边 自s 自鲨 紫砂 老鼠药 "
        "除草剂 安定 一把药 铁轨 卧轨 撞墙 划了 买了炭 煤气 绳子 伤害自己 结束生命 安乐死 suicide suicidal "
        "kill_myself end_my_life end_it pills wrists hurt_myself 洗胃 头孢 楼沿 悬崖 二十六楼 顶楼边 河边走 流血 "
        "划自己 划了自己 往河边 烟头烫 遗愿 刀割 六楼跳 能死 让车撞 bottle_of_pills cut_my jump_off"
    ),
    "hopeless": (
        "不想活 不想再活 活够 活腻 活不下去 不想醒 想死 去死 死了算 一了百了 一死百了 生不如死 解脱 了断 死给 求死 "
        "活着累 活着没意思 没意思 没意义 不配活 没活头 想不开 活着干 永远休息 睡过去 永远睡 不再醒 别再醒 消失 "
        "下辈子 来世 来生 不想撑 撑不住 撑不下去 熬不下去 坚持不住 没牵挂 没勇气 永别 离开这个世界 离开世界 死路 "
        "绝路 逼死 活受罪 拿命 用命 命抵 唔想做人 唔想生 不活 死了就 我死 死后 死法 最后一条 不想做人 没有明天 想4 "
        "想斯 想似 想屎 不想话 不想火 不想或 不香活 没盼头 多余 拖累 want_to_die wanna_die live_anymore better_off "
        "die 没想活 没勇气面对 生无可恋 没出生 收走 今晚为止 到这里 最后一个晚上 不想再醒 心死 没遗憾 托付 此残生 "
        "这个世界 永远不见 没有我 没我这个人 不在了你们 nothing_left leaving_this_world last_message worth_living "
        "easiest_way"
    ),
    "alive": ("活 活着 活下去 live living"),
    "wish": ("想 要 准备 打算 就要 快要 want going_to will i'll gonna"),
    "idiom": (
        "笑死 气死 急死 累死 烦死 热死 吓死 饿死 困死 冷死 卡死 锁死 写死 蠢死 忙死 贵死 慢死 难用死 爱死 羡慕死 "
        "高兴死 疼死 无聊死 笨死 丑死 死机 死期 死板 死角 死循环 死账 死户 死当 死磕 死活 死党 死心 死都不 打死都 "
        "打死也 打死我也 打死不 死要面子 死脑筋 死规定 社死 要死要活 死对头 死链 半死 该死 得要死 跳楼价 跳楼大甩卖 "
        "跳楼大减价 笑不活 活该 活期 活动 活跃 活久见 哈哈 开玩笑 lol haha"
    ),
    "kill": (
        "杀 砍 捅 弄死 打死 整死 干死 搞死 宰 废了 弄残 打残 打断 掐死 勒死 剁 斩 劈 炸 点火 放火 烧了你 烧你 血洗 "
        "偿命 陪葬 同归于尽 垫背 收尸 做了他 做了你 弄他 弄你 灭了 灭他 要你命 要你的命 取你 狗命 不得好死 砸了 "
        "砸烂 砸场 绑了 绑架 泼 锤死 捶死 揍 打你 打他 卸了 毙 崩了 碾死 撞死 见血 放血 拼命 拼了 出人命 见阎王 "
        "断子绝孙 投毒 剐 沙了 杀4 砍似 砍斯 砍死 捅死 通死 弄4 弄s 纱了 动手 血债 断手 断脚 打爆 爆你们的头 抽死 "
        "扇死 残废 横着 躺着出 爬着出 活不过 见不到明天 看不到明天 kill shoot stab burn bomb beat break_your smash "
        "strangle hurt_you 买凶 办了 突突 喂狗 人头 用血 砍断 削死 捅人 咬死 见谁打谁 性命 枪不长眼 进医院 一命 "
        "够本 忌日 死期 不得安宁 扣下来 下药 做脱 hurt blow_up legs beat_the hell_out get_hurt"
    ),
    "weapon": (
        "刀 斧 枪 汽油 炸药 雷管 硫酸 锤 棍 锄头 家伙 镢头 煤气罐 燃烧瓶 knife gun 土枪 🔪 镰刀 菜刀 匕首 砖头 钢管"
    ),
    "gang": ("兄弟 带人 找人 叫人 道上 黑社会 雇人 买凶 几个人 大哥 混社会 揾人"),
    "address": (
        "住哪 哪个小区 哪上学 放学 家在 学校 家里有几口 车牌 楼下 夜路 出门 下班 小路 一家老小 全家 where_you_live "
        "your_kids your_address"
    ),
    "watch": (
        "小心 当心 等着 给我等 看好 别逼我 逼急 走着瞧 死定了 完蛋 算账 报仇 饶不了 不客气 收拾 watch_your "
        "watch_out dead_when"
    ),
    "come": ("上门 去你们 到你们 去恁 去找你 来找你 来你们 见面 堵 找上门 公司门口 去他家"),
    "victim": (
        "威胁 扬言 恐吓 说要 被打 打了我 打我 砍我 杀我 弄我 说带 被砍 被人 家暴 要债 打人吗 threatened he_said"
    ),
    "hazard": (
        "洪水 台风 地震 暴雨 泥石流 滑坡 塌方 冰雹 雹 雪灾 暴雪 大雪 旱 涝 火灾 水灾 山火 海啸 龙卷风 飓风 大水 "
        "洪灾 洪涝 强震 余震 山洪 霜冻 冻雨 寒潮 沙尘 爆炸 爆燃 涨水 决堤 决口 泄洪 溃 内涝 积水 水浸 打风 打大风 "
        "台丰 红水 太风 泥石刘 暴语 地正 火烛 虫灾 蝗 瘟 疫情 封控 封城 封村 隔离 灾 塌陷 地陷 失火 着火 起火 起伙 "
        "大火 天灾 flood flooded earthquake typhoon hurricane wildfire tornado landslide storm hail drought fire "
        "explosion 口蹄疫 火山 透水 矿难 扬尘 断流 烧山 林火 大灾 水太急 太阳能烧 水来得 水还没退 水位 连阴雨 大风"
    ),
    "damage": (
        "淹 冲走 冲垮 冲没 冲毁 塌 烧光 烧没 烧成 烧了 埋 毁 掀 压垮 泡了 泡汤 绝收 全没 报废 砸坏 吹没 吹飞 吹跑 "
        "漂 颗粒无收 全死 冻死 旱死 打光 全完 沉了 裂 危房 什么都没剩 什么都没了 全烂 震垮 震坏 浸晒 倒了 进水 "
        "没法住 精光 灰 湿透 烂地里 冲跑 全坏 扑杀 停产 destroyed ruined lost_everything burned under_water "
        "wiped_out evacuated 烧了我 被火烧 没保住 泡倒 冲进 灌满 灌了 收成为零 压断 臭了 没有收成 砸了我家 震裂 "
        "burned_down wiped"
    ),
    "shelter": (
        "安置 避难 撤离 灾区 灾民 受灾 遭灾 遭了灾 受了灾 寿灾 困在 救援 帐篷 转移 方舱 抗洪 断水 断电 停水停电 "
        "断路 没信号 没电 重灾 阻断 evacuation power 楼顶等 操场 回不了家 物资 救出来 登记受灾 灾后 灾民证明 重建 "
        "遭的灾 避难所 disaster_area"
    ),
    "property": (
        "房 店 厂 仓库 大棚 庄稼 地里 鱼塘 养 车 货 家里 一楼 屋 铺 村 镇 果园 摊 粮食 船 楼 水稻 玉米 家 house "
        "home shop crops stock"
    ),
    "fireidiom": (
        "火锅 火车 发火 上火 火气 火大 火爆 火了 火候 发烧 高烧 烧烤 烧脑 烧钱 烧水 烧菜 着急上火 心里窝火 爆雷 "
        "爆仓 爆款 爆炸头 炸鸡 暴涨 暴跌 雪崩 心态 股市 股价 人事 信用 业绩 水电 放水 薪水 打水漂 手机进水 手机掉 "
        "电脑 漏水 灯泡 停电 险"
    ),
    "jobloss": (
        "失业 下岗 被裁 裁员 开除 辞退 优化 没工作 没有工作 没班上 待岗 停工 没活 没得活 倒闭 破产 关门 欠薪 "
        "没发工资 不发工资 工资没 没发 拖欠 欠工资 工资停 停发 降薪 减半 解散 遣散 跑路 没饭碗 找不到工作 "
        "没找到工作 没人要 放假 黄了 执笠 执咗笠 冇工 冇工做 失夜 食业 师业 下刚 才员 破铲 亏 赔 烂账 收不回 没订单 "
        "没生意 断了收入 断供 封了 停业 转行 净身出户 坐牢 出狱 失咗业 lost_my_job laid_off unemployed bankrupt "
        "business_failed no_income 裁人 轮到我 单没有 没单 没活干 揽不到活 开工 搬走 没团 单都没 hours_got no_gigs "
        "overtime"
    ),
    "sick": (
        "住院 手术 癌 化疗 透析 白血病 瘫 重病 摔断 工伤 抑郁 尿毒症 脑梗 脑溢血 中风 心脏病 残疾 医药费 治病 看病 "
        "出车祸 受伤 干不了活 上不了班 生病 患病 劳动能力 保温箱 怀孕 产假 产后 坐月子 单亲 医院 住园 hospital "
        "cancer stroke surgery medical sick disability 病人 诊断 病历 住院单 大病 患者 吃药 瘫痪 seriously_ill "
        "intensive_care"
    ),
    "cantpay": (
        "还不上 还不起 没钱还 没前还 没能力 无力偿还 拿什么还 还不动 交不起 没法还 还不了 凑不出 还款困难 还款压力 "
        "没能力还 哪有钱 拿啥还 还不出 换不起 换不上 换不了 咋还 怎么还 还不过来 供不上 撑不下去 扛不住 停息挂账 "
        "协商 缓缓 宽限 减免 延期 缓一缓 往后放 往后推 晚点还 晚几天 没着落 繳不出 交唔起 can't_pay cannot_pay "
        "can't_afford can't_make can't_keep payment_plan defer"
    ),
    "poor": (
        "没钱 没前 木钱 冇钱 没收入 没有收入 没有经济来源 没有生活来源 揭不开锅 吃不上 吃不饱 吃饭都 身无分文 家底 "
        "积蓄 花光 掏空 借遍 倾家荡产 负债 一屁股债 以贷养贷 山穷水尽 走投无路 砸锅卖铁 饭都 没米下锅 入不敷出 低保 "
        "一分钱 困难 窟窿 家徒四壁 没有能力 掏不出 拿不出 债台 身上就 只剩 broke no_money hardship struggling 绝收 "
        "过不下去 穷得 接济 学费 停口 还什么款 挣三千 实在没 nothing_coming doesn't_cover our_money"
    ),
    "borrow": (
        "想借 能借 可以借 借点 借款吗 贷款吗 能贷 可以贷 申请 提额 周转 额度 想贷 多借 借几 借五 借一 借两 分期吗 "
        "批 borrow limit"
    ),
    "able": (
        "有钱 余额 扣款失败 页面 按钮 限额 打不开 登不上 忘记还 忘了 出差 忘还 发薪 发工资 补上 今天还 明天还 "
        "马上还 转圈 维护 提前还 结清 还清 forgot declined"
    ),
    "recovered": (
        "好了 找到工作 恢复 好转 康复 上班了 解决 没事 已经处理 没影响 平安 找回来 退了 修好 出院 追回 结案 "
        "脱离危险 成功 found_a_new resolved 早过去 早修好 早好 绕过 没受灾 有感 补发 活过来 没事了 抓到了"
    ),
    "scam": (
        "骗 诈 冒充 自称 假客服 冒牌 李鬼 套路贷 黑了 钓鱼 杀猪盘 刷单 木马 假冒 貌充 骗纸 诈片 假app 假网站 公检法 "
        "安全账户 裸聊 洗钱 冒名 冒用 盗用 伪造 套走 呃 诓 scam scammed fraud hacked fake phishing stole conned "
        "tricked 钓 仿冒 敲诈 套现 顶了名 假的 授信合同 会议软件 入侵 网恋 假 compromised swapped"
    ),
    "scammed": (
        "被骗 被盗 遭骗 骗走 骗了 骗我 转走 刷走 盗刷 被偏 被片 被诈 被詐 被黑 被诈骗 被套路 遭诈 被冒用 被到 "
        "被贷款 遭人骗 叫人骗 被骗子 被人骗 联系不上 拉黑 人不见 人就不见 没回来 提不出 钱没了 不翼而飞 追不回 "
        "汇的款 给人家了 钱都给 清空贷款记录 unauthorized tricked_into"
    ),
    "notmine": (
        "不是我借 没借过 没借 没办过 不是本人 没操作 没有操作 不知情 陌生 不是我办 不是我的 不是我操作 不是我改 "
        "不是我买 谁借的 没有注册过 从没用过 从来没借 不认识的 不是我登 不是我签 我不知道 偷偷借 偷偷贷 被人借 拿我 "
        "用我 盗我 冒我 我名下 我身份证 wasn't_me never_applied never_took didn't_borrow in_my_name 别人干的 没申请 "
        "没申请过 没动过 没登过 不晓得 没用过你们 根本没这个 一笔不认识 人在家 不会用手机怎么 搞错 i_never "
        "didn't_change isn't_mine nothing_about don't_know"
    ),
    "trick": (
        "验证码 链接 共享屏幕 保证金 解冻费 认证金 解冻 转账 转给 先交 先转 手续费 下载 扫码 二维码 注销账户 校园贷 "
        "学生贷 刷流水 押金 让我转 让我借 加微信 加qq 退会员 理赔 百万保障 私人账户 个人微信 收我 交了 deposit "
        "transfer screen code 提额 消征信 加群 加人微信 输银行卡 unfreezing sms_code swap"
    ),
    "stolen": (
        "偷 丢了 被抢 异地登录 补办 被改 改了 被换 换成别人 登了我 登录我 登我 盗号 号被 密码 身份证丢 陌生设备 "
        "stolen unauthorised login 补卡 没信号 退出登录 登我号 入侵 手机一块丢 lost_my_phone logged_in"
    ),
    "freeze": (
        "冻结 止付 拦截 报警 报案 追回 立案 警察 派出所 警方 反诈 停用 紧急 拦住 别放款 freeze police 锁起来 停掉 "
        "追 拦 hold_my"
    ),
    "lenderbad": (
        "你们骗 骗子公司 骗子平台 骗人 虚假 忽悠 坑 乱扣 多扣 乱收费 误导 套路 广告 强盗 偷偷扣 偷偷涨 套路深 "
        "rip-off misleading 黑心 流氓 高利贷 宰客 霸王"
    ),
    "ownfault": ("自己 手滑 不小心 误操作 我自己 转错 打错 填错 借错 本人操作 我同意 帮朋友 替朋友 by_mistake myself"),
    "complain": (
        "投诉 举报 投拆 头诉 偷诉 投速 透诉 投素 投苏 投书 举暴 举豹 偷速 投訴 差评 complaint complain grievance "
        "report_you 投诉你 告你们 举报信 控告 实名 检举"
    ),
    "regulator": (
        "12378 12363 12345 12315 12321 12387 黑猫 黒猫 聚投诉 银保监 银监 银宝监 人民银行 央行 人行 监管 金管局 "
        "金融局 金融办 消协 消费者协会 消委会 信访 纪委 网信办 工信部 市长热线 国务院 工商局 市场监管 经侦 公安局 "
        "总局 regulator ombudsman consumer_protection authority 地方金融局 上面 报纸 银监会 仲裁 互联网法院 "
        "消费者权益保护 保监 消保 12300"
    ),
    "media": (
        "抖音 曝光 记者 媒体 315 微博 小红书 热搜 电视台 央视 报社 发帖 避雷 media 网红 粉丝 公众号 贴吧 知乎 全网 "
        "拍视频 拉横幅 journalist viral online"
    ),
    "sue": (
        "起诉 告你 法院 律师 维权 告到 告死 打官司 法律途径 说法 公道 上访 court sue 诉状 传票 lawyer sue_you take_you"
    ),
    "progress": (
        "进度 结果 处理到 怎么样了 撤 取消 撤销 状态 单号 编号 几天 多久 受理了 解决了 补充 进展 到哪 progress "
        "cancel withdraw update status 已经撤 和解 退了 成功 谢谢 结案 已结案 我被 率 多不多 是什么 withdrawn "
        "resolved"
    ),
    "register": (
        "登记 受理 立案 记录 反映 反应 升级 提交 正式 上报 总部 反馈 意见 渠道 入口 流程 邮箱 工号 书面 往上 formal "
        "register escalate file lodge"
    ),
    "human": (
        "人工 真人 活人 客服 坐席 座席 接线员 话务员 工作人员 大活人 人类 人功 人攻 任工 人公 仁工 壬工 zrg rengong "
        "科服 课服 克服 活仁 真仁 有人 人呢 来人 人话 人在 明白人 human person representative operator rep someone "
        "somebody staff supervisor customer_service 有妹子 专家 专人 同事对接 人讲话 客服妹妹 在线客服 ren工 "
        "rg 专业的人 负责人 值班经理 主管 領導 真的人 妹子客服 针人 冇人 call_center live_person kf kefu zr "
        "营业员 柜员 碳基 值班人员 客户人员 "
        "zhenren 人共 人供 人宫 人弓 仁公 任公 客付 客夫 刻服 可服 刻夫 真任 活任 任功 服务人员 业务人员 "
        "技术人员 值班员 职员 同志 staffs employee people humans humann hooman csr reps anybody anyone colleague"
    ),
    "aperson": (
        "找人 叫人 喊人 换人 要人 派人 搵人 寻人 让人 跟人 和人 同人 与人 由人 问人 见人 等人 转人 给人 接人 "
        "求人 找个人 叫个人 喊个人 换个人 来个人 派个人 搵个人 寻个人 转个人 整个人 一个人跟 个人来 个人跟 个人给 "
        "个人帮 个人教 个人听 个人吧 位同事 位同志 位老师 位客服 你们的人 你们人 恁的人 恁们的人 大人来 人来 "
        "人说 人谈 人讲 人聊 人办 人弄 人接 活的 a_person a_human get_someone someone_to get_somebody one_of_your "
        "your_people your_team someone_from"
    ),
    "capable": (
        "懂行 懂的 明白人 做主 拍板 管事 会办 能办 会说话 能说话 说了算 算数 专业 熟悉 业务 内行 管这 负责 能整 "
        "能解决 能处理 有经验 听得懂 能听懂 会弄 in_charge who_knows who_can"
    ),
    "office": (
        "主任 主管 组长 班长 经理 领导 负责人 值班 专员 业务员 客户经理 同事 工作人员 技术 老师 师傅 小姑娘 小伙子 "
        "小姐姐 小哥 柜台的 后台 售后 贷后 财务 法务 风控 部门 大人 supervisor manager colleague team department"
    ),
    "serve": (
        "帮我 给我 替我 代我 帮忙 帮他 帮她 教我 教教 听我 跟我 和我 同我 与我 对我 理我 问我 help_me for_me "
        "with_me to_me"
    ),
    "stuck": (
        "收不到 没收到 没来 过期 填不 不会 弄不 看不懂 看不清 看不到 不懂 过不了 过不去 选不 点不 不敢 不放心 "
        "不信 太复杂 太麻烦 说不清 讲不清 不清楚 搞不 整不 不认得 不确定 失败 卡住 头大 没反应 都不对 都不是 "
        "can't_fill not_getting never_came too_complicated don't_trust none_of not_sure give_up"
    ),
    "later": (
        "再说 等会 待会 晚点 回头 之后 以后 改天 下次 实在不行 不行再 办不了再 填完再 如果不行 完了再 later if_this "
        "afterwards tomorrow"
    ),
    "already": "过了 已经 找过 转过 说过 打过 聊过 问过 核对过 查过 跟过 刚挂 already spoke talked",
    "mistake": "按错 点错 误触 打错 不小心 手滑 by_mistake wrong_button",
    "bot": ("机器人 机器 ai 智能 自动回复 电脑 程序 模板 機械人 bot robot bots machine 自助 自动服务 自动询问"),
    "connect": (
        "转 接 找 叫 喊 换 来 要 联系 派 安排 给我 呼叫 请 搵 专 砖 赚 传 整 让 连线 介入 求 等 跟 和 speak talk "
        "connect transfer get put chat 直接给我 过去 过来 联系我 回我 帮我转 麻烦转 接通 接回 对接 出来 handed "
        "hand_me 切 切换 接手 移交 介入 召唤 呼唤 有请 升级 出列 上线 交给 switch pass forward route"
    ),
    "useless": ("听不懂 不懂 解决不了 说不清 说不通 没用 答非所问 废话 别绕 别扯 不会打字 看不懂 别再 敷衍 讲不清"),
    "humantask": (
        "人工审核 人工智能 人工费 人工成本 人工湖 人工授精 人工复核 人工核 人工处理中 人工放款 人工审批 人工牙 "
        "人工呼吸 人工关节 人工耳蜗 真人认证 真人检测 真人视频 真人秀 真人照片 人脸 活体 冒充 客服说 客服让 "
        "客服告诉 人工说 客服给我 人工打 机器人打 外呼 回访 人均 个人 收款人 担保人 联系人 借款人 本人 法人 "
        "有人冒充 没人接 工作单位 工号 招客服 是客服 是经理 人工窗口 网点有人 有人吗几点 淘宝客服 商家客服 银行客服 "
        "银行人工 人工太慢 刚跟人工 人工标注"
    ),
    "hours": ("几点 上班 下班 时间 电话 热线 周末 号码 节假日 晚上 休息 值班 hours number"),
    "said": ("说 告诉 答应 让我 刚才 昨天 上次 刚刚 上周 told said"),
    "no": (
        "不 没 别 无需 不用 不要 没有 不是 未 甭 莫 唔 冇 not no don't never isn't 不必 先不 不需要 别给 算了 并没 "
        "沒有 wasn't haven't didn't nothing"
    ),
    "asks": ("吗 什么 怎么 多少 哪 是不是 会不会 能不能 如何 为什么 呢 谁 多久 what how is_there why can"),
    "if": ("如果 万一 假如 要是 以后 假设 若 if"),
    "past": ("以前 之前 去年 上次 前年 当年 曾经 几年前 小时候 十年 那年 上回 早就"),
    "news": ("新闻 电视 电影 听说 小说 游戏 网上 报道 视频 段子 历史 朋友圈 明星 剧 歌 演唱会 news movie"),
    "others": ("朋友 邻居 隔壁 别人 人家 我们单位 同学 friend"),
    "policy": ("政策 条款 保险 合同 规定 寿险 意外险 赔 受益人 了解一下 咨询 好奇 问问 只是问 insurance policy clause"),
    "trade": (
        "职业 我是做 专业 商户 批发 扫码 收款 能用吗 分期 进货 开店 行业 门票 充值 工作 上班的 我开 我做 应聘 招人 "
        "招聘 柜台 网点"
    ),
    "still": ("还催 别打 别再打 还打 骚扰 催 短信 别催 停止"),
    "urgent": ("快 赶紧 马上 立刻 现在 刚 正在 今天 昨晚 刚刚 今早 now yesterday last_night just"),
    "sorry": ("对不起 谢谢 再见 麻烦 请问 咨询 您好"),
}

OWN = {
    "bereavement": "die gone death funeral dying",
    "disaster": "hazard damage shelter",
    "fraud": "scam scammed notmine trick stolen freeze",
    "self_harm": "suicide hopeless alive funeral",
    "threat_to_others": "kill weapon gang address",
}
"""The groups of which nearly every text about it holds a word, in 9 of 10 lines of the pack and more."""

SIGNS_OF_DANGER = {
    "self_harm": (
        "死 活 命 跳 醒 葬 后事 药 江 河 楼 血 走 救 没了 不在 最后 再见 撑 手腕 遗 忌日 太阳 以后不用 过后 明天 日子 "
        "告别 生下来 先走 永远 窗户 人间 添麻烦 "
        "suicide hopeless die dead kill live alive end jump hurt anymore goodbye zs"
    ),
    "threat_to_others": (
        "命 死 杀 刀 血 烧 火 撞 堵 棺 墓 救护 断 牙 脖 脸 拳 轮椅 撕 砸 药 上路 收拾 走不出 登门 上门 别怪我 不客气 "
        "打 烂 挖 割 煮 完了 走着 等着我 等我 别逼 拉上 西天 祖宗 掂量 高铁 门店 家 "
        "bleed dead fire watch kill hurt run gun"
    ),
}
"""Further signs of danger to a life, most of them common."""

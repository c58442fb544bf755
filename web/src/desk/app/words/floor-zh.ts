export const floorZh = {
  floor: {
    hint: '你带的班组和全部队列，随时更新。看到的客户情绪和投诉风险会留下记录。',
    error: '现场没有载入', none: '你还没有带班组', noneHint: '请排班人员在「人员」里为你建立班组并加入成员。',
    agents: '坐席', queues: '队列', queue: '队列', waiting: '等待', longest: '最长等待', inTime: '今日按时接起',
    target: '目标 {share}，{s} 秒内', formula: '＝ {s} 秒内接起 {in} ÷ 已有结果的 {of}',
    load: '手上的会话', hands: '手上 {units} / {capacity}',
    waits: '等回复', rings: '响铃', answered: '已回复', calls: '回电', consults: '帮同事看',
    step: { watch: '旁观', whisper: '耳语', join: '加入', takeOver: '接管', sendOn: '改派', emptyHands: '离岗，交出全部' },
    done: { whisper: '已告诉{name}', join: '已加入，客户会看到你和{name}一起服务', takeOver: '已接管，客户会看到由你服务', sendOn: '已改派', emptyHands: '{name}手上的会话已全部交出' },
    whisper: { title: '对{name}耳语', label: '只有坐席看得到，客户看不到' },
    alert: {
      title: '提醒', none: '没有需要立即处理的事', watch: '查看', waits: '还没有人接', handles: '{agent} 在办理', unassigned: '还没有人接手', acknowledge: '知道了',
      taken: '{by} 于 {at} 知道了', done: '已记下，其他班组长会看到', of: '{agent} 在服务',
      kind: { danger: '人身风险', upset: '情绪强烈', wait: '等待过久', promise: '约定将到期', broken: '约定已失约', risk: '投诉风险高', case_due: '投诉临期', case_late: '投诉超期' },
    },
    risk: { watch: '留意投诉', high: '投诉风险高' },
    join: { title: '加入对话', hint: '客户会看到你和{name}一起为她服务。会话仍由{name}负责，结束和转接也由她来。' },
    takeOver: { title: '接管会话', hint: '此后由你服务这位客户，{name}不能再回复。客户会看到换了人。' },
    emptyHands: {
      title: '{name}离岗', hint: '手上的 {n} 个会话全部交出，客户会看到正在为她转接；此后不再分给她。',
      to: '交给谁（可多选，轮流分配；不选则排到队首）', give: '交给所选同事', queue: '排到队首',
    },
  },
  wall: {
    hint: '今日数字，随时更新；停在数字上看公式。', error: '大屏没有载入',
    now: '此刻', waiting: '排队', longest: '最长等待', agents: '坐席', today: '今日', nobody: '没有人在岗', planned: '此刻计划在岗 {n}，就绪和忙碌 {here}',
    of: '{n} / {of}', seconds: '{n} 秒', full: '全屏',
  },
}

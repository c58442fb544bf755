export const reportsZh = {
  reports: {
    title: '投诉报表', hint: '截至 {at}；少于 {n} 件的不显示，也不能从其他数字推出。',
    error: '没有取到报表', none: '这段时间没有投诉', noneHint: '换一段时间，或减少筛选条件。',
    since: '从', until: '到', all: '全部', region: '地区代码', filters: '筛选',
    ready: { week: '近 7 天', month: '近 30 天', quarter: '近 90 天', year: '近一年' },
    dimension: { subject: '投诉事项', cause: '投诉原因', product: '产品', channel: '渠道', source: '来源' },
    figures: '主要数字', few: '少于 {n}', hidden: '不显示', nothing: '–', of: '{n} / {of}', cases: '{n} 件', hours: '{n} 小时', yuan: '{n} 元',
    borrowers: '借款人 {n}（{source}）',
    chart: { label: '{name}，用左右方向键逐周查看', weeks: '每周收到', ageing: '在办投诉已过天数', parts: '按{name}', usual: '通常 {low}–{high}', part: '不满一周' },
    days: { between: '{from}–{to} 天', over: '{from} 天以上' },
    late: { house: '超过内部期限', law: '超过法定期限' },
    table: '表格', charts: '图', redress: '退赔金额按原因', number: '件数', share: '占比', amount: '金额（元）',
    week: '周', band: '天数', code: '分类',
    themes: { title: '大家在说什么', show: '统计用词', hint: '统计会读取投诉内容，有审计记录。', none: '没有至少 {n} 位客户都说到的词', error: '没有统计成', said: '{n} 位' },
    rectify: {
      title: '整改', open: '发起整改', error: '没有取到整改', none: '还没有整改', noneHint: '同一原因的投诉多了，可以请部门改。', late: '逾期', check: '核对效果', what: '要改什么', why: '依据',
      checkOn: '从哪天起看效果', checkHint: '从这天起满一周后，比较每周件数。', formula: '该原因每周平均收到的件数：发起前 → {from} 起', weeks: '（之后满 {n} 周）',
      head: { number: '工单', cause: '投诉原因', department: '责任部门', due: '整改期限', stage: '状态', effect: '每周件数，前 → 后' },
      stage: { open: '整改中', done: '已整改，待核对', effective: '有效', not_effective: '无效', cancelled: '已取消' },
    },
    files: { xlsx: '导出 XLSX', csv: '导出 CSV', paper: '下载 PDF', name: '投诉报表 {since} 至 {until}' },
  },
}

export const inHandZh = {
  inHand: {
    title: '办理中', options: '可选的回答', by: { customer: '客户填写', agent: '客服代填', assumed: '默认', skipped: '跳过' },
    submitted: '已提交，正在等系统结果。结果出来会自动告诉客户。',
    answer: '替客户填写', answerSubmit: '填入',
    checked: '如何核实了客户身份', checkedHint: '例如：核对了证件后四位和生日。原因会留记录，不要写完整号码。', checkedSubmit: '已核实身份',
    agree: '代客户确认', agreeHint: '请先把卡片上的内容逐项读给客户，客户明确同意后再确认。确认后立即生效，记录里会写明由您代办。', agreeSubmit: '客户已同意，确认办理',
    send: { confirm: '发给客户确认', step_up: '请客户自己核实', ask: '发给客户填写' }, sent: '已发给客户',
    waiting: '办完后接着办：{names}', again: '刷新', error: '正在办理的业务没有载入。',
  },
}

/** Two records that are one person. */
export const mergeZh = {
  merge: {
    title: '同一人的记录', begin: '合并另一条记录', none: '没有合并过别的记录。', error: '合并的记录没有载入。',
    find: '合并同一人的两条记录', other: '另一条记录', otherHint: '输入会话编号或客户号；只能准确查找，查找会留下记录。', look: '查找',
    side: { here: '当前客户', other: '另一条' }, kind: { visitor: '访客', customer: '客户' }, unnamed: '没有姓名', last: '最近联络 {at}',
    counts: { contact: '联络 {n}', request: '业务 {n}', complaint: '投诉 {n}', call: '回电 {n}' }, nothing: '没有往来',
    into: '合并后以「{name}」为准。两边的会话、业务、投诉、回电在这里一起显示，原记录都不改动。',
    takes: '合并后这些对同一人一起生效（两边不同取更严的）', takesNone: '标记、限制、授权、偏好没有不同。', from: { here: '来自当前客户', other: '来自另一条' },
    idTail: '身份证号后四位（客户说的）', idTailHint: '一人合并须先核实身份：客户已验证码核实，或后四位与业务系统一致。不填则提交给同事同意。',
    words: '为什么确定是同一人', wordsHint: '四个字以上，会留在记录里；不要写证件号。',
    second: '两边都是客户，须由班组长或投诉专员同意后才合并。', own: '客户自己登录看到的不变：每个登录方式仍看自己的会话。',
    submit: '合并', propose: '提交，等同事同意', done: '已合并', proposed: '已提交，等一位同事同意',
    trouble: {
      nobody_known: '两边都是访客，没有可以归到的客户。请先核实客户，再从客户那边合并。',
      other_identity: '两边登记的身份证号不同，不能合并。如有登记错误，请先走资料更正。',
      both_have_loans: '两个客户号都有未结清的借款，不能合并。请转业务部门在业务系统里处理。',
    },
    wants: '申请合并两条记录', joined: '已合并的记录', by: '{name}提出', agreedBy: '{name}同意', yours: '您提出的，由同事决定。', others: '等班组长或投诉专员决定。', agree: '同意', refuse: '不同意',
    proof: { session: '客户已核实身份', id_tail: '证件后四位一致' },
    part: '撤销合并', parting: '撤销合并', partWords: '为什么撤销',
    partHint: '撤销后两边恢复成合并前的样子；合并之后新办的，留在办理时所在的记录。',
    alone: '{at} 前您可以撤销，之后须由另一位有权的同事撤销。', late: '已过一天，须由没有参与合并的班组长或投诉专员撤销。',
    parted: '已撤销，两边恢复成合并前的样子', agreed: '已同意，合并生效', turnedDown: '没有同意，两边不变',
  },
}

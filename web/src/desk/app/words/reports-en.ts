import type { reportsZh } from './reports-zh.ts'

export const reportsEn: typeof reportsZh = {
  reports: {
    title: 'Complaint report', hint: 'As of {at}. Fewer than {n} are not shown, and do not follow from other numbers.',
    error: 'The report could not be fetched', none: 'No complaints in this time', noneHint: 'Choose another time, or fewer filters.',
    since: 'From', until: 'To', all: 'All', region: 'Region code', filters: 'Filters',
    ready: { week: '7 days', month: '30 days', quarter: '90 days', year: 'One year' },
    dimension: { subject: 'Subject', cause: 'Cause', product: 'Product', channel: 'Channel', source: 'Source' },
    figures: 'Key figures', few: 'Fewer than {n}', hidden: 'not shown', nothing: '–', of: '{n} / {of}', cases: '{n}', hours: '{n} h', yuan: '{n} yuan',
    borrowers: '{n} borrowers ({source})',
    chart: { label: '{name}; arrow keys go week by week', weeks: 'Received each week', ageing: 'Days of those open', parts: 'By {name}', usual: 'Usually {low}–{high}', part: 'Part of a week' },
    days: { between: '{from}–{to} days', over: 'From {from} days' },
    late: { house: 'Past the house\'s time', law: 'Past the law\'s time' },
    table: 'Table', charts: 'Charts', redress: 'Redress by cause', number: 'Number', share: 'Share', amount: 'Amount (yuan)',
    week: 'Week', band: 'Days', code: 'Class',
    themes: { title: 'What many say', show: 'Count words', hint: 'Counting reads what was complained about; this is on record.', none: 'No words that {n} customers share', error: 'The words could not be counted', said: '{n}' },
    rectify: {
      title: 'Rectifications', open: 'Have something changed', error: 'The rectifications could not be fetched', none: 'No rectifications yet', noneHint: 'Where complaints of one cause grow, a department can be asked to change something.', late: 'late', check: 'Check the effect', what: 'What to change', why: 'Why',
      checkOn: 'Effect is looked at from', checkHint: 'Once a week from that day is over, weekly numbers are compared.', formula: 'Complaints of this cause a week, on average: before the opening → from {from}', weeks: '({n} weeks after)',
      head: { number: 'Order', cause: 'Cause', department: 'Department', due: 'To be changed by', stage: 'State', effect: 'A week, before → after' },
      stage: { open: 'being changed', done: 'done, to be checked', effective: 'effective', not_effective: 'not effective', cancelled: 'cancelled' },
    },
    files: { xlsx: 'Export XLSX', csv: 'Export CSV', paper: 'PDF', name: 'Complaint report {since} to {until}' },
  },
}

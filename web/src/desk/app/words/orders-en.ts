import type { ordersZh } from './orders-zh.ts'

export const ordersEn: typeof ordersZh = {
  orders: {
    hint: 'What other departments are asked to do; the soonest due come first.', light: { title: 'Orders to my department', hint: 'Open one and write the answer.' },
    list: 'Work orders', board: 'Board of work orders', shape: 'Shown as', as: { list: 'List', board: 'Board' }, comma: ', ',
    more: 'More', all: 'That is all', back: '← Back to the list', error: 'Orders were not loaded', oneError: 'This order was not loaded',
    none: { title: 'No order is running', narrowed: 'No order fits', hint: 'Press O in a conversation or N here to open one.', light: 'What colleagues ask of your department appears here.', clear: 'Clear the filter' },
    late: '{n} late', warned: '{n} nearly late', columnMore: '{n} more', columnNone: 'None',
    state: { new: 'New', working: 'Working', waiting: 'Waiting', returned: 'Returned', answered: 'Answered', done: 'Closed', cancelled: 'Cancelled', merged: 'Merged' },
    priority: { 0: 'Low', 1: 'Normal', 2: 'High', 3: 'Urgent' },
    pressing: { 1: 'Nearly late or worse', 2: 'Late', 3: 'Late and escalated' },
    nobody: 'Nobody yet', opinion: 'Opinion for a complaint', promised: 'Promised for {at}',
    head: { pick: 'Selected', number: 'Number', subject: 'Subject', type: 'Type', department: 'Department', owner: 'Owner', priority: 'Priority', state: 'State', clock: 'Time' },
    pick: 'Select {number}',
    filter: {
      title: 'Filter', text: 'Search', textHint: 'Number, subject, type', any: 'All', running: 'All that run', sort: 'Order', due: 'Soonest due', newest: 'Newest',
      mine: 'Mine', unowned: 'Nobody\'s', opened_by_me: 'Opened by me', pressing: 'Time', clear: 'Clear',
    },
    view: {
      label: 'Views', all: 'Running', mine: 'Mine', opened_by_me: 'Opened by me', unowned: 'Nobody\'s', late: 'Late',
      save: 'Save view', saveHint: 'Keeps the filter as it is. A shared view shows everybody only the orders she may see.', name: 'Name', shared: 'Share with colleagues', by: 'Shared by {name}',
      change: 'Change the view', rewrite: 'Use the filter as it is now', remove: 'Delete', removed: 'View “{name}” deleted', undo: 'Undo', keep: 'Save',
    },
    bulk: {
      chosen: '{n} selected', none: 'Clear the selection', assign: 'Give to', priority: 'Priority', handOn: 'Hand on', close: 'Close', doing: 'Working on {n} …',
      title: { assign: 'Give {n} orders to somebody', priority: 'Priority of {n} orders', handOn: 'Hand on {n} orders', close: 'Close {n} orders' },
      hint: { assign: 'Only to somebody who answers for the department.', priority: '', handOn: 'Somebody of the new department takes them.', close: 'Only what was answered can be closed.' },
      results: 'Results', done: '{done} done, {failed} not', ok: 'Done', finish: 'Fine',
    },
    open: 'Open {number}', openedBy: 'Opened by', openedAt: 'Opened', closedAt: 'Ended', dueAt: 'Answer by', allowed: { hours: 'Answered within {n} hours', working_days: 'Answered within {n} working days' },
    pausedFor: 'Waits for', waitsForUs: 'The department waits for you', owner: 'Owner', department: 'Department', type: 'Type', priorityName: 'Priority', promisedAt: 'Promised to her',
    asks: 'What is asked', form: 'Details', masked: 'Numbers are masked; every look is on record.', files: { title: 'Files', add: 'Add a picture or PDF', open: 'Open {name}' }, masks: 'What is masked', see: 'See {masked} in clear', nothing: 'Nothing', erased: 'The customer had her data erased; this cannot be read any more.',
    tasks: 'Tasks', taskAdd: 'Add a task', taskDone: 'done by {name}', links: 'Linked', conversation: 'Open the conversation', complaint: 'Open the complaint', requests: '{n} requests',
    alike: 'Likely the same matter', alikeHint: 'Recent orders of this customer and type: merge them and one goes on.', mergeInto: 'Merge into {number}', mergedInto: 'Merged into', merged: 'Merged into this one',
    acts: 'What can be done', noActs: 'There is nothing for you to do now.', history: 'History', answer: 'Answer', answerLabel: 'Your answer to whoever asked', gone: 'It went to another department; you no longer see it.',
    act: {
      taken: 'Take', answered: 'Answer', asked_back: 'Ask back', replied: 'Reply', paused: 'Pause', resumed: 'Go on', returned: 'Return', closed: 'Close', reopened: 'Ask again',
      handed_on: 'Hand on', told: 'Tell the customer', noted: 'Note', task_added: 'Add a task', task_done: 'Task done', task_undone: 'Task not done', priority_set: 'Priority', promised: 'Promise', merged: 'Merge', cancelled: 'Cancel the order',
    },
    means: {
      taken: 'It is yours from then on.', answered: 'The answer goes to whoever asked; the clock stops.', asked_back: 'Say what is missing. The clock waits for it.', replied: 'Write what the department asked for; the clock goes on.', paused: 'Say what is waited for. Where it is somebody outside, the clock waits too.',
      resumed: 'The clock goes on.', returned: 'Say why it is not for your department; it goes back to whoever asked.', closed: 'Close what is done; only notes can be added then.', reopened: 'Say what the answer lacks; the department goes on.',
      handed_on: 'Name a department alone, and somebody there takes it.', told: 'It is written to her conversation and cannot be taken back.', noted: 'Only those who work on it see notes.', task_added: '', task_done: '', task_undone: '',
      priority_set: 'The clock stays as it is.', promised: 'When she was promised something.', merged: 'This one ends; the other goes on.', cancelled: 'Say why it is not needed any more; the department sees it.',
    },
    field: { words: 'Words', optional: 'Words (optional)', to: 'To', department: 'Department', reason: 'Waits for', priority: 'Priority', promised: 'Time', into: 'Into' },
    noStaff: 'Whoever takes it', choose: 'Choose', clock: { stops: 'The clock waits.', runs: 'The clock goes on.' }, done: '{act}: done',
    happened: {
      opened: 'Opened', taken: 'Taken', handed_on: 'Handed on', priority_set: 'Priority', promised: 'Promised', noted: 'Note', told: 'Customer told', file_added: 'File added', task_added: 'Task added', task_done: 'Task done', task_undone: 'Task not done',
      paused: 'Paused', resumed: 'Went on', asked_back: 'Asked back', replied: 'Replied', answered: 'Answered', returned: 'Returned', reopened: 'Asked again', closed: 'Closed', cancelled: 'Cancelled', merged: 'Merged into another',
      merged_in: 'Another merged into it', reminded: 'Reminded', warned: 'Nearly late', escalated: 'Leaders told', breached: 'Late',
    },
    by: { house: 'System', system: 'The department\'s system', staff: 'Staff' }, toldHer: 'Customer told',
    because: {
      over: 'This order is over; only notes can be added.', not_the_service: 'Only whoever asked does this.', not_the_department: 'Only the department that has it does this.', has_owner: 'A colleague has taken it.',
      not_yours: 'A colleague has it; ask her to hand it on.', not_now: 'Not as it stands now.', nothing_asked: 'The department asked nothing.', nobody_to_tell: 'There is no conversation to tell her in.',
    },
    instead: 'What you can do now: {acts}.',
    refused: {
      OrderNotFound: 'There is no such order, or it is not yours to see.', OrdersNotForThisPost: 'Your post does not work with orders; ask your leader if you need them.', OrderActIncomplete: 'Something is missing; fill it in.', OrderErased: 'The customer had her data erased; nothing can be added.',
      OwnerNotPossible: 'Not to this colleague: choose somebody who answers for the department and whom it is not about.', OrderPauseUnknown: 'Choose what is waited for.', TaskNotFound: 'This task has changed; look again.', MergeNotPossible: 'Not into that one: it has to run, be the same customer\'s, and be yours to handle.',
      DepartmentUnknown: 'Choose a department.', TypeUnknown: 'Choose a type.', FormIncomplete: 'Still missing: {fields}', FormWrong: 'Please correct: {fields}', NotInHand: 'This customer is not in your hands; accept the conversation first.', LinkUnknown: 'Linked requests and complaints have to be this customer\'s.',
      TooManyOrderFiles: 'An order holds {limit} files at most.', OrderFileChanged: 'Please choose the file again.', CustomerErased: 'The customer had her data erased; no order can be opened.', ViewNameTaken: 'You have a view of this name; choose another.', TooManyViews: 'You can keep {most} views; delete one first.', ViewNotFound: 'This view was deleted.',
    },
    fresh: {
      title: 'New order', type: 'Type', search: 'Search types', place: 'Name or its initials', types: 'Types of order', noType: 'No such type; try another word.', another: 'Another type',
      goes: '{department} · {time}', customer: 'Linked with this conversation and customer.', noCustomer: 'About no customer. Open it from a conversation to link one.', subject: 'Title (made by itself if empty)', description: 'What is asked',
      required: '{name} (required)', yuan: '{name} (CNY)', amountWrong: 'An amount with at most two decimals', promised: 'Promised to her for (optional)',
      alike: 'It may be open already:', submit: 'Open the order', done: 'Order {number} is open', look: 'Look',
    },
    talk: { title: 'Orders', begin: 'Open an order', none: 'No order of this conversation yet.', error: 'Orders were not loaded' },
  },
}

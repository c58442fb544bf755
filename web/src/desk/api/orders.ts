/** Work orders to other departments. What may be seen and done is decided by the server. */
import { call, fetchFile, keepFile } from './http.ts'
import type { Reveal } from './accessWire.ts'
import type { Both } from './wire.ts'

export const runningStates = ['new', 'working', 'waiting', 'returned', 'answered'] as const
export const states = [...runningStates, 'done', 'cancelled', 'merged'] as const
export type State = typeof states[number]
export const priorities = [3, 2, 1, 0] as const
export type Priority = typeof priorities[number]

/** What staff do, in the order in which the server offers it. */
export const acts = [
  'taken', 'answered', 'asked_back', 'replied', 'paused', 'resumed', 'returned', 'closed', 'reopened', 'handed_on',
  'told', 'noted', 'task_added', 'task_done', 'task_undone', 'priority_set', 'promised', 'merged', 'cancelled',
] as const
export type Act = typeof acts[number]

export interface Person { id: string, name: string }
export interface Named { id: string, name: Both }
export interface Link { id: string, number: string }
/** One that is likely the same matter. */
export interface Alike extends Link { state: State, opened_at: string }

export interface OrderItem {
  id: string
  number: string
  type: Named
  subject: string
  department: Named
  state: State
  owner: Person | null
  opened_by: Person
  priority: Priority
  /** 0 in time, 1 nearly late, 2 late, 3 late and told to more. */
  pressing: 0 | 1 | 2 | 3
  opened_at: string
  due_at: string
  promised_at: string | null
  closed_at: string | null
  has_customer: boolean
  /** Asked by a complaint: the answer goes into its history. */
  is_opinion: boolean
}

export interface OrderAct {
  seq: number
  kind: string
  at: string
  by: 'staff' | 'system' | 'house'
  staff: Person | null
  to: Person | null
  facts: Record<string, unknown>
  words: string | null
  is_told: boolean
}

export interface Filled extends Named { kind: FieldKind, value: string | number, option: Both | null }
export interface Task { id: string, title: Both, done_at: string | null, done_by: Person | null }

export interface Order extends OrderItem {
  clock: 'running' | 'due_soon' | 'overdue' | 'paused' | 'stopped'
  allowed: { unit: 'hours' | 'working_days', number: number }
  pause: string | null
  pauses: Named[]
  description: string | null
  form: Filled[]
  /** What is masked in what was written, for whoever may ask to see it. */
  masks: OrderMask[]
  files: OrderFile[]
  tasks: Task[]
  acts: Act[]
  /** Who of its department it can be given to. */
  to: Person[]
  conversation: string | null
  links: { requests: string[], complaints: string[] }
  similar: Alike[]
  merged_into: Link | null
  merged: Link[]
  history: OrderAct[]
}

/** `part`: of the order, where the mask is number `span`. */
export interface OrderMask { part: string, span: number, field: string, masked: string }

export interface OrderFile { id: string, name: string, size_bytes: number, type: string, by: Person | null, at: string }

export type FieldKind = 'text' | 'choice' | 'date' | 'amount' | 'phone'
export interface FormField extends Named {
  kind: FieldKind
  required: boolean
  sealed: boolean
  options: Record<string, Both>
}
export interface OrderType extends Named {
  /** Whether people open it; an opinion is asked for by a complaint. */
  by_hand: boolean
  allowed: Order['allowed']
  department: string
  priority: Priority
  fields: FormField[]
  description: Both
}
export interface Department extends Named { people: Person[] }
export interface OrderChoices {
  types: OrderType[]
  departments: Department[]
  pause_reasons: (Named & { stops_clock: boolean })[]
  /** Whether she is of the service, which opens and closes orders. */
  opens: boolean
  answers_for: string[]
}

/** Which orders; as the server names it, so that a view that is kept and the address say the same. */
export interface Wanted {
  department?: string
  type?: string
  state?: State
  owner?: string
  mine?: boolean
  unowned?: boolean
  opened_by_me?: boolean
  priority?: Priority
  pressing?: 1 | 2 | 3
  text?: string
  conversation?: string
  sort?: 'newest'
}
export type Counted = typeof runningStates[number] | 'mine' | 'unowned' | 'warned' | 'late'
export type Counts = Record<Counted, number>
export interface OrdersPage { items: OrderItem[], counts: Counts, next: { after_at: string, after: string } | null }
export interface Board { columns: { state: State, count: number, items: OrderItem[] }[], counts: Counts }

export interface NewOrder {
  type: string
  description: string
  form: Record<string, string | number>
  subject?: string
  conversation?: string
  department?: string
  priority?: Priority
  promised_at?: string
  language: 'zh' | 'en'
}
export interface Wish {
  act: Act
  words?: string
  to?: string
  department?: string
  reason?: string
  priority?: Priority
  promised_at?: string
  task?: string
  into?: string
}
export type BulkAct = 'taken' | 'handed_on' | 'priority_set' | 'closed' | 'cancelled'
export type BulkWish = Pick<Wish, 'words' | 'to' | 'department' | 'priority'> & { act: BulkAct }
export interface BulkResult { id: string, error: string | null, params?: Record<string, unknown> }

export interface View { id: string, name: string, wanted: Wanted, is_shared: boolean, is_mine: boolean, by: string }
export type NewView = Pick<View, 'name' | 'wanted' | 'is_shared'>

const one = (id: string, what = '') => `staff/orders/${encodeURIComponent(id)}${what}`
const query = (wanted: object) => new URLSearchParams(
  Object.entries(wanted).map(([name, value]): [string, string] => [name, String(value)]),
).toString()

export const fetchOrders = (wanted: Wanted, after: OrdersPage['next']) =>
  call<OrdersPage>('GET', `staff/orders?${query({ ...wanted, ...after })}`)
export const fetchBoard = (wanted: Wanted) => call<Board>('GET', `staff/orders/board?${query(wanted)}`)
export const fetchOrder = (id: string) => call<Order>('GET', one(id))
export const fetchOrderChoices = () => call<OrderChoices>('GET', 'staff/orders/choices')
export const fetchAlike = (conversation: string, type: string) =>
  call<{ similar: Alike[] }>('GET', `staff/orders/similar?${query({ conversation, type })}`)
export const openOrder = (wish: NewOrder, key: string) => call<Order>('POST', 'staff/orders', wish, key)
/** Where it was given to a department that is not hers, it is gone for her. */
export const doToOrder = (id: string, wish: Wish) => call<Order | { gone: true }>('POST', one(id, '/acts'), wish)
export const doToMany = (ids: readonly string[], wish: BulkWish) =>
  call<{ results: BulkResult[], done: number }>('POST', 'staff/orders/bulk', { ids, ...wish })
export const fetchViews = () => call<{ views: View[] }>('GET', 'staff/orders/views')
export const keepView = (view: NewView, id?: string) =>
  id === undefined ? call<View>('POST', one('views'), view) : call<View>('PUT', one('views', `/${id}`), view)
export const dropView = (id: string) => call<unknown>('DELETE', one('views', `/${id}`))
export const revealInOrder = (id: string, { part, span }: OrderMask, reason: string) =>
  call<Reveal>('POST', `staff/orders/${encodeURIComponent(id)}/reveals`, { part, span, reason })
const filesOf = (id: string, what: string) => `staff/order-files/${encodeURIComponent(id)}/${encodeURIComponent(what)}`
/** A picture or a PDF; `key` again is the same file. */
export const addFile = (id: string, key: string, file: File) => keepFile<{ id: string }>(filesOf(id, key), file)
export const openOrderFile = (id: string, file: string) => fetchFile(filesOf(id, file), {})

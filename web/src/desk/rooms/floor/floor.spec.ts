import { cleanup, fireEvent, within } from '@testing-library/vue'
import { afterEach, expect, it, vi } from 'vitest'
import { agentOf, alertOf, FloorHouse, queueOf, talkOf } from '../../testing/floor.ts'
import { visit } from '../../testing/visit.ts'
import { byState, inOrder, longestWait, shareInTime, toneOfShare, toneOfWait, worstMood } from './floor.ts'

afterEach(cleanup)

it('finds the longest wait and the worst mood among what is in her hands', () => {
  const calm = talkOf(1, { waits_since: null })
  const angry = talkOf(2, { waits_since: '2026-11-23T04:00:30Z', mood: { label: 'angry', intensity: 2 } })
  const tense = talkOf(3, { waits_since: '2026-11-23T04:00:10Z', mood: { label: 'impatient', intensity: 1 } })
  const agent = agentOf('a', [calm, angry, tense])
  expect([longestWait(agent), worstMood(agent)]).toEqual(['2026-11-23T04:00:10Z', { label: 'angry', intensity: 2 }])
  expect(inOrder(agent.talks).map(({ item }) => item)).toEqual(['i3', 'i2', 'i1'])
  expect([longestWait(agentOf('b', [calm])), worstMood(agentOf('b', []))]).toEqual([null, null])
})

it('warns at half of what was promised, and says when it is broken', () => {
  expect([9, 11, 21].map((waitS) => toneOfWait(waitS * 1000, 20))).toEqual(['', 'due', 'bad'])
  const good = queueOf({ in_time: 17, of: 20 })
  expect([shareInTime(good), toneOfShare(good), toneOfShare({ ...good, of: 21 })]).toEqual([0.85, '', 'bad'])
  expect([shareInTime(queueOf({ of: 0 })), toneOfShare(queueOf({ of: 0 }))]).toEqual([null, ''])
})

it('counts her people by state', () => {
  const agents = ['ready', 'break', 'ready'] as const
  expect(byState(agents.map((state) => agentOf('a', [], { state })))).toEqual([
    { state: 'ready', count: 2 }, { state: 'break', count: 1 },
  ])
})

it('shows her people, follows the socket, and lets go when she leaves the page', async () => {
  const house = new FloorHouse([agentOf('测试员甲', [talkOf(1)])])
  const screen = await visit(house, { path: '/floor' })
  const card = await screen.findByRole('article', { name: '测试员甲' })
  expect(within(card).getByText('手上 1 / 5')).toBeTruthy()
  house.floor.agents = [agentOf('测试员甲', [], { state: 'break', reason: 'meal' })]
  house.tellFloor()
  await within(card).findByText('用餐')
  expect(within(card).getByText(/^\d+:/).className).toContain('bad')
  await screen.router.push('/work')
  expect(screen.line.frames.at(-1)).toEqual({ type: 'floor', on: false })
})

it('whispers to one, and empties the hands of one who leaves in favour of another', async () => {
  const house = new FloorHouse([agentOf('测试员甲', [talkOf(1)]), agentOf('测试员乙', [])])
  const screen = await visit(house, { path: '/floor' })
  const card = await screen.findByRole('article', { name: '测试员甲' })
  await fireEvent.click(within(card).getByRole('button', { name: /^耳语/ }))
  const dialog = await screen.findByRole('dialog')
  await fireEvent.update(within(dialog).getByRole('textbox'), '先安抚')
  await fireEvent.click(within(dialog).getByRole('button', { name: '耳语' }))
  await screen.findByText('已告诉测试员甲')
  expect(screen.line.posts.at(-1)).toMatchObject({ path: 'desk/floor/items/i1/whisper', body: { text: '先安抚' } })

  await fireEvent.click(within(card).getByRole('button', { name: /^离岗/ }))
  await fireEvent.click(await screen.findByRole('checkbox', { name: /^测试员乙/ }))
  await fireEvent.click(screen.getByRole('button', { name: '交给所选同事' }))
  await screen.findByText('测试员甲手上的会话已全部交出')
  expect(screen.line.posts.at(-1)).toEqual({
    path: 'desk/floor/agents/a-测试员甲/empty-hands'.replace('测试员甲', encodeURIComponent('测试员甲')),
    body: { to: ['a-测试员乙'] },
  })
})

it('keeps what was refused in its dialog, and takes over what is granted', async () => {
  const house = new FloorHouse([agentOf('测试员甲', [talkOf(1)])])
  house.refuses = 'AtCapacity'
  const screen = await visit(house, { path: '/floor' })
  await fireEvent.click(await screen.findByRole('button', { name: /^接管/ }))
  const dialog = await screen.findByRole('dialog')
  await fireEvent.click(within(dialog).getByRole('button', { name: '接管' }))
  await within(dialog).findByRole('alert')
  house.refuses = null
  await fireEvent.click(within(dialog).getByRole('button', { name: '接管' }))
  await screen.findByText('已接管，客户会看到由你服务')
  await vi.waitFor(() => expect(screen.router.currentRoute.value.path).toBe('/work/c1'))
})

it('marks what may become a complaint in words, and nothing else', async () => {
  const talks = [talkOf(1, { risk: 'high' }), talkOf(2, { risk: 'watch' }), talkOf(3, { risk: 'none' })]
  const screen = await visit(new FloorHouse([agentOf('测试员甲', talks)]), { path: '/floor' })
  const card = within(await screen.findByRole('article', { name: '测试员甲' }))
  const rows = card.getAllByRole('listitem').map(({ textContent }) => /投诉风险高|留意投诉/.exec(textContent)?.[0])
  expect(rows).toEqual(['投诉风险高', '留意投诉', undefined])
})

it('tells a leader without a team what to do', async () => {
  const screen = await visit(new FloorHouse([]), { path: '/floor' })
  await screen.findByText('你还没有带班组')
})

it('shows what leaders are told of, and who answers for it', async () => {
  const house = new FloorHouse([agentOf('测试员甲', [talkOf(1)])])
  house.floor.alerts = [alertOf(1), alertOf(2, { kind: 'wait', agent: null })]
  const screen = await visit(house, { path: '/floor' })
  await screen.findByText('人身风险')
  expect(screen.getByText('还没有人接')).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: /^知道了.*C0001$/ }))
  expect(await screen.findAllByText(/^测试班长 于/)).toHaveLength(2)
  expect(screen.line.posts.at(-1)?.path).toBe('desk/floor/alerts/l1/acknowledge')
})

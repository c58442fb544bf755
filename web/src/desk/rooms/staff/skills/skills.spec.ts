import { cleanup, fireEvent, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { agentWith, skilled, SkilledHouse } from '../../../testing/skills.ts'
import { visit } from '../../../testing/visit.ts'
import { atLevel, coverOf, hereFor, serves, stepsOf, toldOf, toneOf, wishOf } from './skills.ts'

afterEach(cleanup)

describe('what agents can', () => {
  it('serves what asks for no more, and every skill serves all', () => {
    expect([2, 3, 4].map((care) => serves({ skills: { care } }, { care: 3 }))).toEqual([false, true, true])
    expect([{ skills: {} }, { skills: null }].map((one) => serves(one, { care: 5 }))).toEqual([false, true])
    expect(serves({ skills: {} }, {})).toBe(true)
  })

  it('counts those who are here alone, and tells a skill nobody here has from one that nobody has', () => {
    const agents = [
      agentWith('a', { skills: { care: 3 } }), agentWith('b', { state: 'break', skills: null }),
      agentWith('c', { state: 'offline', skills: { care: 5, english: 1 } }),
    ]
    expect(hereFor(agents, { care: 1 })).toBe(2)
    expect(coverOf(agents, 'care')).toEqual({ here: 2, tone: '' })
    expect(coverOf(agents.slice(2), 'english')).toEqual({ here: 0, tone: 'due' })
    expect(coverOf(agents.slice(0, 1), 'english')).toEqual({ here: 0, tone: 'bad' })
  })

  it('is asked for step by step, at last of another queue’s people', () => {
    const { queues: [crisis], queues } = skilled()
    expect(crisis && stepsOf(crisis, queues)).toEqual([
      { after_s: 0, skills: { care: 3 } }, { after_s: 8, skills: { care: 1 } }, { after_s: 30, skills: {} },
    ])
  })

  it('is served at once, when relaxed, or by nobody', () => {
    const [none, one] = [{ here: 0 }, { here: 1 }]
    expect([toneOf(one, []), toneOf(none, [none, one]), toneOf(none, [none])]).toEqual(['ok', 'due', 'bad'])
  })

  it('loses a skill at level none, and keeps the usual capacity unsaid', () => {
    expect(atLevel(agentWith('a', { skills: { care: 3, english: 1 } }), 'care', 0)).toEqual({ english: 1 })
    expect([true, false].map((usual) => wishOf({ skills: {}, capacity: 3, usual }).capacity)).toEqual([null, 3])
  })

  it.each([
    [{}, { care: 3 }, { kind: 'gains', skill: 'care', level: 3, more: ['crisis'], less: [] }],
    [{ care: 3 }, { care: 2 }, { kind: 'level', skill: 'care', level: 2, more: [], less: ['crisis'] }],
    [{ care: 1 }, {}, { kind: 'loses', skill: 'care', level: 1, more: [], less: [] }],
    [null, { care: 5 }, { kind: 'listed' }], [{ care: 1 }, null, { kind: 'every' }],
  ])('changed from %o to %o is told as %o', (before, after, told) => {
    const [had, has] = [before, after].map((skills) => ({ skills, capacity: 5, usual: true }))
    expect(had && has && toldOf(had, has, skilled())).toEqual(told)
  })
})

async function open(house: SkilledHouse) {
  const screen = await visit(house, { path: '/staff' })
  await fireEvent.click(await screen.findByRole('tab', { name: '技能' }))
  return screen
}

it('is set in place, told, and taken back', async () => {
  const screen = await open(new SkilledHouse(agentWith('甲')))
  const box = await screen.findByRole<HTMLSelectElement>('combobox', { name: '坐席甲的英语' })
  await fireEvent.update(box, '3')
  const told = await screen.findByText('坐席甲从现在起接需要「英语」的会话（熟练）。')
  expect(told.closest('[role="status"]')).toBeTruthy()
  expect(screen.line.posts.at(-1)).toEqual({
    path: `desk/agents/${encodeURIComponent('甲')}`, body: { skills: { english: 3 }, capacity: null },
  })
  await fireEvent.click(screen.getByRole('button', { name: '撤销' }))
  await screen.findByText(/^已撤销。坐席甲从现在起不接需要「英语」的会话/)
  expect(box.value).toBe('0')
})

it('says how many somebody holds, and empty is as the settings say', async () => {
  const screen = await open(new SkilledHouse(agentWith('甲', { skills: null })))
  const box = await screen.findByRole('spinbutton', { name: /^坐席甲同时承接/ })
  await fireEvent.update(box, '3')
  await fireEvent.change(box)
  await screen.findByText('坐席甲从现在起最多同时承接 3 个。')
  await fireEvent.update(box, '')
  await fireEvent.change(box)
  await screen.findByText('坐席甲从现在起按设置同时承接 5 个。')
  expect(screen.line.posts.map(({ body }) => body)).toEqual([
    { skills: null, capacity: 3 }, { skills: null, capacity: null },
  ])
})

it('shows again what holds when a change was refused', async () => {
  const house = new SkilledHouse(agentWith('甲', { skills: { care: 2 } }))
  house.refuses = 'PlansNoWork'
  const screen = await open(house)
  const box = await screen.findByRole<HTMLSelectElement>('combobox', { name: '坐席甲的关怀' })
  await fireEvent.update(box, '5')
  expect((await screen.findByRole('alert')).textContent).toContain('不安排工作')
  expect(box.value).toBe('2')
})

it('warns of what nobody here can serve', async () => {
  const screen = await open(new SkilledHouse(agentWith('甲', { skills: { care: 1 } })))
  const asked = within(await screen.findByRole('region', { name: '队列要求' }))
  const crisis = within(asked.getByRole('rowheader', { name: '危机' }).closest('tr') as HTMLElement)
  expect(crisis.getByText('放宽后才有人接').className).toContain('due')
  expect(crisis.getAllByText('在岗 1 人')).toHaveLength(2)
  const english = within(asked.getByRole('rowheader', { name: '英语会话' }).closest('tr') as HTMLElement)
  expect(english.getByText('在岗无人能接').className).toContain('bad')
  const head = screen.getByRole('columnheader', { name: /^英语/ })
  expect(within(head).getByText('无人具备').className).toContain('bad')
})

it('begins with the teams she leads', async () => {
  const screen = await open(new SkilledHouse(agentWith('甲'), agentWith('乙', { yours: false })))
  await screen.findByRole('rowheader', { name: /^坐席甲/ })
  expect(screen.queryByRole('rowheader', { name: /^坐席乙/ })).toBeNull()
  await fireEvent.click(screen.getByRole('checkbox', { name: /^显示全部坐席/ }))
  await screen.findByRole('rowheader', { name: /^坐席乙/ })
})

it('says what to do when there is nobody, and when it did not load', async () => {
  const house = new SkilledHouse()
  const empty = await open(house)
  await empty.findByText('还没有坐席')
  cleanup()
  house.isAway = true
  const failed = await open(house)
  await failed.findByText('技能没有载入', {}, { timeout: 3000 })
  house.isAway = false
  house.skilled = skilled(agentWith('甲'))
  await fireEvent.click(failed.getByRole('button', { name: '重试' }))
  await failed.findByRole('rowheader', { name: /^坐席甲/ })
})

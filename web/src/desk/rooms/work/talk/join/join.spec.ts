import { cleanup, fireEvent } from '@testing-library/vue'
import { afterEach, expect, it, vi } from 'vitest'
import { agentOf, FloorHouse, talkOf } from '../../../../testing/floor.ts'
import { DeskHouse } from '../../../../testing/house.ts'
import { itemOf } from '../../../../testing/scenes.ts'
import { visit } from '../../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

/** The leader watches the conversation of one of her people. */
async function watching() {
  const house = new FloorHouse([agentOf('测试员甲', [talkOf(1)])])
  house.add(itemOf(1, { state: 'assigned', holder: 'a-测试员甲' }), 'agent')
  const talk = house.talks.get('c1')
  if (talk) talk.ownerName = '测试员甲'
  const screen = await visit(house, { path: '/work/c1' })
  await screen.findByText('你在旁观，测试员甲 和客户都看不到你')
  return { house, screen }
}

it('lets her come in by a key, write beside the agent, and go out again', async () => {
  const { screen } = await watching()
  const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复', hidden: true })
  expect(box.readOnly).toBe(true)
  await fireEvent.keyDown(document.body, { key: 'w' })
  await screen.findByText('你已加入，客户看得到你的回复；会话仍由 测试员甲 负责')
  await vi.waitFor(() => { expect(box.readOnly).toBe(false) })
  await fireEvent.update(box, '我来说明')
  await fireEvent.keyDown(box, { key: 'Enter' })
  await vi.waitFor(() => { expect(screen.line.posts.at(-1)?.path).toBe('desk/conversations/c1/messages') })
  expect(screen.queryByRole('button', { name: '结束会话' })).toBeNull()

  await fireEvent.click(screen.getByRole('button', { name: '离开对话' }))
  await screen.findByText('你在旁观，测试员甲 和客户都看不到你')
  expect(box.readOnly).toBe(true)
})

it('shows the agent who has joined her customer, and that she has gone', async () => {
  const house = new DeskHouse({ mine: 1 })
  const screen = await visit(house, { path: '/work/c0' })
  await screen.findByRole('textbox', { name: '给客户的回复' })
  const leader = { id: 'z', name: '测试班长', beside: '林美', joined_at: '2026-11-23T04:00:00Z' }
  house.joins(leader, 'c0')
  await screen.findByText('测试班长 已加入对话，客户看得到她的话')
  expect(screen.queryByRole('button', { name: '离开对话' })).toBeNull()
  house.joins(leader, 'c0', 'gone')
  await screen.findByText(/^测试班长 掉线，离开对话/)
  await vi.waitFor(() => { expect(screen.queryByText('测试班长 已加入对话，客户看得到她的话')).toBeNull() })
})

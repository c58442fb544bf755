import { cleanup, fireEvent, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import type { Consult } from '../../../../../shared/protocol.ts'
import { DeskHouse } from '../../../../testing/house.ts'
import { visit } from '../../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

function askedIn(house: DeskHouse): Consult {
  const told = house.talks.get('c0')?.entries.findLast((entry) => entry.kind === 'consult')
  if (told?.kind !== 'consult') throw new Error('nothing was asked')
  return told.consult
}

async function asking(change: (house: DeskHouse) => void = () => undefined) {
  const house = new DeskHouse({ mine: 1 })
  house.colleagues = {
    colleagues: [
      { id: 's2', name: '周敏', post: 'online_agent', state: 'ready', units: 1, capacity: 6 },
      { id: 's3', name: '陈晨', post: 'online_agent', state: 'break', units: 0, capacity: 6 },
    ],
    skills: [{ id: 'english', name: { zh: '英语', en: 'English' } }],
    teams: [],
  }
  change(house)
  const screen = await visit(house, { path: '/work/c0' })
  await screen.findByRole('textbox', { name: '给客户的回复' })
  await fireEvent.keyDown(document.body, { key: 'c' })
  const dialog = within(await screen.findByRole('dialog', { name: '请教同事' }))
  await fireEvent.click(await dialog.findByRole('radio', { name: /周敏/ }))
  await fireEvent.update(dialog.getByLabelText('你的问题'), ' 能减免吗 ')
  await fireEvent.click(dialog.getByRole('button', { name: '请教' }))
  const asked = () => screen.line.posts.filter(({ path }) => path.endsWith('/consults')).map(({ body }) => body)
  return { house, screen, dialog, asked }
}

describe('asking a colleague', () => {
  it('rings, is talked over in its own colour, and ends', async () => {
    const { house, screen, asked } = await asking()
    await screen.findByText(/^正在请教 周敏，还剩 \d+ 秒$/)
    expect(asked()).toMatchObject([{ to: 's2', skill: null, team: null, text: '能减免吗' }])
    expect(screen.getByText('能减免吗').closest('.bubble')?.classList.contains('consult')).toBe(true)
    const consult = askedIn(house)
    house.becomes({ ...consult, state: 'open' }, 'accepted')
    await screen.findByText('周敏 正在和你一起看')
    await fireEvent.click(screen.getByRole('tab', { name: '请教' }))
    await screen.findByRole('textbox', { name: '和同事的话，客户看不到' })
    house.becomes({ ...consult, state: 'ended', outcome: 'done' }, 'done')
    await screen.findByRole('textbox', { name: '内部备注，客户看不到' })
    expect(screen.queryByText('周敏 正在和你一起看')).toBeNull()
  })

  it('says when nobody answers, and lets her ask another', async () => {
    const { house, screen } = await asking()
    await screen.findByText(/^正在请教 周敏/)
    const consult = askedIn(house)
    house.becomes({ ...consult, state: 'ended', outcome: 'no_reply' }, 'no_reply')
    await screen.findByText('周敏 没有应答，可以换一位')
    await fireEvent.click(screen.getByRole('button', { name: '换一位' }))
    await screen.findByRole('dialog', { name: '请教同事' })
  })

  it('keeps what she wrote where the colleague cannot be asked, and names nobody who is on a break', async () => {
    const { dialog } = await asking((house) => { house.cannotTake.add('s2') })
    expect((await dialog.findByRole('alert')).textContent).toContain('请换一位')
    expect(dialog.getByLabelText<HTMLTextAreaElement>('你的问题').value).toBe(' 能减免吗 ')
    expect(dialog.queryByRole('radio', { name: /陈晨/ })).toBeNull()
  })
})

import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { DeskHouse } from '../../../testing/house.ts'
import { visit } from '../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const both = (zh: string) => ({ zh, en: `in English: ${zh}` })

async function handing(change: (house: DeskHouse) => void = () => undefined) {
  const house = new DeskHouse({ mine: 1 })
  house.colleagues = {
    colleagues: [
      { id: 's2', name: '周敏', post: 'online_agent', state: 'ready', units: 1, capacity: 6 },
      { id: 's3', name: '陈晨', post: 'online_agent', state: 'break', units: 0, capacity: 6 },
    ],
    skills: [{ id: 'english', name: both('英语') }],
    teams: [
      { id: 't1', name: '夜班组', here: 3, ready: 2, waiting: 4 },
      { id: 't2', name: '投诉组', here: 1, ready: 0, waiting: 0 },
      { id: 't3', name: '早班组', here: 0, ready: 0, waiting: 0 },
    ],
  }
  change(house)
  const screen = await visit(house, { path: '/work/c0' })
  await screen.findByRole('textbox', { name: '给客户的回复' })
  await fireEvent.keyDown(document.body, { key: 't' })
  const dialog = within(await screen.findByRole('dialog', { name: '转给同事' }))
  const handedOn = () => screen.line.posts.filter(({ path }) => path.endsWith('/transfer')).map(({ body }) => body)
  const submit = async () => fireEvent.click(dialog.getByRole('button', { name: '转出' }))
  return { screen, dialog, handedOn, submit }
}

describe('handing on', () => {
  it('goes to a colleague who is here, with a word to her', async () => {
    const { screen, dialog, handedOn, submit } = await handing()
    await fireEvent.click(await dialog.findByRole('radio', { name: /周敏.*就绪 · 手上 1 \/ 6/ }))
    expect(dialog.queryByLabelText('需要的技能')).toBeNull()
    await fireEvent.update(dialog.getByLabelText(/说给同事的话/), ' 已核对借据 ')
    await submit()
    await screen.findByText(/^已转出/)
    expect(handedOn()).toEqual([{ to: 's2', team: null, skill: null, note: '已核对借据' }])
    await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull() })
  })

  it('goes to whoever is next and has a skill', async () => {
    const { dialog, handedOn, submit } = await handing()
    await fireEvent.update(await dialog.findByLabelText('需要的技能'), 'english')
    await submit()
    await waitFor(() => { expect(handedOn()).toEqual([{ to: null, team: null, skill: 'english', note: null }]) })
  })

  it('goes to a team, and says how many of it are ready and wait', async () => {
    const { dialog, handedOn, submit } = await handing()
    await fireEvent.click(await dialog.findByRole('radio', { name: /夜班组.*就绪 2 人 · 等待 4 件/ }))
    dialog.getByText(/先只分给这个组/)
    await fireEvent.update(dialog.getByLabelText('需要的技能'), 'english')
    await submit()
    await waitFor(() => { expect(handedOn()).toEqual([{ to: null, team: 't1', skill: 'english', note: null }]) })
  })

  it('warns of a team that takes nothing now, and does not offer one of which nobody is at work', async () => {
    const { dialog } = await handing()
    await fireEvent.click(await dialog.findByRole('radio', { name: /投诉组/ }))
    dialog.getByText(/这个组现在没有人在接新会话/)
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: /早班组.*无人在岗/ }).disabled).toBe(true)
  })

  it('says when she takes nothing now, and when nobody is here', async () => {
    const { dialog } = await handing()
    await fireEvent.click(await dialog.findByRole('radio', { name: /陈晨/ }))
    dialog.getByText(/她现在不接新会话/)
    cleanup()
    const alone = await handing((house) => { house.colleagues = { colleagues: [], skills: [], teams: [] } })
    await alone.dialog.findByText(/现在没有别的同事在线/)
  })

  it('keeps what she wrote where a colleague cannot take it', async () => {
    const { dialog, handedOn, submit } = await handing((house) => { house.cannotTake.add('s2') })
    await fireEvent.click(await dialog.findByRole('radio', { name: /周敏/ }))
    await fireEvent.update(dialog.getByLabelText(/说给同事的话/), '请接着办')
    await submit()
    expect((await dialog.findByRole('alert')).textContent).toContain('有利害关系')
    expect(dialog.getByLabelText<HTMLTextAreaElement>(/说给同事的话/).value).toBe('请接着办')
    await fireEvent.click(dialog.getByRole('radio', { name: /下一位/ }))
    await submit()
    await waitFor(() => { expect(handedOn().at(-1)).toMatchObject({ to: null, note: '请接着办' }) })
  })

  it('says when the conversation was taken meanwhile', async () => {
    const { screen, dialog, submit } = await handing()
    screen.house.taken('c0', '周敏')
    await submit()
    await dialog.findByRole('alert')
  })
})

import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import type { FeltMessage } from '../../../../api/assist.ts'
import { AssistHouse, stepOf } from '../../../../testing/assist.ts'
import { visit } from '../../../../testing/visit.ts'
import { pointsOf, steadied, trendOf } from './assist.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
  sessionStorage.clear()
})

async function advised(change: (house: AssistHouse) => void = () => undefined) {
  const house = new AssistHouse()
  change(house)
  const screen = await visit(house, { path: '/work/c0' })
  await screen.findByRole('tab', { name: '助手', hidden: true })
  await fireEvent.keyDown(document.body, { key: 'i' })
  const panel = within(await screen.findByRole('tabpanel', { name: '助手', hidden: true }))
  const press = async (name: string | RegExp) => fireEvent.click(await panel.findByRole('button', { name, hidden: true }))
  const steps = () => panel.queryAllByRole('listitem', { hidden: true }).map((row) => row.textContent)
  return { screen, house, panel, press, steps }
}

describe('advice', () => {
  it('says what to do, why, and how it went with others', async () => {
    const { panel, steps } = await advised()
    await panel.findByText('半年内 12 件最相近的个案。', { exact: false })
    expect(steps()[0]).toMatch(/投诉.*投诉 的做法.*投诉 的理由.*发起/)
    panel.getByRole('img', { name: '按先后：平静、愤怒 2/3', hidden: true })
    panel.getByText('通常 6 分钟办完。', { exact: false })
    panel.getByText(/办理提前结清 · 已办妥/)
  })

  it('is taken where its action is at home', async () => {
    const { screen, press } = await advised()
    await press(/放入输入框 · 安抚/)
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })
    await waitFor(() => { expect(box.value).toBe('我来跟到底。') })
    expect(screen.line.posts.filter(({ path }) => path.includes('messages'))).toEqual([])
    await press(/转交 · /)
    const dialog = within(await screen.findByRole('dialog', { name: '转给同事' }))
    const skill = await dialog.findByLabelText<HTMLSelectElement>('需要的技能')
    expect(skill.value).toBe('complaint')
  })

  it('begins a request, and says so where it does not begin', async () => {
    const { screen, press } = await advised()
    await press(/发起 · /)
    await waitFor(() => {
      const [step] = screen.line.posts.filter(({ path }) => path.endsWith('c0/request/steps'))
      expect(step?.body).toMatchObject({ button: 'intent:complaint_register' })
    })
    await screen.findByRole('alert', { hidden: true })
  })

  it('comes anew when she says something', async () => {
    const { screen, house, panel } = await advised()
    await waitFor(() => { expect(screen.line.frames.some(({ type }) => type === 'watch')).toBe(true) })
    house.assist = { ...house.assist, steps: [stepOf('陪伴', { do: 'say', words: '我在' }, { rank: 'danger' })] }
    house.says('c0', '我不想活了')
    await panel.findByText(/人身风险/)
    expect(panel.queryByText(/投诉 的理由/)).toBeNull()
  })

  it('reads an earlier contact of hers and comes back', async () => {
    const { screen, press } = await advised()
    await press(/已解决/)
    await fireEvent.click(await screen.findByRole('button', { name: '← 返回往来', hidden: true }))
    await screen.findByText('半年内 12 件最相近的个案。', { exact: false })
  })

  it('says why there is nothing, and what failed', async () => {
    const { panel } = await advised((house) => {
      house.assist = { is_open: true, steps: [], matter: null, mood: [], risk: null, articles: [] }
    })
    await panel.findByText(/暂时没有要建议的/)
    panel.getByText(/还不清楚客户要办什么/)
    cleanup()
    const failed = await advised((house) => { house.fails = true })
    await failed.panel.findByText('助手没有载入', undefined, { timeout: 5000 })
    failed.house.fails = false
    await failed.press('重试')
    await failed.panel.findByText(/投诉 的理由/)
  })

  it('is only read where the conversation is in other hands', async () => {
    const { panel } = await advised((house) => { house.taken('c0', '李强') })
    await panel.findByText('会话在别人手里，这里只供参考。')
    expect(panel.queryByRole('button', { name: /发起/, hidden: true })).toBeNull()
  })
})

describe('the risk of a complaint', () => {
  const line = async (screen: Awaited<ReturnType<typeof visit>>) =>
    within(await screen.findByRole('region', { name: '投诉风险', hidden: true }))

  it('is one line, and says why to whoever comes to it by pointer or keyboard', async () => {
    const { screen } = await advised()
    const shown = await line(screen)
    const button = shown.getByRole('button', { name: /投诉风险\s*高/, hidden: true })
    const reasons = shown.getByRole('list', { hidden: true })
    expect(button.getAttribute('aria-describedby')).toBe(reasons.id)
    expect([...reasons.children].map(({ textContent }) => textContent)).toEqual(['提到监管部门', '三天内来过 2 次'])
    expect(reasons.style.display).toBe('none')
    await fireEvent.focusIn(button)
    expect(reasons.style.display).toBe('')
    await fireEvent.keyDown(button, { key: 'Escape' })
    expect(reasons.style.display).toBe('none')
  })

  it('is answered by registering the complaint', async () => {
    const screen = await visit(new AssistHouse(), { path: '/work/c0' })
    await fireEvent.click(await screen.findByRole('button', { name: '背景资料', hidden: true }))
    const register = (await line(screen)).getByRole('button', { name: '登记投诉', hidden: true })
    await fireEvent.click(register)
    await waitFor(() => {
      const [step] = screen.line.posts.filter(({ path }) => path.endsWith('c0/request/steps'))
      expect(step?.body).toMatchObject({ button: 'intent:complaint_register' })
    })
  })

  it('goes as it came, with what is new of her', async () => {
    const { screen, house } = await advised()
    await line(screen)
    house.assist = { ...house.assist, risk: { level: 'none', reasons: [], register: null } }
    house.says('c0', '好的，谢谢')
    await waitFor(() => {
      expect(screen.queryAllByRole('region', { name: '投诉风险', hidden: true })).toEqual([])
    })
  })
})

describe('steps under the pointer', () => {
  const [old, fresh, danger] = [stepOf('旧', {}), stepOf('新', {}), stepOf('险', {}, { rank: 'danger' })]

  it('keep their place until it leaves', () => {
    expect(steadied([old], [fresh], true)).toEqual([old])
    expect(steadied([old], [fresh], false)).toEqual([fresh])
    expect(steadied([], [fresh], true)).toEqual([fresh])
  })

  it('give way to danger at once', () => { expect(steadied([old], [danger, old], true)).toEqual([danger, old]) })
})

describe('the line of her mood', () => {
  const felt = (...all: number[]): FeltMessage[] => all.map((intensity, seq) => ({ seq, label: 'angry', intensity }))

  it('goes up as she gets angrier', () => {
    expect(pointsOf(felt(0, 3), 100, 30)).toEqual([{ x: 0, y: 30 }, { x: 100, y: 0 }])
    expect(pointsOf(felt(3), 100, 30)).toEqual([{ x: 100, y: 0 }])
  })

  it.each([[[0, 2], 'rising'], [[3, 3, 0, 0, 0], 'steady'], [[3, 1, 0], 'falling'], [[], 'steady']] as const)(
    '%j is %s', (all, trend) => { expect(trendOf(felt(...all))).toBe(trend) })
})

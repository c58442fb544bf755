import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { MergeHouse, preview } from '../../../../testing/merges.ts'
import { visit } from '../../../../testing/visit.ts'
import { canPart, wishOf } from './merge.ts'

afterEach(cleanup)

const at = Date.parse('2026-11-27T04:00:00Z')
const merge = {
  id: 'g1', state: 'merged', merged: 'v1', into: 'c1', reason: null, proof: null, by: null, agreed_by: null,
  at: '2026-11-27T03:00:00Z', is_yours: true, alone_until: '2026-11-28T03:00:00Z',
} as const

describe('what may be done', () => {
  it('is parted by one within a day, and then by somebody else who agrees to what others propose', () => {
    const late = at + 86_400_000
    expect(canPart(merge, at, false)).toBe(true)
    expect(canPart(merge, late, false)).toBe(false)
    expect(canPart(merge, late, true)).toBe(false)
    expect(canPart({ ...merge, is_yours: false }, late, true)).toBe(true)
    expect(canPart({ ...merge, state: 'proposed' }, at, true)).toBe(false)
  })

  it('is joined for a reason, and the end of the number is four signs or none', () => {
    expect(wishOf(null, '都是她本人', '')).toBeNull()
    expect(wishOf({ ...preview, trouble: 'other_identity' }, '都是她本人', '')).toBeNull()
    expect(wishOf(preview, '是', '')).toBeNull()
    expect(wishOf(preview, '都是她本人', '12')).toBeNull()
    expect(wishOf(preview, ' 都是她本人 ', '002x')).toEqual({ other: 'v1', words: '都是她本人', id_tail: '002X' })
    expect(wishOf(preview, '都是她本人', '')?.id_tail).toBeNull()
  })
})

async function talking(change: (house: MergeHouse) => void = () => undefined) {
  const house = new MergeHouse()
  change(house)
  const screen = await visit(house, { path: '/work/c0' })
  const card = within(await screen.findByRole('region', { name: '同一人的记录', hidden: true }))
  const press = async (name: string) => fireEvent.click(await card.findByRole('button', { name, hidden: true }))
  const posts = () => screen.line.posts.filter(({ path }) => path.includes('/merges'))
  return { screen, card, press, posts }
}

async function finding(screen: Awaited<ReturnType<typeof talking>>['screen'], other: string) {
  const dialog = within(await screen.findByRole('dialog', { name: '合并同一人的两条记录' }))
  await fireEvent.update(dialog.getByLabelText('另一条记录'), other)
  await fireEvent.click(dialog.getByRole('button', { name: '查找' }))
  return dialog
}

describe('the records of one person', () => {
  it('are seen side by side and joined when she has shown who she is', async () => {
    const { screen, card, press, posts } = await talking()
    await press('合并另一条记录')
    const dialog = await finding(screen, 'L7KQ2-M9XTD')
    expect((await dialog.findByRole('region', { name: '另一条' })).textContent).toContain('业务 50+')
    expect(dialog.getByText(/不主动联系.*来自另一条/)).toBeTruthy()
    await fireEvent.update(dialog.getByLabelText('身份证号后四位（客户说的）'), '002x')
    await fireEvent.update(dialog.getByLabelText('为什么确定是同一人'), '客户说都是她本人')
    await fireEvent.click(dialog.getByRole('button', { name: '合并' }))
    await card.findByText('已合并的记录')
    expect(posts().at(-1)?.body).toEqual({ other: 'v1', words: '客户说都是她本人', id_tail: '002X' })
  })

  it('says what to do where nobody is found, and why two are not joined', async () => {
    const { screen, press } = await talking((house) => { house.found = { ...preview, trouble: 'both_have_loans', into: null } })
    await press('合并另一条记录')
    const dialog = await finding(screen, 'L7KQ2-XXXXX')
    await dialog.findByText(/没有这个会话编号或客户号/)
    await finding(screen, 'L7KQ2-M9XTD')
    await dialog.findByText(/两个客户号都有未结清的借款/)
    expect(dialog.queryByLabelText('为什么确定是同一人')).toBeNull()
  })

  it('wait for a colleague, who is the one to agree', async () => {
    const { card, press, posts } = await talking((house) => {
      house.waits()
      house.may = ['merge', 'agree_merge']
    })
    await press('同意')
    await card.findByText('已合并的记录')
    expect(posts().at(-1)?.body).toEqual({ agree: true })
  })

  it('are not agreed to by whoever proposed it', async () => {
    const { card } = await talking((house) => {
      house.waits({ is_yours: true })
      house.may = ['merge', 'agree_merge']
    })
    await card.findByText('您提出的，由同事决定。')
    expect(card.queryByRole('button', { name: '同意', hidden: true })).toBeNull()
  })

  it('are parted for a reason', async () => {
    const { screen, card, press, posts } = await talking((house) => { house.linked() })
    await press('撤销合并')
    const dialog = within(await screen.findByRole('dialog', { name: '撤销合并' }))
    await fireEvent.update(dialog.getByLabelText('为什么撤销'), '不是同一个人')
    await fireEvent.click(dialog.getByRole('button', { name: '撤销合并' }))
    await card.findByText('没有合并过别的记录。')
    await waitFor(() => { expect(posts().at(-1)).toMatchObject({ body: { words: '不是同一个人' } }) })
  })
})

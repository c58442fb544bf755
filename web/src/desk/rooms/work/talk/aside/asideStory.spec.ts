import { cleanup, fireEvent, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { ahead, itemOf } from '../../../../testing/scenes.ts'
import { DeskHouse } from '../../../../testing/house.ts'
import { visit } from '../../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const said = (zh: string) => ({ zh, en: '' })
const choices = {
  reasons: [
    { id: 'result', name: said('等查询结果'), text: said('{time}前回复您。'), has_time: true, until: ['customer'] },
    { id: 'documents', name: said('等材料'), text: said('您发来就可以。'), has_time: false, until: ['customer'] },
  ],
  soonest_min: 15, furthest_days: 3, without_time_h: 4, opens: '00:00', closes: '23:59',
}

class AsideHouse extends DeskHouse {
  refusal: { error: string, params: Record<string, unknown> } | null = null

  override answer(method: string, path: string, body: Record<string, unknown> = {}) {
    if (path === 'desk/asides') return { status: 200, body: choices }
    if (path.endsWith('/aside')) return this.refusal ? { status: 422, body: this.refusal } : { status: 200, body: {} }
    return super.answer(method, path, body)
  }
}

async function asking(refusal: AsideHouse['refusal'] = null) {
  const house = new AsideHouse({ mine: 1 })
  house.refusal = refusal
  const screen = await visit(house, { path: '/work/c0' })
  await screen.findByRole('textbox', { name: '给客户的回复' })
  await fireEvent.keyDown(document.body, { key: 'l' })
  const dialog = within(await screen.findByRole('dialog', { name: '放到稍后' }))
  await dialog.findByRole('radio', { name: '等查询结果' })
  const put = () => screen.line.posts.filter(({ path }) => path.endsWith('/aside')).map(({ body }) => body)
  return { house, screen, dialog, put }
}

describe('putting aside', () => {
  it('tells the customer the sentence with the chosen time', async () => {
    const { dialog, put } = await asking()
    await fireEvent.update(dialog.getByLabelText(/^答应客户/), '2030-01-02T09:30')
    expect(dialog.getByLabelText<HTMLTextAreaElement>('告诉客户的话').value).toContain('09:30')
    await fireEvent.click(dialog.getByRole('button', { name: '发送并放到稍后' }))
    await expect.poll(put).toMatchObject(
      [{ reason: 'result', until: '2030-01-02T01:30:00.000Z', events: ['customer'], confirmed: [] }],
    )
  })

  it('needs no time where none is promised, but something to wait for', async () => {
    const { dialog, put } = await asking()
    await fireEvent.click(dialog.getByRole('radio', { name: '等材料' }))
    expect(dialog.queryByLabelText(/^答应客户/)).toBeNull()
    const submit = dialog.getByRole<HTMLButtonElement>('button', { name: '发送并放到稍后' })
    await fireEvent.click(dialog.getByRole('checkbox', { name: '客户又发来消息' }))
    expect(submit.disabled).toBe(true)
    await fireEvent.click(dialog.getByRole('checkbox', { name: '客户又发来消息' }))
    await fireEvent.click(submit)
    await expect.poll(put).toMatchObject([{ reason: 'documents', until: null, text: '您发来就可以。' }])
  })

  it('says what to change where it was refused, and keeps what she wrote', async () => {
    const body = { error: 'PromiseOutsideHours', params: { opens: '08:00', closes: '21:00' } }
    const { dialog } = await asking(body)
    await fireEvent.update(dialog.getByLabelText('告诉客户的话'), '我会回复您。')
    await fireEvent.click(dialog.getByRole('button', { name: '发送并放到稍后' }))
    expect((await dialog.findByRole('alert')).textContent).toContain('08:00 到 21:00')
    expect(dialog.getByLabelText<HTMLTextAreaElement>('告诉客户的话').value).toBe('我会回复您。')
  })
})

it('stands under Later while aside, and before the others once it is back', async () => {
  const house = new DeskHouse({ mine: 2 })
  const aside = {
    id: 'x', by: { id: 's1', name: '林静' }, reason: 'result', until: ahead(600), returns_at: ahead(300),
    events: ['customer' as const], set_at: ahead(0), back: null, outcome: null,
  }
  const talk = house.talks.get('c1')
  if (talk === undefined) throw new Error('two are hers')
  talk.item = itemOf(1, { state: 'assigned', is_aside: true, fills: 0, aside, due_at: ahead(600) })
  const screen = await visit(house, { path: '/work' })
  await screen.findByRole('tab', { name: /稍后\s*1/ })
  await expect.poll(() => screen.line.frames.some(({ type }) => type === 'hello')).toBe(true)
  talk.item = { ...talk.item, is_aside: false, fills: null, aside: { ...aside, back: { because: 'customer', at: ahead(0) } } }
  for (const guest of house.guests) guest.send({ type: 'item', item: talk.item })
  await screen.findByText('待回复')
  const rows = [...document.querySelectorAll('[data-item]')].map((row) => row.getAttribute('data-item'))
  expect(rows).toEqual(['i1', 'i0'])
})

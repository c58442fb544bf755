import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import type { Answer, Body } from '../../../../testing/entrance.ts'
import { ok } from '../../../../testing/entrance.ts'
import { DeskHouse } from '../../../../testing/house.ts'
import { itemOf } from '../../../../testing/scenes.ts'
import { visit } from '../../../../testing/visit.ts'

/** A house that keeps who speaks in its one conversation. */
class SpeakerHouse extends DeskHouse {
  party = 'self'

  override answer(method: string, path: string, body: Body): Answer {
    if (path.endsWith('/party')) {
      this.party = String((body as { party?: string }).party)
      return ok({})
    }
    const answer = super.answer(method, path, body)
    if (path === 'desk/conversations/c0') Object.assign(answer.body as object, { party: this.party })
    return answer
  }
}

async function serving(party = 'self') {
  const house = new SpeakerHouse()
  house.party = party
  house.add(itemOf(0, { state: 'assigned' }), 'agent')
  const screen = await visit(house, { path: '/work/c0' })
  await screen.findByRole('textbox', { name: '给客户的回复' })
  return { ...screen, house }
}

afterEach(() => {
  cleanup()
  localStorage.clear()
})

describe('somebody else than the customer', () => {
  it('is noted with how it showed, and never without', async () => {
    const { line, ...screen } = await serving()
    await fireEvent.keyDown(document.body, { key: 'z' })
    const dialog = await screen.findByRole('dialog', { name: '对方不是本人' })
    const submit = within(dialog).getByRole('button', { name: '标为非本人' })
    expect(submit).toHaveProperty('disabled', true)
    await fireEvent.update(within(dialog).getByLabelText(/从哪里看出来的/), '自称是她儿子')
    await fireEvent.click(submit)
    await screen.findByText(/对方不是客户本人：不要透露/)
    const put = line.posts.find(({ path }) => path.endsWith('/party'))
    expect(put?.body).toMatchObject({ party: 'third_party', text: '自称是她儿子' })
  })

  it('is warned of over the box until it is the customer again', async () => {
    const { house, ...screen } = await serving('third_party')
    await screen.findByText(/对方不是客户本人：不要透露/)
    expect(screen.getByText('非本人')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: '恢复为本人' }))
    const dialog = await screen.findByRole('dialog', { name: '恢复为本人' })
    await fireEvent.update(within(dialog).getByLabelText(/怎样确认/), '本人接过了手机')
    await fireEvent.click(within(dialog).getByRole('button', { name: '恢复为本人' }))
    await waitFor(() => { expect(screen.queryByText(/对方不是客户本人：不要透露/)).toBeNull() })
    expect(house.party).toBe('self')
  })
})

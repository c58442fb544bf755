import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { NotingHouse } from '../../../testing/mentions.ts'
import { visit } from '../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function talking(own: NotingHouse['kept'] = []) {
  const house = new NotingHouse({ mine: 1 })
  house.kept = own
  const screen = await visit(house, { path: '/work/c0' })
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })
  const type = async (text: string) => {
    box.value = text
    box.setSelectionRange(text.length, text.length)
    await fireEvent.input(box)
  }
  const manage = async () => {
    await fireEvent.keyDown(document.body, { key: 'p' })
    return within(await screen.findByRole('dialog', { name: '我的常用语' }))
  }
  return { house, screen, box, type, manage }
}

const mine = (key: string, text: string) => ({ id: `o-${key}`, key, text, filled: { zh: text, en: text } })

describe('ready texts of her own', () => {
  it('come before those of the pack, are marked, and fill in the same gaps', async () => {
    const { screen, box, type } = await talking([mine('wait', '我是{agent}，马上就好')])
    await type('/')
    const [first] = await screen.findAllByRole('option')
    await waitFor(() => { expect(screen.getAllByRole('option')[0]?.textContent).toContain('我的') })
    expect(first).toBeDefined()
    await type('/wa')
    await waitFor(() => { expect(screen.getAllByRole('option').map(({ id }) => id)).toEqual(['pick-own-wait', 'pick-wait']) })
    await fireEvent.keyDown(box, { key: 'Enter' })
    await waitFor(() => { expect(box.value).toBe('我是林静，马上就好') })
  })

  it('begin with what stands in the box, and are there at once', async () => {
    const { house, screen, type, manage } = await talking()
    await type('明天上午给您答复')
    const dialog = await manage()
    expect(dialog.getByLabelText<HTMLTextAreaElement>('内容').value).toBe('明天上午给您答复')
    await fireEvent.update(dialog.getByLabelText('代码'), 'tomorrow')
    await fireEvent.click(dialog.getByRole('button', { name: '保存' }))
    await dialog.findByText('/tomorrow')
    expect(house.kept).toMatchObject([{ key: 'tomorrow', text: '明天上午给您答复' }])
    await fireEvent.click(dialog.getByRole('button', { name: '关闭' }))
    await type('/tom')
    await screen.findByRole('option', { name: /明天上午/ })
  })

  it('hold no personal data, and say beforehand what will be stopped', async () => {
    const { house, manage } = await talking()
    const dialog = await manage()
    await dialog.findByText('还没有自己的常用语')
    await fireEvent.click(dialog.getByRole('button', { name: '新建' }))
    await fireEvent.update(dialog.getByLabelText('代码'), 'call')
    await fireEvent.update(dialog.getByLabelText('内容'), '请打13912345678')
    await fireEvent.click(dialog.getByRole('button', { name: '保存' }))
    expect((await dialog.findByRole('alert')).textContent).toContain('不能含有个人信息')
    expect(dialog.getByLabelText<HTMLTextAreaElement>('内容').value).toBe('请打13912345678')
    await fireEvent.update(dialog.getByLabelText('内容'), '您放心，一定能下款')
    await dialog.findByText('可以保存，但照原样发送会被拦下。')
    await fireEvent.click(dialog.getByRole('button', { name: '保存' }))
    await dialog.findByText('/call')
    expect(house.kept).toHaveLength(1)
  })

  it('are changed, deleted, and back with one press', async () => {
    const { house, manage } = await talking([mine('wait', '请稍等')])
    const dialog = await manage()
    await fireEvent.click(await dialog.findByRole('button', { name: '修改 /wait' }))
    await fireEvent.update(dialog.getByLabelText('内容'), '请稍等片刻')
    await fireEvent.click(dialog.getByRole('button', { name: '保存' }))
    await dialog.findByText('请稍等片刻')
    await fireEvent.click(dialog.getByRole('button', { name: '删除 /wait' }))
    await dialog.findByText('还没有自己的常用语')
    expect(house.kept).toEqual([])
    await fireEvent.click(dialog.getByRole('button', { name: '撤销' }))
    await dialog.findByText('请稍等片刻')
    expect(house.kept).toMatchObject([{ key: 'wait', text: '请稍等片刻' }])
    expect(dialog.queryByRole('button', { name: '撤销' })).toBeNull()
  })
})

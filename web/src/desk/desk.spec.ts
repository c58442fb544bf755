import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { DeskHouse } from './testing/house.ts'
import { visit } from './testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const press = (key: string, at: Element = document.body) => fireEvent.keyDown(at, { key })

async function talking(path = '/work/c0') {
  const screen = await visit(new DeskHouse({ mine: 2, older: 40 }), { path })
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })
  await waitFor(() => { expect(screen.line.frames.some(({ type }) => type === 'watch')).toBe(true) })
  const log = () => screen.getByRole('log')
  const reply = async (text: string) => {
    await fireEvent.update(box, text)
    await press('Enter', box)
  }
  return { ...screen, box, log, reply }
}

describe('signing in', () => {
  it('says what is missing and what was refused, then opens the place that was asked for', async () => {
    const screen = await visit(new DeskHouse({ mine: 1 }), { path: '/work/c0', signedIn: false })
    await fireEvent.click(await screen.findByRole('button', { name: '登录' }))
    screen.getByText('请输入密码')

    await fireEvent.update(screen.getByLabelText('用户名'), 'demo-agent')
    await fireEvent.update(screen.getByLabelText('密码'), 'wrong')
    await fireEvent.click(screen.getByRole('button', { name: '登录' }))
    expect((await screen.findByRole('alert')).textContent).toContain('用户名或密码不正确')

    await fireEvent.click(screen.getByRole('button', { name: /演示客服/ }))
    await fireEvent.click(screen.getByRole('button', { name: '登录' }))
    await screen.findByRole('log')
    expect(screen.router.currentRoute.value.fullPath).toBe('/work/c0')
  })

  it('is asked for again when the session ends, and the draft survives', async () => {
    const screen = await talking()
    await fireEvent.update(screen.box, '马上为您查')
    screen.house.isSignedIn = false
    screen.line.drop()

    await screen.findByText(/登录已过期/)
    await fireEvent.click(await screen.findByRole('button', { name: /演示客服/ }))
    await fireEvent.click(screen.getByRole('button', { name: '登录' }))
    expect((await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })).value).toBe('马上为您查')
  })

  it('leaves no writing behind after signing out', async () => {
    const screen = await talking()
    await fireEvent.update(screen.box, '草稿')
    await fireEvent.click(screen.getByRole('button', { name: '退出登录' }))
    await screen.findByRole('button', { name: '登录' })
    expect(Object.keys(localStorage).filter((key) => key.includes('draft'))).toEqual([])
  })
})

describe('the lists', () => {
  it('shows what waits, counts it live, and takes one by key', async () => {
    const screen = await visit(new DeskHouse({ waiting: 2 }))
    await fireEvent.click(await screen.findByRole('tab', { name: /等待\s*2/ }))
    screen.house.arrives(4)
    await screen.findByRole('tab', { name: /等待\s*3/ })

    await press('j')
    await press('a')
    await screen.findByRole('tab', { name: /我的\s*1/, selected: true })
    await screen.findByRole('textbox', { name: '给客户的回复' })
  })

  it('rings for a reserved one until it is accepted', async () => {
    const screen = await visit(new DeskHouse())
    await screen.findByText('手上没有会话')
    await waitFor(() => { expect(screen.house.guests.size).toBe(1) })
    screen.house.arrives(1, 20)

    const ring = await screen.findByRole('region', { name: '新会话' })
    expect(document.title).toContain('新会话')
    await fireEvent.click(within(ring).getByRole('button', { name: /接入/ }))
    await screen.findByRole('log')
    expect(screen.queryByRole('region', { name: '新会话' })).toBeNull()
    expect(document.title).not.toContain('新会话')
  })

  it('says when a colleague was faster', async () => {
    const screen = await visit(new DeskHouse({ waiting: 1 }))
    await fireEvent.click(await screen.findByRole('tab', { name: /等待/ }))
    const take = await screen.findByRole('button', { name: /接入/ })
    screen.house.taken('c0', '周敏')
    await fireEvent.click(take)
    await screen.findByText('已被同事接走')
  })
})

describe('a conversation', () => {
  it('shows the brief, the answer card and what the customer pressed', async () => {
    const screen = await talking()
    // The style engine of the tests takes every media query as true, also the one that folds this pane away.
    const brief = await screen.findByRole('region', { name: '交接摘要', hidden: true })
    within(brief).getByText('客户要求人工')
    within(brief).getByText('把握 82%')
    within(brief).getByText('愤怒 3/3')
    within(brief).getByText('近三轮上升')
    expect(within(screen.log()).getByText('点选').parentElement?.textContent).toContain('没有解决')
    within(screen.log()).getByText('还款当天')
  })

  it('sends with Enter, but not while an input method composes', async () => {
    const screen = await talking()
    await fireEvent.update(screen.box, 'ni hao')
    await fireEvent.keyDown(screen.box, { key: 'Enter', isComposing: true })
    await fireEvent.keyDown(screen.box, { key: 'Enter', keyCode: 229 })
    expect(screen.line.posts).toEqual([])

    await press('Enter', screen.box)
    await waitFor(() => { expect(within(screen.log()).getAllByText('ni hao')).toHaveLength(1) })
    await waitFor(() => { expect(within(screen.log()).getByText('已发送')).toBeTruthy() })
    screen.house.reads('c0')
    await within(screen.log()).findByText('已读')
  })

  it('catches up after a lost connection, nothing twice, and sends what waited', async () => {
    const screen = await talking()
    screen.line.isCut = true
    screen.line.drop()
    await screen.reply('还在吗')
    await within(screen.log()).findByText(/未发出/)
    screen.house.says('c0', '断线时的话')

    screen.line.isCut = false
    window.dispatchEvent(new Event('online'))
    await within(screen.log()).findByText('断线时的话')
    await waitFor(() => { expect(within(screen.log()).queryByText(/未发出/)).toBeNull() })
    expect(within(screen.log()).getAllByText('还在吗')).toHaveLength(1)
    expect(screen.house.talks.get('c0')?.entries.filter(({ kind }) => kind === 'message').length).toBe(48)
  })

  it('keeps the words when she is no longer the owner, and says so', async () => {
    const screen = await talking()
    const talk = screen.house.talks.get('c0')
    if (talk) talk.ownerName = '周敏' // the word of it has not arrived yet
    await screen.reply('我来处理')
    expect((await screen.findByText(/会话已不在你手里。文字/)).textContent).toContain('没有发出')
    within(screen.log()).getByText('我来处理')
    await screen.findByText(/周敏 正在服务/)
  })

  it('writes a note that is for staff only', async () => {
    const screen = await talking()
    await press('n')
    const box = await screen.findByRole('textbox', { name: /内部备注/ })
    await fireEvent.update(box, '注意安抚')
    await press('Enter', box)
    await waitFor(() => { expect(screen.line.posts.at(-1)?.path).toBe('desk/conversations/c0/notes') })
    await within(screen.log()).findByText('仅员工可见')
  })

  it('loads older entries before those it has', async () => {
    const screen = await talking()
    await fireEvent.click(screen.getByRole('button', { name: '更早的消息' }))
    await within(screen.log()).findByText('对话从这里开始')
    expect(within(screen.log()).getAllByText('之前的问题 0')).toHaveLength(1)
  })

  it('closes with a reason and a note', async () => {
    const screen = await talking()
    await press('e')
    const dialog = await screen.findByRole('dialog', { name: '结束会话' })
    await fireEvent.click(within(dialog).getByLabelText('客户未回应'))
    await fireEvent.update(within(dialog).getByLabelText(/小结/), '三次未回')
    await fireEvent.click(within(dialog).getByRole('button', { name: '结束会话' }))
    await screen.findByRole('tab', { name: /我的\s*1/ })
    expect(screen.line.posts.at(-1)).toEqual({
      path: 'desk/conversations/c0/close', body: { reason: 'no_reply', note: '三次未回' },
    })
  })

  it('leaves a dialog with Escape, and the conversation stays open', async () => {
    const screen = await talking()
    await press('b')
    await press('Escape', await screen.findByRole('dialog', { name: '交还机器人' }))
    await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull() })
    expect(screen.router.currentRoute.value.fullPath).toBe('/work/c0')
    expect(screen.line.posts).toEqual([])
  })

  it('says when it cannot be shown', async () => {
    const screen = await visit(new DeskHouse(), { path: '/work/nowhere' })
    await screen.findByText('看不到这个会话')
  })
})

describe('the palette', () => {
  const asking = async () => {
    const screen = await talking()
    await fireEvent.keyDown(screen.box, { key: 'k', ctrlKey: true })
    const dialog = await screen.findByRole('dialog', { name: '指令' })
    return { ...screen, dialog, words: within(dialog).getByRole('combobox', { name: '要做什么' }) }
  }

  it('does by initials what a key does, from where she writes', async () => {
    const { dialog, words, ...screen } = await asking()
    await fireEvent.update(words, 'jshh')
    await within(dialog).findByRole('option', { name: /结束会话/, selected: true })
    await fireEvent.keyDown(words, { key: 'Enter', isComposing: true })
    expect(screen.queryByRole('dialog', { name: '指令' })).not.toBeNull()
    await press('Enter', words)
    await screen.findByRole('dialog', { name: '结束会话' })
  })

  it('goes to pages and states, and says when nothing is called so', async () => {
    const { dialog, words, line, ...screen } = await asking()
    await fireEvent.update(words, '没有的')
    await within(dialog).findByText(/没有叫“没有的”的/)
    await fireEvent.update(words, '忙碌')
    await within(dialog).findByRole('option', { name: /忙碌/, selected: true })
    await press('Enter', words)
    await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull() })
    await waitFor(() => { expect(line.posts.map(({ path }) => path)).toEqual(['desk/presence']) })
  })
})

describe('the articles', () => {
  const looking = async () => {
    const screen = await talking()
    await fireEvent.update(screen.box, '您好，')
    screen.box.setSelectionRange(3, 3)
    await fireEvent.keyDown(screen.box, { key: '˚', code: 'KeyK', altKey: true })
    const dialog = await screen.findByRole('dialog', { name: '知识' })
    const words = within(dialog).getByRole('combobox', { name: '搜索知识' })
    return { ...screen, dialog, words }
  }

  it('are found by words, chosen by keys, and put where she writes', async () => {
    const { dialog, words, box, line, ...screen } = await looking()
    await fireEvent.update(words, '开')
    await within(dialog).findByRole('option', { name: /开利息发票/, selected: true })
    await press('ArrowDown', words)
    await within(dialog).findByRole('option', { name: /开借款合同/, selected: true })
    await press('ArrowDown', words)
    await fireEvent.keyDown(words, { key: 'Enter', isComposing: true })
    expect(box.value).toBe('您好，')

    await press('Enter', words)
    await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull() })
    expect(box.value).toBe('您好，可以开。\n3个工作日内发到邮箱。')
    expect(line.posts.map(({ path }) => path)).toEqual(['knowledge/search'])
  })

  it('say when nothing fits well, when there is nothing, and when the search fails', async () => {
    const { dialog, words, house } = await looking()
    within(dialog).getByText(/输入后用/)
    await fireEvent.update(words, '合同')
    await within(dialog).findByText(/没有很贴合/)
    await fireEvent.update(words, 'xyz')
    await within(dialog).findByText('没有找到文章')
    house.searchFails = true
    await fireEvent.update(words, '发票')
    await within(dialog).findByText('没有搜索成功', undefined, { timeout: 5000 })
    house.searchFails = false
    await fireEvent.click(within(dialog).getByRole('button', { name: '重试' }))
    await within(dialog).findByRole('option', { name: /开利息发票/ })
  })

  it('open by a button too', async () => {
    const screen = await talking()
    await fireEvent.click(screen.getByRole('button', { name: '知识' }))
    await screen.findByRole('dialog', { name: '知识' })
  })
})

it('changes presence by menu and keyboard', async () => {
  const screen = await visit(new DeskHouse())
  await fireEvent.click(await screen.findByRole('button', { name: '我的状态：就绪' }))
  const menu = screen.getByRole('menu')
  await press('ArrowDown', menu)
  expect(document.activeElement?.textContent).toContain('忙碌')
  await fireEvent.click(document.activeElement ?? menu)
  await screen.findByRole('button', { name: '我的状态：忙碌' })
})

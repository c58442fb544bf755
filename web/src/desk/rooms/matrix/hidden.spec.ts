import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { cleanup, fireEvent, render } from '@testing-library/vue'
import { createPinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import type { Matrix } from '../../api/accessWire.ts'
import { i18n, speak } from '../../app/i18n.ts'
import { queryDefaults } from '../../app/queries.ts'
import MatrixHidden from './MatrixHidden.vue'

afterEach(cleanup)

const both = (zh: string) => ({ zh, en: zh })
const matrix: Matrix = {
  posts: [], fields: [], groups: {}, rights: {}, forms: {}, scopes: {}, signed_by: [], grants: [],
  purposes: [{ id: 'service', name: both('服务'), standing: false, subjects: [] }],
}

/** Two posts that see nothing of the address, and a house that answers when it is told to. */
function show() {
  const waiting = new Map<string, () => void>()
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => new Promise((resolve) => {
    const { post } = JSON.parse(body) as { post: string }
    const answer = { shown: false, because: 'forbidden', rule: `r-${post}`, why: both(`${post}不看`), ask: both('转办') }
    waiting.set(post, () => resolve(new Response(JSON.stringify(answer))))
  }))
  speak('zh-CN')
  const screen = render(MatrixHidden, {
    props: {
      matrix, purpose: '', question: { kind: 'field', id: 'address' },
      without: [{ id: 'bot', name: both('智能客服') }, { id: 'sysadmin', name: both('管理员') }],
    },
    global: {
      plugins: [createPinia(), i18n, [VueQueryPlugin, { queryClient: new QueryClient(queryDefaults) }]],
    },
  })
  return { ...screen, answer: (post: string) => waiting.get(post)?.() }
}

it('says of the one pressed last why it sees nothing, whichever answer comes first', async () => {
  const screen = show()
  await fireEvent.click(screen.getByRole('button', { name: '智能客服' }))
  await fireEvent.click(screen.getByRole('button', { name: '管理员' }))
  screen.answer('bot')
  screen.answer('sysadmin')
  const said = await screen.findByRole('status')
  expect(said.textContent).toMatch(/管理员.*sysadmin不看/)
  expect(said.textContent).not.toContain('bot不看')
})

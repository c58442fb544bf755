import { expect, it } from 'vitest'
import type { View } from '../../../api/wire.ts'
import { hiddenIn } from './hidden.ts'

const both = (text: string) => ({ zh: text, en: text })
const hidden = (name: string, because: string) =>
  ({ name: both(name), shown: false as const, rule: null, because, why: both(`why ${because}`), ask: both('ask') })

it('gathers what is hidden for the same reason, and leaves out what is shown', () => {
  const shown = { name: both('姓名'), shown: true, right: 'masked', form: null, rule: 'r', acts: [], clear: null }
  const view: View = {
    purpose: 'service', purposes: [],
    fields: { name: shown, address: hidden('住址', 'forbidden'), device: hidden('设备', 'subject'), plate: hidden('车牌', 'forbidden') },
  }
  expect(hiddenIn(view).map(({ because, names }) => [because, names.map(({ zh }) => zh)])).toEqual([
    ['forbidden', ['住址', '车牌']], ['subject', ['设备']],
  ])
})

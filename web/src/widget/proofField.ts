import type { Say } from '../shared/words.ts'
import { h } from './dom.ts'
import type { WidgetKey } from './words.ts'

export interface ProofField {
  element: HTMLElement
  focus: () => void
  fill: (value: string) => void
  update: (say: Say<WidgetKey>, busy: boolean) => void
}

const KINDS = {
  code: { length: 6, label: 'proof.code.label', mode: 'numeric', complete: 'one-time-code', dropped: /\D/g, whole: /^\d{6}$/ },
  id_tail: { length: 4, label: 'proof.tail.label', mode: 'text', complete: 'off', dropped: /[^\dX]/g, whole: /^\d{3}[\dX]$/ },
} as const

/** A field for a few characters, and the button that tries them. What it holds is cleared as soon as it is sent. */
export function proofField(kind: keyof typeof KINDS, onTry: (value: string) => void): ProofField {
  const { length, label, mode, complete, dropped, whole } = KINDS[kind]
  const input = h('input', {
    class: 'proof-input', type: 'text', inputmode: mode, autocomplete: complete, autocapitalize: 'characters', spellcheck: 'false',
    'data-value': kind, on: {
      input: (event) => { if (!(event instanceof InputEvent && event.isComposing)) tidy(); measure() },
      compositionend: () => { tidy(); measure() },
    },
  })
  const submit = h('button', { type: 'submit', class: 'primary', 'data-value': `${kind}-submit` })
  const name = h('label', { class: 'proof-label' })
  const element = h('form', { class: `proof-form ${kind}`, novalidate: true }, name, h('div', { class: 'proof-line' }, input, submit))
  let busy = false
  input.id = `proof-${kind}-${++made}`
  name.htmlFor = input.id

  /** Full-width digits and blanks come with copied messages; a longer paste keeps its beginning. */
  function tidy(): void {
    const clean = input.value.normalize('NFKC').toUpperCase().replace(dropped, '').slice(0, length)
    if (clean !== input.value) input.value = clean
  }

  function measure(): void {
    submit.disabled = busy || !whole.test(input.value)
  }

  element.addEventListener('submit', (event) => {
    event.preventDefault()
    tidy()
    const { value } = input
    if (busy || !whole.test(value)) return
    input.value = ''
    input.focus()
    onTry(value)
    measure()
  })

  return {
    element,
    focus: () => input.focus(),
    fill(value) { input.value = value; tidy(); measure(); submit.focus() },
    update(say, now) {
      busy = now
      name.textContent = say(label)
      submit.textContent = say('proof.submit')
      measure()
    },
  }
}

let made = 0

import { sayer } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon } from './dom.ts'
import { words } from './words.ts'
import type { ChatState } from './state.ts'
import { AT_ONCE } from './uploads.ts'

export interface Attach { element: HTMLElement, update: (state: ChatState) => void }

/** The button by which files are chosen. */
export function attach(chat: Chat): Attach {
  const input = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1' })
  const button = h('button', { type: 'button', class: 'attach', on: { click: () => input.click() } }, icon('clip'))
  const element = h('div', { class: 'attach-area' }, button, input)
  input.addEventListener('change', () => {
    chooseFiles(chat, input.files)
    input.value = '' // the same file may be chosen again
  })

  return {
    element,
    update({ config, locale }) {
      const say = sayer(words, locale)
      element.hidden = !chat.uploads.areTaken
      input.accept = config?.files?.types.join(',') ?? ''
      button.setAttribute('aria-label', say('files.attach'))
      button.title = say('files.attach')
    },
  }
}

/** Files that are dropped on the window or pasted into the text are chosen as well. */
export function takeFiles(chat: Chat, panel: HTMLElement): void {
  const carries = (data: DataTransfer | null): boolean => chat.uploads.areTaken && (data?.types.includes('Files') ?? false)
  panel.addEventListener('dragover', (event) => {
    if (!carries(event.dataTransfer)) return
    event.preventDefault()
    panel.dataset['drop'] = sayer(words, chat.store.state.locale)('files.drop')
  })
  panel.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !panel.contains(relatedTarget)) delete panel.dataset['drop']
  })
  panel.addEventListener('drop', (event) => {
    delete panel.dataset['drop']
    if (!carries(event.dataTransfer)) return
    event.preventDefault()
    chooseFiles(chat, event.dataTransfer?.files)
  })
  panel.addEventListener('paste', (event) => {
    if (!carries(event.clipboardData) || event.clipboardData?.types.includes('text/plain')) return
    event.preventDefault()
    chooseFiles(chat, event.clipboardData?.files)
  })
}

function chooseFiles(chat: Chat, files: FileList | null | undefined): void {
  const left = chat.uploads.choose(files ?? [])
  if (left > 0) chat.note(sayer(words, chat.store.state.locale)('files.tooMany', { count: AT_ONCE }))
}

/** The Markdown of cards: paragraphs, `- ` and `1. ` lists, `**bold**`. Text becomes nodes, never HTML. */

const BULLET = /^[ \t]*-[ \t]+(.*)$/
const NUMBER = /^[ \t]*(\d{1,3})\.[ \t]+(.*)$/

type Block =
  | { kind: 'paragraph', lines: string[] }
  | { kind: 'bullets', lines: string[] }
  | { kind: 'numbers', start: number, lines: string[] }

export function renderMarkdown(text: string, document: Document = globalThis.document): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const block of blocksOf(text)) fragment.append(renderBlock(block, document))
  return fragment
}

/** The same text in one line without marks, for previews. */
export function plainLine(text: string): string {
  return text.replace(/\*\*([^*]+)\*\*/g, '$1').replace(/^[ \t]*-[ \t]+/gm, '').replace(/\s+/g, ' ').trim()
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let open: Block | null = null
  const begin = (block: Block) => { blocks.push(block); open = block }
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const last = open as Block | null
    const bullet = BULLET.exec(line)
    const number = NUMBER.exec(line)
    if (line.trim() === '') open = last?.kind === 'paragraph' ? null : last
    else if (bullet) continueOrBegin(last, 'bullets', bullet[1] ?? '', begin)
    else if (number) continueOrBegin(last, 'numbers', number[2] ?? '', begin, Number(number[1]))
    else if (last?.kind === 'paragraph') last.lines.push(line)
    else begin({ kind: 'paragraph', lines: [line] })
  }
  return blocks
}

function continueOrBegin(
  last: Block | null, kind: 'bullets' | 'numbers', line: string, begin: (block: Block) => void, start = 1,
): void {
  if (last?.kind === kind) last.lines.push(line)
  else begin(kind === 'bullets' ? { kind, lines: [line] } : { kind, start, lines: [line] })
}

function renderBlock(block: Block, document: Document): HTMLElement {
  if (block.kind === 'paragraph') {
    const paragraph = document.createElement('p')
    block.lines.forEach((line, index) => {
      if (index > 0) paragraph.append(document.createElement('br'))
      paragraph.append(...inline(line, document))
    })
    return paragraph
  }
  const list = document.createElement(block.kind === 'bullets' ? 'ul' : 'ol')
  if (block.kind === 'numbers' && block.start !== 1) list.setAttribute('start', String(block.start))
  for (const line of block.lines) {
    const item = document.createElement('li')
    item.append(...inline(line, document))
    list.append(item)
  }
  return list
}

function inline(line: string, document: Document): Node[] {
  return line.split(/(\*\*[^*]+\*\*)/).filter((part) => part !== '').map((part) => {
    if (!/^\*\*[^*]+\*\*$/.test(part)) return document.createTextNode(part)
    const strong = document.createElement('strong')
    strong.textContent = part.slice(2, -2)
    return strong
  })
}

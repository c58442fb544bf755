const FLASH_MS = 1000

const words: { said: string }[] = []
let ownTitle = ''
let clock: ReturnType<typeof setInterval> | undefined

/** The title shows this in turn with its own, the latest of several, until what is returned is called. */
export function flashTitle(said: string): () => void {
  const one = { said }
  if (words.length === 0) {
    ownTitle = document.title
    clock = setInterval(turn, FLASH_MS)
  }
  words.push(one)
  document.title = said
  return () => {
    if (!words.includes(one)) return
    words.splice(words.indexOf(one), 1)
    if (words.length > 0) return
    clearInterval(clock)
    document.title = ownTitle
  }
}

function turn(): void {
  const latest = words.at(-1)?.said ?? ownTitle
  document.title = document.title === latest ? ownTitle : latest
}

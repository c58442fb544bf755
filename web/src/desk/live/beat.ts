const BEAT_MS = 5000

/** Calls `beat` every five seconds, also in a page that nobody looks at. Returns how to stop. */
export function keepBeating(beat: () => void): () => void {
  let stop = slowBeat(beat)
  if (typeof Worker === 'undefined') return () => stop()
  try {
    const worker = new Worker(new URL('./beat.worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', beat)
    worker.addEventListener('error', () => { worker.terminate() })
    const slow = stop
    stop = () => { slow(); worker.terminate() }
  } catch {
    // A policy of the page forbids workers: the page's own timer has to do.
  }
  return () => stop()
}

function slowBeat(beat: () => void): () => void {
  const timer = setInterval(beat, BEAT_MS)
  return () => clearInterval(timer)
}

/** Keep what a customer downloads small: gzipped bytes of the built files against their limits. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const built = new URL('../src/qiao/channels/web/static/', import.meta.url)
const gzipped = (path: string) => gzipSync(readFileSync(new URL(path, built))).length
const total = (folder: string) =>
  readdirSync(new URL(folder, built)).reduce((sum, name) => sum + gzipped(folder + name), 0)

if (!existsSync(new URL('widget.js', built))) {
  console.error('Nothing is built yet: run `python web/build.py` first.')
  process.exit(1)
}

const deskEntry = readdirSync(new URL('desk/assets/', built)).find((name) => /^index-.*\.js$/.test(name))
const sizes = [
  { what: 'widget.js', bytes: gzipped('widget.js'), limit: 50_000 },
  { what: 'customer page', bytes: gzipped('index.html') + total('page/'), limit: 8_000 },
  { what: 'desk, first script', bytes: deskEntry ? gzipped(`desk/assets/${deskEntry}`) : 0, limit: 300_000 },
]

for (const { what, bytes, limit } of sizes) {
  const verdict = bytes <= limit ? 'ok' : 'TOO LARGE'
  console.log(`${what}: ${(bytes / 1000).toFixed(1)} kB gzipped, limit ${limit / 1000} kB: ${verdict}`)
}
if (sizes.some(({ bytes, limit }) => bytes > limit)) process.exit(1)

/** What the build adds for the guard's page: its service worker, which knows every file of the page, and packed files. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Plugin, type Rolldown } from 'vite'

const PAGE = 'scan'
const WORKER = { from: 'src/scan/serviceworker.ts', to: 'scan-worker.js' }
const PUBLIC = ['/scan.webmanifest', '/scan-icon-192.png', '/scan-icon-512.png', '/favicon.svg']
/** The decoder is a worker of its own; no chunk imports it, nor its WebAssembly. */
const OF_DECODER = /^assets\/(decoder|zxing_reader)-/
const PACKED = /\.(js|css|wasm|html|svg)$/
const SMALLEST_PACKED = 1024

type Bundle = Rolldown.OutputBundle

/** Everything that is loaded with a chunk, now or later. */
function withAll(bundle: Bundle, name: string, found: Set<string>): void {
  const chunk = bundle[name]
  if (found.has(name) || chunk?.type !== 'chunk') return
  found.add(name)
  for (const file of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) found.add(file)
  for (const next of [...chunk.imports, ...chunk.dynamicImports]) withAll(bundle, next, found)
}

/** The paths of all that the page needs, by what it is made of. */
export function filesOf(bundle: Bundle): string[] {
  const found = new Set<string>()
  const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry && one.name === PAGE)
  if (!entry) throw new Error(`the build has no entry named ${PAGE}`)
  withAll(bundle, entry.fileName, found)
  for (const name of Object.keys(bundle)) if (OF_DECODER.test(name)) found.add(name)
  return [`/${PAGE}`, ...PUBLIC, ...[...found].sort().map((name) => `/${name}`)]
}

async function writeWorker(root: string, folder: string, files: readonly string[]): Promise<void> {
  const version = createHash('sha256').update(files.join()).update(readFileSync(join(folder, `${PAGE}.html`))).digest('hex').slice(0, 16)
  await build({
    root, configFile: false, logLevel: 'warn', publicDir: false,
    define: { FILES: JSON.stringify(files), VERSION: JSON.stringify(version) },
    build: {
      target: 'es2022', outDir: folder, emptyOutDir: false, copyPublicDir: false,
      lib: { entry: WORKER.from, formats: ['iife'], name: 'worker', fileName: () => WORKER.to },
    },
  })
}

/** A twin of each larger file as gzip, which the gateway sends to whoever takes it. */
function pack(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!PACKED.test(name)) continue
    const content = readFileSync(join(folder, name))
    if (content.length >= SMALLEST_PACKED) writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }))
  }
}

export function scanOffline(): Plugin {
  let [root, files]: [string, string[]] = ['', []]
  return {
    name: 'gatehouse-scan-offline',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    generateBundle(_, bundle) {
      files = filesOf(bundle)
    },
    async writeBundle({ dir = 'dist' }) {
      await writeWorker(root, dir, files)
      pack(dir)
    },
  }
}

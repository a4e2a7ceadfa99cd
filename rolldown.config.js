// Bundles src into dist. The output is split, so that `--help` loads only commander and the declarations of commands.
// It is CommonJS, because Node's loader of ES modules takes a fifth of the time of `node -e 0`.
import { writeFileSync } from 'node:fs'
import { defineConfig } from 'rolldown'
import { thirdPartyNotices } from './scripts/third-party-notices.js'

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  // The default is the SDK's CommonJS build. It cannot be tree-shaken and doubles the startup time.
  resolve: { mainFields: ['module', 'main'] },
  plugins: [
    {
      // The color detection of chalk loads node:tty, which loads streams and sockets. cwmpu passes the color level.
      name: 'chalk without detection',
      resolveId(source, importer) {
        if (source === '#supports-color') return this.resolve('./vendor/supports-color/browser.js', importer)
      },
    },
    {
      // Commander imports child_process for commands in separate files. That module loads sockets.
      name: 'commander without subprocesses',
      resolveId: (source, importer) =>
        source === 'node:child_process' && importer.includes('/commander/') ? '\0no subprocesses' : null,
      load: (id) => (id === '\0no subprocesses' ? 'export default {}' : null),
    },
    {
      // Its segmenter and regular expressions take 20 ms to create. Few texts need them.
      name: 'lazy string-width',
      transform(code, id) {
        if (!id.endsWith('/string-width/index.js') || !code.includes('Intl.Segmenter')) return
        const [, imports, body] = /^((?:import .*\n)+)([^]*)$/.exec(code) ?? []
        const head = 'export default function stringWidth('
        if (!body?.includes(head)) throw new Error('The source of string-width has changed.')
        // The parser compiles literals, even in a function that is never called.
        const lazy = body.replace(
          /= \/(.*)\/([a-z]+);/g,
          (_, source, flags) => `= new RegExp(${JSON.stringify(source)}, '${flags}');`,
        )
        return `${imports}
let width
export default function stringWidth(...a) { return (width ??= create())(...a) }
function create() { ${lazy.replace(head, 'return function stringWidth(')} }`
      },
    },
    {
      name: 'third-party notices',
      writeBundle(_, bundle) {
        const modules = Object.values(bundle).flatMap((chunk) => Object.entries(chunk.modules ?? {}))
        const files = modules.flatMap(([file, { renderedLength }]) => (renderedLength > 0 ? [file] : []))
        writeFileSync('THIRD-PARTY-NOTICES.txt', thirdPartyNotices(files))
      },
    },
  ],
  output: {
    dir: 'dist',
    format: 'cjs',
    cleanDir: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: { compress: true, mangle: true, codegen: true },
    // One file has all modules that are always loaded. Each additional file costs 1% of the startup time.
    codeSplitting: {
      groups: [{ debugName: 'start', name: (id, graph) => (isStart(id, graph) ? 'start' : null) }],
    },
  },
})

/**
 * Returns true for modules that main.ts imports, directly or indirectly, without `import()`. Excludes main.ts itself,
 * because it runs a command line when it is loaded, and the library shares this file.
 */
function isStart(id, graph, seen = new Set()) {
  if (seen.has(id)) return false
  seen.add(id)
  const { importers = [] } = graph.getModuleInfo(id) ?? {}
  return importers.some((importer) => importer.endsWith('/src/main.ts') || isStart(importer, graph, seen))
}

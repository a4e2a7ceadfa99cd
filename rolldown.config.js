// Bundles src into dist: split, so that `--help` loads commander and what declares the commands, and nothing else. As
// CommonJS: to get Node's loader of ES modules going takes a fifth of the time of `node -e 0`.
import { writeFileSync } from 'node:fs'
import { defineConfig } from 'rolldown'
import { thirdPartyNotices } from './scripts/third-party-notices.js'

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  // Else the SDK's CommonJS build, which cannot be tree-shaken: twice the start-up time.
  resolve: { mainFields: ['module', 'main'] },
  plugins: [
    {
      // What tells chalk about colour loads node:tty, and all of streams and sockets with that. We tell it ourselves.
      name: 'chalk without detection',
      resolveId(source, importer) {
        if (source === '#supports-color') return this.resolve('./vendor/supports-color/browser.js', importer)
      },
    },
    {
      // Commander wants them for commands in files of their own, and they want sockets.
      name: 'commander without subprocesses',
      resolveId: (source, importer) =>
        source === 'node:child_process' && importer.includes('/commander/') ? '\0no subprocesses' : null,
      load: (id) => (id === '\0no subprocesses' ? 'export default {}' : null),
    },
    {
      // It takes 20 ms to create its segmenter and regular expressions. Few texts need them.
      name: 'string-width when it is called',
      transform(code, id) {
        if (!id.endsWith('/string-width/index.js') || !code.includes('Intl.Segmenter')) return
        const [, imports, body] = /^((?:import .*\n)+)([^]*)$/.exec(code) ?? []
        const head = 'export default function stringWidth('
        if (!body?.includes(head)) throw new Error('string-width has another form')
        // The parser checks literals, also those of a function that is never called.
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
    // One file of all that is loaded always: every file more takes a hundredth of the time to start.
    codeSplitting: {
      groups: [{ debugName: 'start', name: (id, graph) => (isStart(id, graph) ? 'start' : null) }],
    },
  },
})

/**
 * Whether main.ts imports it, by whatever way but `import()`. Not main.ts itself, which runs a command line when it is
 * loaded, as the library then would.
 */
function isStart(id, graph, seen = new Set()) {
  if (seen.has(id)) return false
  seen.add(id)
  const { importers = [] } = graph.getModuleInfo(id) ?? {}
  return importers.some((importer) => importer.endsWith('/src/main.ts') || isStart(importer, graph, seen))
}

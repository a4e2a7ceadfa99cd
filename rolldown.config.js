// Bundles src into dist. The output is split, so that `--help` loads only commander and the declarations of commands.
// It is CommonJS, because Node's loader of ES modules takes a fifth of the time of `node -e 0`.
import { writeFileSync } from 'node:fs'
import { defineConfig } from 'rolldown'
import { thirdPartyNotices } from './scripts/third-party-notices.js'

/** Modules of packages that load, at every start, parts of Node which no command needs. */
const REPLACEMENTS = [
  // The color detection of chalk loads node:tty, which loads streams and sockets. cwmpu passes the color level.
  { importer: '/chalk/', source: /^#supports-color$/, code: 'export default { stdout: false, stderr: false }' },
  // Commander imports it for commands in separate files. It loads sockets.
  { importer: '/commander/', source: /^node:child_process$/, code: 'export default {}' },
  // The SDK reads no file here: the endpoint, region and credentials are passed to it.
  {
    importer: '/shared-ini-file-loader/',
    source: /^node:fs\/promises$/,
    code: "import fs from 'node:fs'; import { promisify } from 'node:util'; export const readFile = promisify(fs.readFile)",
  },
  // The rules for endpoints of Amazon. The endpoint is always given, so this also makes sure that none is looked up.
  { importer: '/client-s3/', source: /\/bdd$/, code: 'export const bdd = undefined' },
  // Many endpoints have no TLS.
  {
    importer: '/node-http-handler/',
    source: /\/node-https$/,
    code: "export const node_https = { get Agent() { return https().Agent }, get request() { return https().request } }; const https = () => process.getBuiltinModule('node:https')",
  },
  // Classes for checksums of streams, and the checksum that Content-MD5 replaces.
  { importer: '/@smithy/core/', source: /\/ChecksumStream\.browser$/, code: 'export class ChecksumStream {}' },
  { importer: '/checksum/crc32/', source: /^node:zlib$/, code: 'export const crc32 = undefined' },
]

const unused = new Set(REPLACEMENTS)

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  // The default is the SDK's CommonJS build. It cannot be tree-shaken and doubles the startup time.
  resolve: { mainFields: ['module', 'main'] },
  plugins: [
    {
      name: 'replacements',
      resolveId(source, importer = '') {
        const index = REPLACEMENTS.findIndex((each) => each.source.test(source) && importer.includes(each.importer))
        if (index < 0) return null
        unused.delete(REPLACEMENTS[index])
        return `\0replacement ${index}`
      },
      load(id) {
        const [, index] = /^\0replacement (\d+)$/.exec(id) ?? []
        return index === undefined ? null : REPLACEMENTS[index].code
      },
      buildEnd() {
        const [replacement] = unused
        if (replacement) throw new Error(`No package imports ${replacement.source} in ${replacement.importer}.`)
      },
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
    // Node's own import() loads its loader of ES modules.
    dynamicImportInCjs: false,
    cleanDir: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: { compress: true, mangle: true, codegen: true },
    // One file has all modules that are always loaded. Each additional file costs 1% of the startup time.
    codeSplitting: {
      groups: [
        { debugName: 'start', name: (id, graph) => (isReachable(id, '/src/main.ts', graph) ? 'start' : null) },
        {
          debugName: 'client',
          name: (id, graph) => (isReachable(id, '/src/service/client.ts', graph) ? 'client' : null),
        },
      ],
    },
  },
})

/**
 * Returns true for modules that an entry imports, directly or indirectly, without `import()`. Excludes main.ts itself,
 * because it runs a command line when it is loaded, and the library shares this file.
 */
function isReachable(id, entry, graph, seen = new Set()) {
  if (id.endsWith(entry)) return entry !== '/src/main.ts'
  if (seen.has(id)) return false
  seen.add(id)
  const { importers = [] } = graph.getModuleInfo(id) ?? {}
  return importers.some((importer) => importer.endsWith(entry) || isReachable(importer, entry, graph, seen))
}

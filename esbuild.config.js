// Bundles src into dist: split, so that `--help` loads commander and nothing else.
import { rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { thirdPartyNotices } from './scripts/third-party-notices.js'

rmSync('dist', { recursive: true, force: true })

const { metafile } = await build({
  entryPoints: ['src/main.ts', 'src/library.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // The default takes the SDK's CommonJS build, which cannot be tree-shaken: twice the start-up time.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // The CommonJS packages in the bundle (commander, picomatch) require Node's own modules.
  banner: {
    js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);",
  },
  logLevel: 'warning',
  metafile: true,
})

writeFileSync('THIRD-PARTY-NOTICES.txt', thirdPartyNotices(metafile))

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Result of `npm pack`, installed without a network into an empty folder. */
export interface Installed {
  readonly tarball: string
  /** Folder that contains node_modules. */
  readonly folder: string
}

declare module 'vitest' {
  interface ProvidedContext {
    installed: Installed
  }
}

/** Packs and installs the package once for all its tests. */
export default function packAndInstall({ provide }: TestProject): () => void {
  const base = mkdtempSync(join(tmpdir(), 'cwmpu-package-'))
  npm(ROOT, 'pack', '--pack-destination', base)
  const [tarball = ''] = readdirSync(base).map((name) => join(base, name))
  const folder = join(base, 'app')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  npm(folder, 'install', '--offline', '--cache', join(base, 'cache'), tarball)
  provide('installed', { tarball, folder })
  return () => rmSync(base, { recursive: true })
}

/** Returns the path of a Node of this major version, from the npm package `node` if necessary. */
export function nodeOf(major: string): string {
  if (process.version.startsWith(`v${major}.`)) return process.execPath
  const words = ['-y', '-p', `node@${major}`, 'node', '-p', 'process.execPath']
  return execFileSync('npx', words, { encoding: 'utf8' }).trim()
}

function npm(folder: string, ...words: string[]): void {
  execFileSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'pipe' })
}

import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { RunningProcess } from './process.js'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const DOCKERFILE = readFileSync(join(PROJECT, 'deploy/Dockerfile'), 'utf8')
/** Directories of the ELF interpreter and the C library on Debian. */
const LIBRARIES = ['lib', 'lib64', 'usr/lib']

/** Entry point of the image, without the arguments from Kubernetes. */
export const ENTRYPOINT = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(DOCKERFILE)?.[1] ?? '') as readonly string[]

/** Starts a process in separate namespaces, with the image as a read-only root and as an unprivileged user. */
const RUN = `set -eu
image=$1; node=$2; libraries=$3; shift 3
mount --bind "$image" "$image"
mount --bind "$node" "$image/nodejs/bin/node"
for directory in $libraries; do mount --bind "/$directory" "$image/$directory"; done
for mounted in $libraries nodejs/bin/node ''; do mount -o remount,bind,ro "$image/$mounted"; done
exec env -i "$@"`

/**
 * Runs a command as in a pod with a read-only root file system. The process has only the files of the Dockerfile, no
 * capabilities, only these variables, no home and no terminal. Needs Linux and user namespaces.
 */
export function startPod(command: readonly string[], environment: Readonly<Record<string, string>>): RunningProcess {
  const image = createImage()
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const unprivileged = ['unshare', '--user', '--map-user=65532', '--map-group=65532', `--root=${image}`]
  const child = spawn(
    'unshare',
    [
      ...['--map-root-user', '--mount', 'sh', '-c', RUN, 'sh', image, process.execPath, LIBRARIES.join(' ')],
      ...[...variables, ...unprivileged, '--', ...command],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  return new RunningProcess(child)
}

/** Creates the file system of the image from its Dockerfile. */
function createImage(): string {
  const image = mkdtempSync(join(tmpdir(), 'cwmpu-image-'))
  onTestFinished(() => rmSync(image, { recursive: true }))
  for (const directory of LIBRARIES) mkdirSync(join(image, directory), { recursive: true })
  mkdirSync(join(image, 'nodejs/bin'), { recursive: true })
  writeFileSync(join(image, 'nodejs/bin/node'), '')
  for (const [, words = ''] of DOCKERFILE.matchAll(/^COPY --from=build (.*)$/gm)) {
    const sources = words.split(' ').map((path) => relative('/cwmpu', path))
    const target = sources.pop() ?? ''
    for (const source of sources) {
      const path = words.endsWith('/') ? join(target, source) : target
      cpSync(join(PROJECT, source), join(image, 'cwmpu', path), { recursive: true })
    }
  }
  return image
}

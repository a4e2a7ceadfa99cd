import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { makeHome } from '../support/home.js'
import { withCwmpu } from '../support/process.js'
import { readRecipes } from '../support/recipes.js'
import { signerOf } from '../support/signature.js'

const LOTA = new URL('../support/lota.cjs', import.meta.url).pathname
const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
const recipe = readRecipes(page).find(({ title }) => title === 'LOTA')?.script ?? ''

interface ClusterRun {
  readonly code: number
  readonly stdout: string
  readonly requests: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[]
}

/** Runs a script in a separate network, in which the names of CoreWeave resolve to the loopback. */
function runInCluster(script: string): ClusterRun {
  const HOME = makeHome({ hosts: '127.0.0.1 localhost cwobject.com cwlota.com my-bucket.cwlota.com\n' })
  const words = [process.execPath, LOTA, withCwmpu(script)]
  const enter = 'ip link set lo up && mount --bind "$HOME/hosts" /etc/hosts && exec "$0" "$@"'
  const stdout = execFileSync('unshare', ['-rmn', 'sh', '-c', enter, ...words], {
    env: { PATH: process.env['PATH'], HOME },
  })
  return JSON.parse(stdout.toString()) as ClusterRun
}

describe('cwmpu in a CoreWeave cluster', () => {
  it('sends a signed request to the host name of the bucket with --endpoint lota', async () => {
    const { code, requests } = runInCluster(recipe)
    expect(code).toBe(0)
    expect(requests.map(({ headers }) => headers.host)).toEqual(['my-bucket.cwlota.com'])
    const signers = requests.map((request) => signerOf(request, { 'ACCESS-KEY-ID': 'SECRET-KEY' }))
    expect(await Promise.all(signers)).toEqual(['ACCESS-KEY-ID'])
  })

  it('reports that LOTA is reachable from doctor', () => {
    const { stdout, requests } = runInCluster('cwmpu doctor')
    expect(stdout).toMatch(/^– LOTA {8}reachable from here, use --endpoint lota$/m)
    expect(requests).toEqual([])
  })
})

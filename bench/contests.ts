import { execFileSync } from 'node:child_process'
import { CWMPU, here } from './cwmpu.js'
import { cwmpu, type Peer, peers } from './peers.js'
import { type Figures, medianOf, medians, run, secondsOf } from './run.js'
import { BUCKET, type Store } from './store.js'

const ROUNDS = 3
const COLD_ROUNDS = 41

/** What one client took for so many uploads. */
export interface Result {
  readonly peer: Peer
  readonly uploads: number
  readonly figures: Figures
}

/** All that was measured. */
export interface Results {
  readonly away: readonly Result[]
  readonly near: readonly Result[]
  readonly listing: readonly Result[]
  readonly cold: ReadonlyMap<string, Start>
  readonly million: Figures
  readonly ceiling: number | undefined
}

/** Each aborts everything, in turn, and each is seen to have done it. */
export async function abortingContest(store: Store, distance: 'away' | 'near'): Promise<Result[]> {
  return inTurn([cwmpu, ...peers], async (peer) => {
    const uploads = peer.sample[distance]
    await store.fill(uploads)
    const figures = run(peer.abortAll(store), store.environment)
    const left = await store.left()
    if (left > 0) throw new Error(`${peer.name} left ${left} of ${uploads} uploads`)
    return { peer, uploads, figures }
  })
}

/** Each lists everything, into a file. */
export async function listingContest(store: Store, uploads: number): Promise<Result[]> {
  await store.fill(uploads)
  return inTurn(
    [cwmpu, ...peers].filter(({ list }) => list),
    (peer) => Promise.resolve({ peer, uploads, figures: run(peer.list?.(store) ?? [], store.environment) }),
  )
}

async function inTurn(
  competitors: readonly Peer[],
  play: (peer: Peer) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of competitors) {
      process.stderr.write(`round ${round + 1} of ${ROUNDS}: ${peer.name}\n`)
      results.push(await play(peer))
    }
  }
  return competitors.flatMap((peer) => {
    const own = results.filter((result) => result.peer === peer)
    return own
      .slice(0, 1)
      .map(({ uploads }) => ({ peer, uploads, figures: medians(own.map((each) => each.figures)) }))
  })
}

/** What it takes to do next to nothing. */
export interface Start {
  readonly seconds: number
  /** How many times as long as `node -e 0` in the same round, which holds where the machine's own speed changes. */
  readonly ratio: number
}

export async function coldStarts(store: Store): Promise<Map<string, Start>> {
  await store.fill(0)
  const contestants = new Map<string, readonly string[]>([
    ['cwmpu --version', [...CWMPU, '--version']],
    ['cwmpu --help', [...CWMPU, '--help']],
    ['cwmpu list, of an empty bucket', [...CWMPU, 'list', '--bucket', BUCKET, '-o', 'json']],
  ])
  const awsCli = peers.find(({ name }) => name.startsWith('AWS CLI'))
  if (awsCli?.list)
    contestants.set('aws s3api list-multipart-uploads, of an empty bucket', awsCli.list(store))
  const starts = new Map<string, Start>()
  for (const [name, command] of contestants) {
    const rounds = Array.from({ length: COLD_ROUNDS }, () => {
      const floor = secondsOf([process.execPath, '-e', '0'], store.environment)
      const seconds = secondsOf(command, store.environment)
      return { seconds, ratio: seconds / floor }
    })
    starts.set(name, {
      seconds: medianOf(rounds.map(({ seconds }) => seconds)),
      ratio: medianOf(rounds.map(({ ratio }) => ratio)),
    })
  }
  return starts
}

/** What a million uploads take. */
export async function aMillion(store: Store): Promise<Figures> {
  await store.fill(1_000_000)
  const figures = run(cwmpu.abortAll(store), store.environment)
  if ((await store.left()) > 0) throw new Error('not all of a million were aborted')
  return figures
}

/** Aborts a second that the server answers to a client in C that neither signs nor reads; undefined without wrk. */
export function ceiling(store: Store): number | undefined {
  const script = here('peers/abort.lua')
  try {
    const text = execFileSync('wrk', ['-t1', '-c64', '-d5', '-s', script, store.endpoint], {
      encoding: 'utf8',
    })
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1])
  } catch {
    return undefined
  }
}

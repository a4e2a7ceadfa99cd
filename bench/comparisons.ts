import { execFileSync } from 'node:child_process'
import { BUCKET, type BenchServer } from './bench-server.js'
import { CWMPU, here } from './cwmpu.js'
import { type Figures, measure, medianOf, medians, secondsOf } from './measure.js'
import { cwmpu, type Tool, tools } from './tools.js'

const ROUNDS = 3
const START_ROUNDS = 41

/** Figures of one tool for a number of uploads. */
export interface Result {
  readonly tool: Tool
  readonly uploads: number
  readonly figures: Figures
}

export interface Results {
  readonly remote: readonly Result[]
  readonly local: readonly Result[]
  readonly listing: readonly Result[]
  readonly starts: ReadonlyMap<string, Start>
  readonly million: Figures
  readonly ceiling: number | undefined
}

/** Each tool aborts all uploads, in turn. Throws if a tool leaves one. */
export async function compareAborts(server: BenchServer, distance: 'remote' | 'local'): Promise<Result[]> {
  return inTurn([cwmpu, ...tools], async (tool) => {
    const uploads = tool.sample[distance]
    await server.fill(uploads)
    const figures = measure(tool.abortAll(server), server.environment)
    const left = await server.left()
    if (left > 0) throw new Error(`${tool.name} left ${left} of ${uploads} uploads`)
    return { tool, uploads, figures }
  })
}

/** Each tool lists all uploads into a file. */
export async function compareListings(server: BenchServer, uploads: number): Promise<Result[]> {
  await server.fill(uploads)
  return inTurn(
    [cwmpu, ...tools].filter(({ list }) => list),
    (tool) => Promise.resolve({ tool, uploads, figures: measure(tool.list?.(server) ?? [], server.environment) }),
  )
}

async function inTurn(compared: readonly Tool[], run: (tool: Tool) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const tool of compared) {
      process.stderr.write(`round ${round + 1} of ${ROUNDS}: ${tool.name}\n`)
      results.push(await run(tool))
    }
  }
  return compared.flatMap((tool) => {
    const own = results.filter((result) => result.tool === tool)
    const figures = medians(own.map((result) => result.figures))
    return own.slice(0, 1).map(({ uploads }) => ({ tool, uploads, figures }))
  })
}

export interface Start {
  readonly seconds: number
  /** Multiple of `node -e 0` in the same round, because the speed of the machine varies. */
  readonly ratio: number
}

/** Measures commands that do almost nothing. */
export async function measureStarts(server: BenchServer): Promise<Map<string, Start>> {
  await server.fill(0)
  const commands = new Map<string, readonly string[]>([
    ['cwmpu --version', [...CWMPU, '--version']],
    ['cwmpu --help', [...CWMPU, '--help']],
    ['cwmpu list (empty bucket)', [...CWMPU, 'list', '--bucket', BUCKET, '-o', 'json']],
  ])
  for (const { name, list } of tools)
    if (list && /^(AWS CLI|baseline)/.test(name)) commands.set(`${name}: list (empty bucket)`, list(server))
  const starts = new Map<string, Start>()
  for (const [name, command] of commands) {
    const rounds = Array.from({ length: START_ROUNDS }, () => {
      const floor = secondsOf([process.execPath, '-e', '0'], server.environment)
      const seconds = secondsOf(command, server.environment)
      return { seconds, ratio: seconds / floor }
    })
    starts.set(name, {
      seconds: medianOf(rounds.map(({ seconds }) => seconds)),
      ratio: medianOf(rounds.map(({ ratio }) => ratio)),
    })
  }
  return starts
}

/** Measures `abort-all --yes` with a million uploads. */
export async function measureMillion(server: BenchServer): Promise<Figures> {
  await server.fill(1_000_000)
  const figures = measure(cwmpu.abortAll(server), server.environment)
  if ((await server.left()) > 0) throw new Error('not all of a million were aborted')
  return figures
}

/** Returns the aborts per second of wrk, which neither signs nor reads. Undefined if wrk is not installed. */
export function ceiling(server: BenchServer): number | undefined {
  const script = here('tool-scripts/abort.lua')
  try {
    const words = ['-t1', '-c64', '-d5', '-s', script, server.endpoint]
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(execFileSync('wrk', words, { encoding: 'utf8' }))?.[1])
  } catch {
    return undefined
  }
}

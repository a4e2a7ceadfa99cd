import type { Bucket, Context, Store } from '../context.js'
import type { Duration } from '../core/duration.js'
import { Ledger } from '../core/ledger.js'
import type { Search } from '../core/search.js'
import { isWholeBucket } from '../core/selection.js'
import { type Shard, shardName } from '../core/shard.js'
import { type Ending, exitCodes, Problem } from '../errors.js'
import { endingOfError } from '../stop.js'
import type { MachineFormat } from '../terminal/format.js'
import { outcomeDocument, renderTally, renderTrouble } from '../terminal/outcomes.js'
import type { RunFacts } from '../terminal/rows.js'
import { styleOf } from '../terminal/style.js'
import { type FormatOptions, formatOf } from './format.js'
import type { BucketOptions } from './opening.js'

/** What a run has found out and done so far. */
export interface Account {
  store?: Store
  bucket?: Bucket
  search?: Search
  /** What became of each upload; nothing where it is not known yet what to abort. */
  ledger?: Ledger
  shard?: Shard | undefined
}

const LONGEST_HINT: Duration = 2_000
const CLEAR = 'The bucket has no incomplete uploads; objects or versions may still block its deletion.'

type Options = BucketOptions & FormatOptions & { readonly dryRun?: boolean }

/** Runs, and says at the end what became of each upload, once, however it ends: a scheduler keeps that. */
export async function reporting(
  options: Options,
  context: Context,
  work: (account: Account) => Promise<Ending>,
): Promise<Ending> {
  const account: Account = {}
  const began = context.clock.now()
  const facts = (ending: Ending, error?: unknown): RunFacts => ({
    seconds: (context.clock.now() - began) / 1000,
    ending,
    exitCode: exitCodes[ending],
    ...(account.store && { endpoint: account.store.endpoint }),
    ...(account.search?.isMeasured && { bytes: account.search.bytes }),
    ...(error instanceof Problem && { error: error.message }),
  })
  let ending: Ending
  try {
    ending = await work(account)
  } catch (error) {
    await write(account, facts(endingOfError(error, context.stop), error), options, context)
    throw error
  }
  await write(account, facts(ending), options, context)
  return ending
}

async function write(account: Account, facts: RunFacts, options: Options, context: Context): Promise<void> {
  if (options.dryRun) return
  const format = formatOf(options, context.terminal)
  if (format === 'table') await writeForPeople(account, facts, context)
  else await writeForPrograms(format, account, facts, options.bucket, context)
}

async function writeForPeople(account: Account, facts: RunFacts, context: Context): Promise<void> {
  const { output } = context.terminal
  const { ledger, shard } = account
  if (!ledger) return
  const style = styleOf(output)
  await output.write(renderTrouble(ledger, style) + renderTally(ledger, style, facts, shard))
  if (facts.ending === 'done' && output.isTerminal) await output.write(await nextStep(account, context))
}

/** Where it is not known yet what to abort, there are no rows; JSON can tell what happened without them. */
async function writeForPrograms(
  format: MachineFormat,
  { ledger, shard }: Account,
  facts: RunFacts,
  bucketName: string | undefined,
  { terminal: { output, errors } }: Context,
): Promise<void> {
  if (!ledger && format !== 'json' && format !== 'ndjson') return
  const envelope = { Bucket: bucketName, Shard: shardName(shard) }
  const { isTerminal } = output
  const document = outcomeDocument(format, ledger ?? new Ledger(), { envelope, facts, isTerminal })
  for await (const text of document) await output.write(text)
  if (ledger) await errors.write(renderTally(ledger, styleOf(errors), facts, shard))
}

/** What a person who got here wants to know next. Whatever can't be found out goes without saying. */
async function nextStep({ bucket, search, ledger }: Account, { stop }: Context): Promise<string> {
  if (!bucket || !search || !ledger || ledger.tally().aborted === 0) return ''
  const isClear = isWholeBucket(search.selection) && ledger.startedSince === 0
  const rules = await bucket.lifecycle
    .abortRules(AbortSignal.any([stop, AbortSignal.timeout(LONGEST_HINT)]))
    .catch(() => undefined)
  return (
    (isClear ? `${CLEAR}\n` : '') +
    (rules?.length === 0
      ? `To keep them from coming back: cwmpu lifecycle set --bucket ${bucket.name} --days 7\n`
      : '')
  )
}

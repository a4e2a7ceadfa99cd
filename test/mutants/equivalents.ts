import type { Mutant } from './find-mutants.js'

/** Functions and constants that are no guards: what they decide is only shown, or only saves time. */
const NOT_GUARDS = new Set([
  'headerList',
  'logRequest',
  'copyOf',
  'readPrincipal',
  'TEXT_FIELDS',
  'NAMED_ENTITIES',
  'parseUpload',
  'ROUND_DELAYS',
  'PLAIN',
  'BY_SEVERITY',
  'PackedTargets.#unpack',
  'describeRule',
  'keysOf',
  'days',
])

/** Changes that no test can notice. An empty operator or form stands for any. */
const EQUIVALENT: readonly (readonly [scope: string, operator: string, form: string, reason: string])[] = [
  ['S3RequestHandler.handle', 'if never', '!_', 'Node emits an error too if a connection is closed.'],
  ['S3RequestHandler.#cancelsOf', 'if never', '_', 'A listener for each request does the same, and only costs more.'],
  [
    'S3RequestHandler.handle',
    'if never',
    'isOutOfFiles(_)',
    'It only saves descriptors, and only spawned processes run out of them: faults/machine.',
  ],
  ['readBody', 'if never', '!_.complete', 'Node ends no response that is incomplete, but emits an error.'],
  [
    'toRequestError',
    'operand dropped',
    '_ instanceof NetworkError',
    'A NetworkError of a NetworkError has the same code and message.',
  ],
  ['errorElement', 'operand dropped', "!_.includes('<Error')", 'Another document is no error. It only costs time.'],
  ['parseXml', 'if never', 'MARKUP.lastIndex === _ && _.size < MAX_KNOWN', 'Reading a tag again only costs time.'],
  ['parseXml', 'operand dropped', '_.size < MAX_KNOWN', 'It only limits memory.'],
  [
    'TargetIndex.#slotOf',
    'operand dropped',
    'this.#hashes[_ - 1] === _',
    'Targets are compared exactly. The hash only saves time.',
  ],
  ['decodeEntities', 'if never', "!_.includes('&')", 'A text without entities is not replaced. It only costs time.'],
  ['readFields', 'operand dropped', "_ === 'text'", 'Only a text can hold control characters.'],
  ['AbortResults.#outcomeAt', 'if never', '!_', 'Every position of a target has an outcome.'],
  ['UploadScan.isBucketClear', 'operand dropped', "'count' in _", 'An error has no isComplete either.'],
  [
    'UploadScan.filterByListing',
    'operand dropped',
    'this.#isLate(_)',
    'classifyLateUpload would exclude the others again. It only costs memory.',
  ],
  ['UploadScan.#isLate', 'operand dropped', '_ !== undefined', 'No comparison with undefined holds.'],
  ['UploadScan.#withUsableTimes', 'if never', 'this.#isUsable(_) && _', 'The copy is equal. It only costs time.'],
  ['UploadScan.#withUsableTimes', 'operand dropped', '_ !== undefined', 'A time that is undefined is no time.'],
  ['UploadScan.#isUsable', 'operand dropped', '_ === undefined', 'The copy of an upload without a time is equal.'],
  ['UploadScan.#count', 'if never', '_ === undefined', 'No comparison with undefined holds.'],
  ['AbortRun.#addLateUpload', 'operand dropped', '!_', 'Only a scan classifies late uploads.'],
  ['decodedKey', 'operand dropped', 'Key === undefined', 'decode returns undefined for it too.'],
  ['matches', 'if never', '_ === _', 'The matches are the same. It only costs time.'],
  ['compile', 'one branch', 'Array.from(_)', 'The characters are the same. It only costs time.'],
  ['canonical', 'operand dropped', '_ !== null', 'No rule has a member that is null.'],
  ['apply', 'operand dropped', '_ !== undefined', 'No comparison with NaN holds.'],
  ['apply', 'operand dropped', '_ instanceof CliError', 'Lifecycle.apply throws no other error of this kind.'],
]

/** Returns the entries of the list above that are of no mutant. */
export function unusedEntries(mutants: readonly Mutant[]): string[] {
  const unused = EQUIVALENT.filter((entry) => !mutants.some((mutant) => isListed(mutant, entry)))
  return unused.map(([scope, operator, form]) => `${scope}: ${operator}: ${form}`)
}

export function isEquivalent(mutant: Mutant): boolean {
  return NOT_GUARDS.has(mutant.scope) || EQUIVALENT.some((entry) => isListed(mutant, entry))
}

function isListed(mutant: Mutant, [scope, operator, form]: (typeof EQUIVALENT)[number]): boolean {
  return (
    mutant.scope === scope && (operator === '' || mutant.operator === operator) && (form === '' || mutant.form === form)
  )
}

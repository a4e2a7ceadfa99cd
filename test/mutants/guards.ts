import type { Mutant } from './find-mutants.js'

/**
 * Files whose guards keep an abort on its target, a listing from looking empty or complete, an abort run true, or a
 * lifecycle rule from getting lost. For each, the test files that must notice if a guard is gone, fast ones first.
 */
export const GUARD_FILES: Readonly<Record<string, readonly string[]>> = {
  's3/request-guard': ['s3/request-guard', 's3/signing'],
  's3/request-handler': [
    's3/request-handler',
    's3/response-body',
    's3/request-guard',
    's3/proxied-requests',
    'faults/listing',
    'faults/security',
    'faults/proxies',
    'faults/not-http',
    'faults/machine',
  ],
  's3/protocol': ['s3/protocol', 'faults/listing', 'faults/refusals', 'faults/aborting'],
  's3/responses': [
    's3/protocol',
    'service/list-parts',
    'service/list-buckets',
    's3/uploads-response',
    'faults/listing',
  ],
  's3/uploads-response': ['s3/uploads-response', 's3/uploads-pages', 's3/protocol', 'faults/listing'],
  's3/xml': ['s3/xml', 's3/uploads-response', 's3/protocol'],
  'service/list-uploads': [
    'service/list-uploads',
    'service/incomplete-pages',
    'service/key-encoding',
    's3/uploads-pages',
    'faults/hidden-by-prefix',
    'faults/incomplete-listings',
    'faults/minio',
    'faults/listing',
    'faults/overlap',
  ],
  'service/listing-trail': [
    'service/incomplete-pages',
    'service/list-uploads',
    'faults/incomplete-listings',
    'faults/random-servers',
  ],
  'service/uploads-page': [
    'service/list-uploads',
    'service/incomplete-pages',
    'service/key-encoding',
    'faults/listing-entries',
    'faults/minio',
    'faults/listing',
  ],
  'service/key-encoding': ['service/key-encoding', 'service/list-uploads'],
  'service/list-parts': ['service/list-parts', 'commands/list-sizes'],
  'service/abort-all': [
    'faults/overlap',
    'faults/late-uploads',
    'faults/minio',
    'faults/incomplete-listings',
    'faults/aborting',
    'faults/aborting-in-vain',
    'commands/abort',
    'commands/abort-all',
    'commands/abort-from',
    'commands/run-report',
    'faults/interrupted-overlap',
    'library/abort',
  ],
  'service/bulk-aborter': [
    'service/bulk-aborter',
    'faults/aborting',
    'faults/aborting-in-vain',
    'commands/abort',
    'faults/interrupted-overlap',
  ],
  'core/abort-results': [
    'core/abort-results',
    'core/packed-results',
    'core/outcome',
    'faults/overlap',
    'faults/late-uploads',
    'faults/minio',
    'commands/abort-all',
    'faults/aborting-in-vain',
  ],
  'core/outcome': ['core/outcome', 'core/abort-results', 'faults/aborting-in-vain', 'commands/abort-all'],
  'core/upload-scan': [
    'core/upload-scan',
    'core/selection',
    'faults/clocks',
    'faults/hidden-by-prefix',
    'faults/late-uploads',
    'faults/minio',
    'commands/list',
    'commands/abort-all',
    'commands/list-sizes',
    'commands/verify',
    'faults/overlap',
    'faults/listing-entries',
    'library/list',
  ],
  'core/selection': [
    'core/selection',
    'commands/list',
    'commands/abort-all',
    'commands/glob',
    'commands/verify',
    'commands/list-sizes',
    'library/list',
  ],
  's3/lifecycle-response': [
    's3/lifecycle-response',
    'service/lifecycle-rules',
    'faults/lifecycle-answers',
    'commands/lifecycle-set-others',
  ],
  'service/lifecycle': [
    'faults/lifecycle-set',
    'faults/lifecycle-answers',
    'faults/lifecycle-refusals',
    'commands/lifecycle-set',
    'commands/lifecycle-set-others',
    'commands/lifecycle-show',
    'faults/lifecycle-show',
  ],
  'service/lifecycle-rules': [
    'service/lifecycle-rules',
    'commands/lifecycle-set',
    'commands/lifecycle-show',
    'commands/lifecycle-set-others',
    'faults/lifecycle-set',
  ],
  'core/abort-rule': ['core/abort-rule', 'commands/lifecycle-set', 'commands/lifecycle-show', 'faults/lifecycle-set'],
  'commands/lifecycle': [
    'commands/lifecycle-set',
    'commands/lifecycle-consent',
    'commands/lifecycle-set-others',
    'faults/lifecycle-set',
    'faults/lifecycle-refusals',
  ],
}

/** Functions and constants in these files that are no guards: what they decide is only shown, or only saves time. */
const NOT_GUARDS = new Set([
  'headerList',
  'logRequest',
  'copyOf',
  'readPrincipal',
  'isTextField',
  'TEXT_FIELDS',
  'NAMED_ENTITIES',
  'parseUpload',
  'ROUND_DELAYS',
  'PLAIN',
  'BY_SEVERITY',
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

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const NOT_COPIED = new Set(['node_modules', '.git', 'dist', 'docs'])
const TESTS = [
  ...[
    'test/core',
    'test/s3/requests/guard',
    'test/s3/listing/page',
    'test/s3/listing/key-encoding',
    'test/s3/lifecycle',
  ],
  ...['test/faults/listing', 'test/faults/overlap', 'test/faults/aborting', 'test/faults/lifecycle'],
  ...['test/commands/abort', 'test/commands/lifecycle'],
]

/**
 * Every guard that keeps an abort on its target, a listing from looking empty and a rule from getting lost: where it
 * is, and it without.
 */
const GUARDS: readonly (readonly [file: string, guard: string, without: string])[] = [
  ['s3/aborting/abort-upload', 'assertNamesUpload(target)\n', '\n'],
  ['s3/aborting/abort-upload', "error.reason.code === 'NoSuchUpload'", 'error.reason.status === 404'],
  ['s3/aborting/abort-upload', 'if (answer.body.length > 0)', 'if (false)'],
  ['s3/requests/guard', "typeof key !== 'string' || key === ''", 'false'],
  ['s3/requests/guard', "typeof uploadId !== 'string' || uploadId === ''", 'false'],
  ['s3/requests/guard', "key !== '' && isOnlyNonEmpty", 'isOnlyNonEmpty'],
  ['s3/requests/guard', "values.length === 1 && values[0] !== ''", 'values.length === 1'],
  ['s3/requests/guard', "values.length === 1 && values[0] !== ''", "values[0] !== ''"],
  ['s3/requests/guard', "values.length === 1 && values[0] !== ''", "values.at(-1) !== ''"],
  [
    's3/requests/guard',
    "resource.startsWith(`${bucketPath}/`) ? resource.slice(bucketPath.length + 1) : ''",
    'resource.slice(1)',
  ],
  ['s3/requests/guard', "if (method === 'GET') return", "if (method !== 'DELETE') return"],
  ['s3/requests/guard', 'resource === `${bucketPath}/` && query', 'query'],
  ['s3/requests/guard', "query === 'lifecycle='", "query.startsWith('lifecycle=')"],
  ['s3/requests/guard', "&& body.includes('<Rule>')", ''],
  ['s3/requests/wire', 'assertMaySend(request)\n', '\n'],
  ['s3/requests/whole-answer', 'if (bytes > mostBytes)', 'if (false)'],
  ['s3/listing/page', 'if (!isUtf8(body))', 'if (false)'],
  ['s3/listing/page', "depth === 1 && name !== 'ListMultipartUploadsResult'", 'false'],
  ['s3/listing/page', "envelope.get('Bucket') !== bucket", 'false'],
  ['s3/listing/truncation', "isTruncated !== 'true' && isTruncated !== 'false'", 'false'],
  ['s3/listing/page', "this.envelope.has(name) && name !== 'CommonPrefixes'", 'false'],
  ['s3/listing/page', 'this.#entry[field] !== undefined', 'false'],
  ['s3/listing/page-scan', '|| envelope.has(said.name)', ''],
  ['s3/listing/page-scan', 'scan.isAtEnd() ?', 'true ?'],
  ['s3/xml/scan', '|| texts[element.place] !== undefined', ''],
  ['s3/xml/reader', "throw new SyntaxError('it declares a document type')", "at = afterMark(xml, '>', mark)"],
  ['s3/xml/reader', '!this.#hasRoot || this.#path.length > 0', 'false'],
  ['s3/xml/reader', 'this.#path.length === 0 && this.#hasRoot', 'false'],
  ['s3/xml/reader', 'this.#path.at(-1) !== name', 'false'],
  ['s3/xml/reader', 'character === undefined', 'false'],
  ['s3/requests/answer', "&& !head.includes('<Error>')", ''],
  ['s3/listing/listing', 'if (!last)', 'if (false)'],
  ['s3/listing/listing', 'if (visited.has(targetId(last)))', 'if (false)'],
  ['s3/listing/listing', 'uploads.filter((upload) => repeats.isNew(upload))', 'uploads'],
  ['s3/listing/entries', 'if (!key)', 'if (key === undefined)'],
  ['s3/listing/entries', 'else if (!entry.uploadId)', 'else if (entry.uploadId === undefined)'],
  ['s3/listing/listing', 'if (!this.#encoding) throw', 'if (false) throw'],
  ['s3/listing/key-encoding', "if (page.saysEncoded) return 'url'", ''],
  ['s3/aborting/abort-and-verify', 'ledger.reconcile(listed.values())', 'ledger.reconcile([])'],
  ['s3/aborting/first-round', 'page = next.filter(', 'yield next.filter('],
  [
    's3/aborting/first-round',
    'next.filter((target) => ledger.add(target))',
    'next.filter((target) => ledger.add(target) || true)',
  ],
  ['core/ledger', 'this.isComplete = targets !== undefined', 'this.isComplete = true'],
  ['core/search', 'this.#sparesNew && this.#hasBegunSince(upload)', 'false'],
  ['s3/lifecycle/lifecycle', 'if (!isUtf8(body))', 'if (false)'],
  [
    's3/lifecycle/lifecycle',
    "{ method: 'PUT', query: { lifecycle: '' }, headers, body }",
    "{ method: 'PUT', query: { lifecycle: '' }, body }",
  ],
  ['s3/lifecycle/configuration', "root.name !== 'LifecycleConfiguration'", 'false'],
  ['s3/lifecycle/configuration', 'conditions.length > 1', 'false'],
  ['s3/lifecycle/configuration', "has('Prefix') && !has('Filter')", 'false'],
  ['s3/lifecycle/obstacle', "inner !== undefined && !inner.replace(PLAIN_TAG, '').includes('<')", 'true'],
  ['s3/lifecycle/obstacle', 'if (twice !== undefined)', 'if (false)'],
  ['s3/lifecycle/obstacle', '!KNOWN.get(parent)?.includes(child.name)', 'false'],
  ['s3/lifecycle/obstacle', '!REPEATABLE.has(child.name) && names.indexOf(child.name) < index', 'false'],
  ['s3/lifecycle/obstacle', "names.includes('Prefix') && names.includes('Filter')", 'false'],
  ['s3/lifecycle/obstacle', 'if (names.length === 0)', 'if (false)'],
  ['s3/lifecycle/abort-rule', 'rule.children.every(({ name }) => plain.has(name)) &&', ''],
  ['s3/lifecycle/abort-rule', '&& abortRuleIn(rule)?.conditions.length === 0', ''],
  ['s3/lifecycle/rule-change', 'rule && !isPlainAbortRule(rule)', 'false'],
  ['s3/lifecycle/rule-change', 'current.obstacle !== undefined ||', ''],
  ['s3/lifecycle/rule-change', '|| current.differencesTo(this.#read).length > 0', ''],
  ['s3/lifecycle/rule-change', 'this.#assertOthersAreIn(configuration)\n', '\n'],
  ['core/lifecycle', 'conditions.length === 0 && key', 'key'],
  ['commands/lifecycle-set', 'assertSamePrefix(change, options)\n', '\n'],
  ['core/selection', 'key.startsWith(selection.prefix) &&', ''],
  [
    'core/outcome',
    "claim.kind === 'failed' || claim.kind === 'skipped' ? claim : { kind: 'still-listed' }",
    'claim',
  ],
]

let copy = ''

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cwmpu-mutants-'))
  const copied = readdirSync(PROJECT).filter((name) => !NOT_COPIED.has(name))
  for (const name of copied) cpSync(join(PROJECT, name), join(copy, name), { recursive: true })
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'))
})

afterAll(() => {
  rmSync(copy, { recursive: true, force: true })
})

it('with every guard in its place, the tests pass', () => {
  expect(testsPass()).toBe(true)
})

it.each(GUARDS)('without what src/%s.ts has as "%s", a test fails', (file, guard, without) => {
  const path = join(copy, 'src', `${file}.ts`)
  const source = readFileSync(path, 'utf8')
  expect(source.split(guard)).toHaveLength(2)
  writeFileSync(
    path,
    source.replace(guard, () => without),
  )
  try {
    expect(testsPass()).toBe(false)
  } finally {
    writeFileSync(path, source)
  }
})

function testsPass(): boolean {
  try {
    const words = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--bail', '1', ...TESTS]
    execFileSync(process.execPath, words, { cwd: copy, stdio: 'pipe', timeout: 60_000 })
    return true
  } catch {
    return false
  }
}

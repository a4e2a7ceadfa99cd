import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['src', 'test', 'bench', 'scripts', 'docs', 'schema', 'deploy', 'bin']
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
const TEXT = /\.([cm]?[jt]s|json|lua|md|py|sh|ya?ml)$|Dockerfile$/
/** Generated pages, and this file, because it contains the patterns. */
const EXCLUDED = /^docs\/(api|screens)\/|^test\/language\.test\.ts$/
const CODE = /\.[cm]?[jt]s$/
const TESTS = /^test\/.*\.ts$/
const ANY = TEXT

/** Patterns that no line can match, with the files and the advice. */
const RULES: readonly (readonly [files: RegExp, advice: string, pattern: RegExp])[] = [
  [
    CODE,
    'Open a docstring with a noun or a third-person verb.',
    /\/\*\* ?(What|Where|Whether|How|Why|Which|When|Whose|Who|Whoever|Those|Nothing|So many|As|By|For) /,
  ],
  [
    TESTS,
    'Complete the sentence "It …" in a title.',
    /(\b(it|test|describe)[\w.]*(<.*>)?(\(.*\))?|^\s*\]\))\(['"`](what|where|whether|those|nothing|somebody|that) /i,
  ],
  [ANY, 'Name the subject.', /\b(somebody|anybody|nobody|everybody|whoever)\b/i],
  [ANY, 'State a condition with "if" or "when".', /\bwhere (it|there|they|that|this|a|the|no|some|an|none)\b/],
  [
    ANY,
    "Use the field's term, and do not personify.",
    /\b(is|are|was|were) (meant|told)\b|without a word|of its own\b|held against|goes without|sp(eaks?|oken) to|so many/i,
  ],
]

/** Returns `file:line: text (advice)` for each line that breaks a rule. */
function violationsIn(file: string, text: string): string[] {
  const rules = RULES.filter(([files]) => files.test(file))
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.flatMap(([, advice, pattern]) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 200)} (${advice})`] : [],
      ),
    )
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

describe('the text of the repository', () => {
  it('has no word or phrase that the language guide excludes', () => {
    const files = [...PAGES, ...FOLDERS.flatMap(filesIn)].filter((file) => TEXT.test(file) && !EXCLUDED.test(file))
    expect(files.length).toBeGreaterThan(300)
    const violations = files.flatMap((file) => violationsIn(file, readFileSync(join(ROOT, file), 'utf8')))
    expect(violations.join('\n')).toBe('')
  })
})

describe('violationsIn', () => {
  it.each([
    ['src/a.ts', '/** Whether it exists. */'],
    ['test/a.test.ts', "  it('what the server does not return', () => {"],
    ['test/a.test.ts', "  it.each(rows)('nothing is aborted with %s', (words) => {"],
    ['test/a.test.ts', "  ])('whether %s is a bucket', (name) => {"],
    ['docs/a.md', 'Nobody reads this.'],
    ['docs/a.md', 'It fails where there is no key.'],
    ['schema/a.json', '  "description": "So many requests at once"'],
  ])('reports a line of %s: %s', (file, line) => {
    expect(violationsIn(file, `first\n${line}\nlast`)).toEqual([expect.stringContaining(`${file}:2: `)])
  })

  it('reports no line of plain English', () => {
    expect(
      violationsIn('test/a.test.ts', "/** Returns the key. */\nit('reports what the server returned', () => {"),
    ).toEqual([])
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['src', 'test', 'bench', 'scripts', 'docs', 'schema', 'deploy', 'bin']
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
const TEXT = /\.([cm]?[jt]s|json|lua|md|py|sh|ya?ml)$|Dockerfile$/
/** Generated pages. */
const EXCLUDED = /^docs\/(api|screens)\//
const CODE = /\.[cm]?[jt]s$/
const TESTS = /^test\/.*\.ts$/
const ANY = TEXT

/** Patterns that no line can match, with the files and the advice. A letter in brackets keeps them from matching themselves. */
const RULES: readonly (readonly [files: RegExp, advice: string, pattern: RegExp])[] = [
  [
    CODE,
    'Open a docstring with a noun or a third-person verb.',
    /\/\*[*] ?(What|Where|Whether|How|Why|Which|When|Whose|Who|Whoeve[r]|Those|Nothing|So man[y]|As|By|For) /,
  ],
  [
    TESTS,
    'Complete the sentence "It …" in a title.',
    /(\b(it|test|describe)[\w.]*(<.*>)?(\(.*\))?|^\s*\]\))\(['"`](what|where|whether|those|nothing|somebod[y]|that) /i,
  ],
  [ANY, 'Name the subject.', /\b(somebod[y]|anybod[y]|nobod[y]|everybod[y]|whoeve[r])\b/i],
  [ANY, 'State a condition with "if" or "when".', /\bwhere (it|there|they|that|this|a|the|no|some|an|none)\b/],
  [
    ANY,
    "Use the field's term, and do not personify.",
    /\b(is|are|was|were) (meant|told)\b|without a wor[d]|of its ow[n]\b|held agains[t]|goes withou[t]|sp(eaks?|oken) to|so man[y]/i,
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
    ['src/a.ts', '/** Wh_ether it exists. */'],
    ['test/a.test.ts', "  it('wh_at the server does not return', () => {"],
    ['test/a.test.ts', "  it.each(rows)('no_thing is aborted with %s', (words) => {"],
    ['test/a.test.ts', "  ])('wh_ether %s is a bucket', (name) => {"],
    ['docs/a.md', 'No_body reads this.'],
    ['docs/a.md', 'It fails wh_ere there is no key.'],
    ['schema/a.json', '  "description": "So ma_ny requests at once"'],
  ])('reports a line of %s: %s', (file, line) => {
    expect(violationsIn(file, `first\n${line.replace('_', '')}\nlast`)).toEqual([
      expect.stringContaining(`${file}:2: `),
    ])
  })

  it('reports no line of plain English', () => {
    expect(
      violationsIn('test/a.test.ts', "/** Returns the key. */\nit('reports what the server returned', () => {"),
    ).toEqual([])
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const page = readFileSync(new URL('../docs/reliability.md', import.meta.url), 'utf8')
const LAST_FAULT = Math.max(...Array.from(page.matchAll(/^\| F(\d+) \|/gm), ([, number]) => Number(number)))
const rows = [...page.matchAll(/^\| ([CFLPS]\d+) \|.*\| ([^|]+) \|$/gm)]

describe('docs/reliability.md', () => {
  it('has a row for every fault, or a reason why it is left out', () => {
    const leftOut = /^F\d+ .* are left out/m.exec(page)?.[0].match(/F\d+/g) ?? []
    const all = Array.from({ length: LAST_FAULT }, (_, index) => `F${index + 1}`)
    const faults = rows.flatMap(([, fault = '']) => (fault.startsWith('F') ? [fault] : []))
    expect(new Set([...faults, ...leftOut])).toEqual(new Set(all))
  })

  it.each(rows.map(([, fault = '', files = '']) => [fault, files.split(', ')] as const))(
    'names the tests of %s: %s',
    (fault, files) => {
      for (const file of files) {
        // The conformance suite is run by the tests of each server.
        const path = new URL(`${file}${file === 'conformance/suite' ? '' : '.test'}.ts`, import.meta.url)
        expect(existsSync(path) && readFileSync(path, 'utf8')).toMatch(new RegExp(`['"\`](S\\d+ )*${fault} `))
      }
    },
  )
})

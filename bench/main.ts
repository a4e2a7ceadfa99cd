// Holds cwmpu against the tools that people use today, in one run, and writes what came of it into docs/performance.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { abortingContest, aMillion, ceiling, coldStarts, listingContest } from './contests.js'
import { report } from './report.js'
import { Store } from './store.js'

const PAGE = new URL('../docs/performance.md', import.meta.url)
const MEASURED = /(<!-- measured -->\n)[^]*(<!-- \/measured -->)/

const [near, away] = [await Store.start({ page: 0, abort: 0 }), await Store.start({ page: 20, abort: 20 })]
try {
  const results = {
    cold: await coldStarts(near),
    away: await abortingContest(away, 'away'),
    near: await abortingContest(near, 'near'),
    listing: await listingContest(near, 100_000),
    million: await aMillion(near),
    ceiling: ceiling(near),
  }
  const text = report(results)
  process.stdout.write(text)
  const page = readFileSync(PAGE, 'utf8')
  writeFileSync(
    PAGE,
    page.replace(MEASURED, (_, before: string, after: string) => `${before}\n${text}\n${after}`),
  )
} finally {
  near.stop()
  away.stop()
}

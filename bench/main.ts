// Compares cwmpu with other tools in one run, and writes the results to docs/performance.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { BenchServer } from './bench-server.js'
import { ceiling, compareAborts, compareListings, measureMillion, measureStarts } from './comparisons.js'
import { report } from './report.js'

const PAGE = new URL('../docs/performance.md', import.meta.url)
const MEASURED = /(<!-- measured -->\n)[^]*(<!-- \/measured -->)/

const local = await BenchServer.start({ page: 0, abort: 0 })
const remote = await BenchServer.start({ page: 20, abort: 20 })
try {
  const results = {
    starts: await measureStarts(local),
    remote: await compareAborts(remote, 'remote'),
    local: await compareAborts(local, 'local'),
    listing: await compareListings(local, 100_000),
    million: await measureMillion(local),
    ceiling: ceiling(local),
  }
  const text = report(results)
  process.stdout.write(text)
  const page = readFileSync(PAGE, 'utf8')
  writeFileSync(
    PAGE,
    page.replace(MEASURED, (_, before: string, after: string) => `${before}\n${text}\n${after}`),
  )
} finally {
  local.stop()
  remote.stop()
}

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fillDemoBucket } from '../src/sandbox/stored-bucket.js'
import { readPage } from './support/pages.js'
import { startServer } from './support/server.js'

const readme = readPage('./README.md')

describe('README.md', () => {
  it('has fewer than 1,000 words', () => expect(readme.split(/\s+/).length).toBeLessThan(1000))

  it('has the commands for the demo and the tests, each in a separate block', () => {
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test'])
      expect(readme).toContain(`\n\`\`\`sh\n${command}\n\`\`\`\n`)
    const { scripts } = JSON.parse(readPage('./package.json')) as { scripts: Record<string, string> }
    expect(scripts).toMatchObject({ demo: 'node bin/cwmpu.cjs demo', test: 'vitest run --project unit' })
  })

  it('shows a picture of the real output', async () => {
    const server = await startServer()
    fillDemoBucket(server.sandbox.createBucket('training-data'), server.clock.now())
    const picture = readFileSync(new URL('../docs/screens/list.svg', import.meta.url), 'utf8')
    const [command = '', ...lines] = textOf(picture)
    const { stdout, stderr } = await server.run(command.replace('$ cwmpu ', ''), { tty: true })
    const printed = (stdout + stderr).split('\n')
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.filter((line) => !printed.includes(line))).toEqual([])
  })
})

/** Returns the lines of text in a picture. */
function textOf(svg: string): string[] {
  return Array.from(svg.matchAll(/<text [^>]*>(.*?)<\/text>/g), ([, line = '']) =>
    line
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .trimEnd(),
  ).filter((line) => line !== '')
}

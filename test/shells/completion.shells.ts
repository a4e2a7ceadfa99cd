import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startRealTimeServer } from '../support/server.js'
import { CompletingShell, type Shell } from '../support/shell.js'

describe.each<Shell>(['bash', 'zsh', 'fish'])('the Tab key in %s', (name) => {
  it('completes commands, flags and values', async () => {
    const shell = new CompletingShell(name, '', {})
    shell.addFile('reviewed.ndjson')
    for (const [typed, expected] of [
      ['cwmpu lis', 'cwmpu list'],
      ['cwmpu abort-', 'cwmpu abort-all'],
      ['cwmpu --vers', 'cwmpu --version'],
      ['cwmpu list --bucket bkt --old', 'cwmpu list --bucket bkt --older-than'],
      ['cwmpu abort --older', 'cwmpu abort --older'],
      ['cwmpu list -o nd', 'cwmpu list -o ndjson'],
      ['cwmpu list --output nd', 'cwmpu list --output ndjson'],
      ['cwmpu list --output=nd', 'cwmpu list --output=ndjson'],
      ['cwmpu list --sort act', 'cwmpu list --sort activity'],
      ['cwmpu list --by pre', 'cwmpu list --by prefix'],
      ['cwmpu verify --addressing v', 'cwmpu verify --addressing virtual'],
      ['cwmpu doctor --endpoint lo', 'cwmpu doctor --endpoint lota'],
      ['cwmpu --color al', 'cwmpu --color always'],
      ['cwmpu --color always verify --addressing v', 'cwmpu --color always verify --addressing virtual'],
      ['cwmpu --color=always --no-color lis', 'cwmpu --color=always --no-color list'],
      ['cwmpu list --color nev', 'cwmpu list --color never'],
      ['cwmpu lifecycle se', 'cwmpu lifecycle set'],
      ['cwmpu lifecycle set --day', 'cwmpu lifecycle set --days'],
      ['cwmpu lifecycle show --day', 'cwmpu lifecycle show --day'],
      ['cwmpu help lifecycle sh', 'cwmpu help lifecycle show'],
      ['cwmpu demo --he', 'cwmpu demo --help'],
      ['cwmpu demo lis', 'cwmpu demo lis'],
      ['cwmpu completion f', 'cwmpu completion fish'],
      ['cwmpu help exi', 'cwmpu help exit-codes'],
      ['cwmpu help abort-', 'cwmpu help abort-all'],
    ] as const)
      expect(await shell.complete(typed)).toBe(expected)
  })

  it('completes files only as values of file options', async () => {
    const shell = new CompletingShell(name, '', {})
    shell.addFile('reviewed.ndjson')
    expect(await shell.complete('cwmpu abort --from rev')).toBe('cwmpu abort --from reviewed.ndjson')
    expect(await shell.complete('cwmpu abort --from=rev')).toBe('cwmpu abort --from=reviewed.ndjson')
    expect(await shell.complete('cwmpu list --s3cfg rev')).toBe('cwmpu list --s3cfg reviewed.ndjson')
    expect(await shell.complete('cwmpu list --s3cfg --old')).toBe('cwmpu list --s3cfg --older-than')
    expect(await shell.complete('cwmpu list --prefix rev')).toBe('cwmpu list --prefix rev')
    expect(await shell.complete('cwmpu list rev')).toBe('cwmpu list rev')
  })

  it('sends no request for bucket names', async () => {
    const server = await startRealTimeServer()
    const shell = new CompletingShell(name, '', server.environment)
    expect(await shell.complete('cwmpu list --bucket b')).toBe('cwmpu list --bucket b')
    expect(server.requests).toEqual([])
  })

  it('completes bucket names with --buckets, if they are plain words', async () => {
    const server = await startRealTimeServer()
    server.sandbox.createBucket('my-bucket')
    server.sandbox.createBucket('my-$(touch pwned)')
    const shell = new CompletingShell(name, '--buckets', { ...server.environment, HOME: undefined })
    expect(await shell.complete('cwmpu list --bucket my')).toBe('cwmpu list --bucket my-bucket')
    expect(await shell.complete('cwmpu list --bucket=my')).toBe('cwmpu list --bucket=my-bucket')
    expect(server.requests).toHaveLength(2)
    expect(existsSync(`${shell.home}/pwned`)).toBe(false)
  })

  it('never runs the typed text', async () => {
    const shell = new CompletingShell(name, '', {})
    expect(await shell.complete("cwmpu list --prefix '$(touch pwned)' --old")).toBe(
      'cwmpu list --prefix $(touch pwned) --older-than',
    )
    await shell.complete("cwmpu list --prefix '`touch pwned`' --match '; touch pwned' -o nd")
    expect(existsSync(`${shell.home}/pwned`)).toBe(false)
  })
})

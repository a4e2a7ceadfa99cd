import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { describe, expect, inject, it } from 'vitest'
import { makeHome } from '../support/home.js'
import { nodeOf } from '../support/installed.js'
import { startRealTimeServer } from '../support/server.js'

const run = promisify(execFile)
const { tarball, folder } = inject('installed')

const home = join(folder, 'node_modules/cwmpu')

function text(name: string): string {
  return readFileSync(join(home, name), 'utf8')
}

describe('the package', () => {
  it('contains exactly the expected files', () => {
    const files = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1))
    const generated = /^(dist\/[\w.-]+\.cjs|completions\/[\w.]+|schema\/[\w.-]+\.json)$/
    expect(files.filter((file) => !generated.test(file)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.txt',
      'bin/cwmpu.cjs',
      'man/cwmpu.1',
      'package.json',
      'types/index.d.cts',
    ])
  })

  it('has no dependencies and no install scripts', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['cwmpu'])
    const { scripts, dependencies } = JSON.parse(text('package.json')) as Record<string, object | undefined>
    expect(dependencies).toBeUndefined()
    expect(Object.keys(scripts ?? {}).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([])
  })

  it('names the packages in its bundle, with their licenses', () => {
    const notices = text('THIRD-PARTY-NOTICES.txt')
    for (const name of ['commander', '@smithy/core', 'chalk', 'cli-table3'])
      expect(notices).toMatch(new RegExp(`^${name} \\d.*\\((MIT|Apache-2.0)\\)$`, 'm'))
    expect(notices).toMatch(/Permission is hereby granted/)
    expect(notices).toMatch(/TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION/)
  })

  it('has a man page with every command that its help shows', async () => {
    const { stdout } = await run(process.execPath, [join(home, 'bin/cwmpu.cjs'), '--help'])
    const page = text('man/cwmpu.1').replaceAll('\\-', '-')
    const [, list = ''] = /\nCommands:\n(.*?)\n\n/s.exec(stdout) ?? []
    const commands = [...list.matchAll(/^ {2}([a-z][a-z-]+)(?= .* {2}| {2}| \[)/gm)].map(([, name = '']) => name)
    expect(commands).toEqual(expect.arrayContaining(['list', 'abort', 'abort-all', 'verify', 'demo']))
    for (const name of commands.filter((command) => command !== 'help')) expect(page).toContain(`\n.SS cwmpu ${name}\n`)
  })

  it('installs the man page, if it is installed globally', async () => {
    const prefix = makeHome({})
    const words = ['install', '--global', '--offline', '--prefix', prefix, '--cache', join(prefix, 'cache'), tarball]
    await run('npm', [...words, '--no-audit', '--no-fund'])
    const installed = readFileSync(join(prefix, 'share/man/man1/cwmpu.1'), 'utf8')
    expect(installed).toBe(text('man/cwmpu.1'))
  })

  it('passes publint and Are The Types Wrong', async () => {
    const data = readFileSync(tarball)
    const { messages } = await publint({ pack: { tarball: new Uint8Array(data).buffer }, strict: true })
    expect(messages).toEqual([])
    const check = await checkPackage(createPackageFromTarballData(new Uint8Array(data)))
    const problems = 'problems' in check ? check.problems : ['no types']
    // Node 10 does not support `exports`.
    const isOfNode10 = (problem: (typeof problems)[number]) =>
      typeof problem !== 'string' && 'resolutionKind' in problem && problem.resolutionKind === 'node10'
    expect(problems.filter((problem) => !isOfNode10(problem))).toEqual([])
  })
})

describe.each(['20', '22', '24'])('the installed package on Node %s', (major) => {
  const node = nodeOf(major)
  const cwmpu = (words: string, env = {}) =>
    run(node, [join(folder, 'node_modules/.bin/cwmpu'), ...words.split(' ')], { env, cwd: folder })

  it('lists and aborts uploads', async () => {
    const server = await startRealTimeServer()
    server.add('a b', 8 * 86_400_000)
    server.add('c')
    const env = server.environment
    expect(JSON.parse((await cwmpu('list --bucket bkt --json', env)).stdout)).toMatchObject({
      Uploads: [{ Key: 'a b' }, { Key: 'c' }],
    })
    const { stdout, stderr } = await cwmpu('abort-all --bucket bkt --older-than 7d --yes --json', env)
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: 1, Aborted: 1 }, Verified: true })
    expect(stderr).toBe('Aborted 1 of 1 upload.\n')
    await expect(cwmpu('verify --bucket bkt', env)).rejects.toMatchObject({ code: 8 })
  })

  it('runs the demo', async () => {
    const { stdout, stderr } = await cwmpu('demo')
    expect(stdout).toContain('training-data has no incomplete uploads.')
    expect(stderr).not.toMatch(/error|warning/i)
  })

  it('keeps compiled code only in the cache directory of the user', async () => {
    const [without, withCache] = [makeHome({}), makeHome({ '.cache/README': '' })]
    for (const HOME of [without, withCache]) await cwmpu('--version', { HOME })
    expect(readdirSync(without)).toEqual([])
    expect(readdirSync(join(withCache, '.cache'))).toEqual(major === '20' ? ['README'] : ['README', 'cwmpu'])
  })

  it.each([
    ['import', "const { connect } = await import('cwmpu')"],
    ['require', "const { connect } = (await import('module')).createRequire(process.cwd() + '/x')('cwmpu')"],
  ])('can be loaded with %s', async (_, load) => {
    const server = await startRealTimeServer()
    server.add('k')
    const use = "const { status } = await (await connect()).bucket('bkt').abortAll(); console.log(status)"
    const words = ['--input-type=module', '-e', `${load}; ${use}`]
    const { stdout } = await run(node, words, { env: server.environment, cwd: folder })
    expect({ stdout, left: server.left }).toEqual({ stdout: 'done\n', left: 0 })
  })
})

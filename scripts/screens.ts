/** Draws docs/screens: real commands on the bucket of the demo, on a real terminal. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fillDemoBucket } from '../src/sandbox/demo-bucket.js'
import { listen, Sandbox } from '../src/sandbox/server.js'
import { svgOf } from './svg.js'

const SCREENS = [
  ['list', 80, 'list --bucket training-data --older-than 30d', ''],
  ['sizes', 80, 'list --bucket training-data --sort size --prefix checkpoints/', ''],
  ['wide', 140, 'list --bucket training-data', ''],
  ['summary', 80, 'list --bucket training-data --summary', ''],
  ['doctor', 80, 'doctor --bucket training-data', ''],
  ['abort-all', 80, 'abort-all --bucket training-data', 'training-data\n'],
] as const

/** Returns the screen after a command, on a terminal with that many columns, after an answer was typed. */
function screenOf(words: string, columns: number, typed: string, endpoint: string): Promise<string> {
  const command = `stty cols ${columns} rows 60; exec ${process.execPath} bin/cwmpu.cjs ${words}`
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: {
      PATH: process.env['PATH'],
      TERM: 'xterm-256color',
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'DEMO00000000ACCESSKEY',
      AWS_SECRET_ACCESS_KEY: 'demo',
    },
  })
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (typed && text.includes('Type the bucket name')) child.stdin.write(typed)
  })
  return new Promise((resolve) =>
    child.on('close', () => {
      resolve(screen)
    }),
  )
}

const sandbox = new Sandbox()
const bucket = sandbox.createBucket('training-data')
fillDemoBucket(bucket, Date.now())
const server = await listen(sandbox.handle)
mkdirSync('docs/screens', { recursive: true })
for (const [name, columns, words, typed] of SCREENS) {
  const screen = (await screenOf(words, columns, typed, server.endpoint)).replaceAll(
    server.endpoint,
    'http://localhost:4711',
  )
  writeFileSync(`docs/screens/${name}.svg`, svgOf(`$ cwmpu ${words}\n${screen}`, columns))
}
await server.close()

/** Writes the pictures of docs/screens. Runs commands with the uploads of the demo on a pseudo-terminal. */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fillDemoBucket } from '../src/sandbox/stored-bucket.js'
import { listen, Sandbox } from '../src/sandbox/server.js'
import { svgOf } from './svg.js'

const FOLDER = 'docs/screens'
const COLUMNS = 80
/** Frame of a progress line. ora writes it as one synchronized update. */
// eslint-disable-next-line no-control-regex -- a frame starts and ends with an escape
const FRAME = /\u001b\[\?2026h.*?\u001b\[\?2026l/gs

const SCREENS = [
  ['list', 'list training-data --prefix checkpoints/'],
  ['summary', 'list training-data --summary'],
  ['doctor', 'doctor training-data'],
  ['abort-all', 'abort-all training-data --prefix checkpoints/ --older-than 7d'],
] as const

/** Returns the screen after a command. Answers each prompt with `y`. */
function screenOf(words: string, endpoint: string): Promise<string> {
  const command = `stty cols ${COLUMNS} rows 60; exec ${process.execPath} bin/cwmpu.cjs ${words}`
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
    if (text.includes('[y/N]')) child.stdin.write('y\n')
  })
  return new Promise((resolve) => child.on('close', () => resolve(screen.replaceAll(FRAME, ''))))
}

const sandbox = new Sandbox()
const bucket = sandbox.createBucket('training-data')
// The Date header has whole seconds. Without five more, an age in minutes would be one too low.
fillDemoBucket(bucket, Date.now() - 5000)
const server = await listen(sandbox.handle)
mkdirSync(FOLDER, { recursive: true })
for (const name of readdirSync(FOLDER)) rmSync(`${FOLDER}/${name}`)
const { port } = new URL(server.endpoint)
for (const [name, words] of SCREENS) {
  const screen = (await screenOf(words, server.endpoint))
    .replaceAll(`localhost:${port}`, 'localhost:4711'.padEnd(10 + port.length))
    .replaceAll(`port ${port}`, 'port 4711')
  writeFileSync(`${FOLDER}/${name}.svg`, svgOf(`$ cwmpu ${words}\n${screen}`, COLUMNS))
}
await server.close()

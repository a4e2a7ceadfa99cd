import { describe, expect, it } from 'vitest'
import { aborts, lists, respond } from '../support/faults.js'
import { ALL_KEYS, checkRow, type Row, startBuckets } from './contract.js'

it.each([
  ['list bkt', 'ListBucketMultipartUploads', 'list'],
  ['abort-all bkt --yes', 'AbortMultipartUpload', 'abort'],
])('%s names the missing action, and both places to grant it', async (words, action, verb) => {
  const server = await startBuckets()
  const error = '<Error><Code>AccessDenied</Code><Message>No policy allows it</Message></Error>'
  server.injectFault(verb === 'list' ? lists : aborts, respond(403, error))
  const { code, stderr } = await server.run(words)
  expect(code).toBe(4)
  expect(stderr.match(/lack s3:/g)).toHaveLength(1)
  expect(stderr).toContain(`Cannot ${verb} uploads in "bkt". The credentials from AWS_ACCESS_KEY_ID lack s3:${action}.`)
  expect(stderr).toContain('Grant it in an organization access policy or the bucket policy.')
  expect(stderr).toContain('The server returned "No policy allows it".')
})

describe('connection', () => {
  it.each<Row>([
    [
      '--endpoint URL',
      'list bkt --endpoint http://localhost:1',
      { code: 6, stderr: 'Connection refused by http://localhost:1.', sendsNothing: true },
    ],
    ['--endpoint of another kind', 'list bkt --endpoint ftp://x', { code: 2, sendsNothing: true }],
    ['--profile NAME', 'list bkt --profile nope', { code: 4, sendsNothing: true }],
    ['--region NAME', 'list bkt --region us-west-01a', { keys: ALL_KEYS }],
    ['--addressing path', 'list bkt --addressing path', { keys: ALL_KEYS }],
    ['--addressing of another kind', 'list bkt --addressing dns', { code: 2, sendsNothing: true }],
    ['--timeout DUR', 'list bkt --timeout 2s', { keys: ALL_KEYS }],
    ['--region of an unset variable', 'list bkt --region=', { code: 2, stderr: 'It is empty.', sendsNothing: true }],
    ['--s3cfg= stands for the default file', 'list bkt --s3cfg=', { code: 2, stderr: '.s3cfg', sendsNothing: true }],
    ['--s3cfg without a file stands last', 'list bkt --s3cfg', { code: 2, stderr: '.s3cfg', sendsNothing: true }],
    [
      '--s3cfg whose word is no file',
      'list --s3cfg bkt',
      { code: 2, stderr: 'If "bkt" is a bucket, write --s3cfg= or -b bkt.', sendsNothing: true },
    ],
    ['--s3cfg twice without a file', 'list bkt --s3cfg= --s3cfg', { code: 2, stderr: '.s3cfg', sendsNothing: true }],
    [
      '--s3cfg whose word is a directory',
      'list bkt --s3cfg /',
      { code: 2, stderr: 'Cannot read /. It is a directory. If "/" is a bucket, write', sendsNothing: true },
    ],
    [
      '--s3cfg whose word is no file',
      'list bkt --s3cfg a',
      {
        code: 2,
        stderr: 'error: Cannot read "a". The file does not exist. If "a" is a bucket, write',
        sendsNothing: true,
      },
    ],
    [
      'doctor names every setting and its source',
      'doctor bkt',
      { stdout: /^Endpoint +http.* AWS_ENDPOINT_URL\nAddressing +path +/ },
    ],
  ])('%s: %s', checkRow)

  it('bounds one attempt by --timeout, and makes it once more', async () => {
    const server = await startBuckets()
    server.injectFault(
      () => true,
      () => undefined,
    )
    const { code, stderr } = await server.run('list bkt --timeout 2s')
    expect(code).toBe(6)
    expect(stderr).toContain('No complete response within 2s.')
    expect(server.requests).toHaveLength(2)
  })
})

describe('demo and completion', () => {
  it.each<Row>([
    ['demo', 'demo', { stdout: '$ cwmpu verify training-data', sendsNothing: true }],
    ['completion bash', 'completion bash', { stdout: 'complete -F _cwmpu cwmpu', sendsNothing: true }],
    ['completion zsh', 'completion zsh', { stdout: /^#compdef cwmpu/, sendsNothing: true }],
    ['completion fish', 'completion fish', { stdout: 'complete -c cwmpu', sendsNothing: true }],
    ['completion --buckets', 'completion bash --buckets', { stdout: 'cwmpu complete --buckets', sendsNothing: true }],
    ['completion of another shell', 'completion csh', { code: 2, sendsNothing: true }],
    ['a command that does not exist', 'lst', { code: 2, stderr: 'Did you mean list?', sendsNothing: true }],
  ])('%s: %s', checkRow)
})

describe('help', () => {
  const commands = [
    'list',
    'abort',
    'abort-all',
    'verify',
    'lifecycle show',
    'lifecycle set',
    'doctor',
    'demo',
    'completion',
  ]
  it.each(commands)('%s -h is one screen: usage, description, flags, examples', async (command) => {
    const server = await startBuckets()
    const { code, stdout } = await server.run(`${command} -h`, { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Usage: cwmpu [^]*\n\n[A-Z].*\.\n\nFlags:\n[^]*\n\nExamples:\n/)
    expect(stdout.split('\n').length).toBeLessThan(40)
    expect((await server.run(`${command} --help`)).stdout.length).toBeGreaterThanOrEqual(stdout.length - 60)
  })
})

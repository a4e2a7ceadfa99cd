import { readFileSync } from 'node:fs'
import formats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { fillDemoBucket } from '../src/sandbox/stored-bucket.js'
import { aborts, first, listsParts, respondWithError } from './support/faults.js'
import { abortAfter, configuration, rule } from './support/lifecycle.js'
import { startServer, type TestServer } from './support/server.js'

const SCHEMA = new URL('../schema/cwmpu.schema.json', import.meta.url)
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
formats.default(ajv)
ajv.addSchema(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object, 'cwmpu')

/** Returns the errors of a document. */
function schemaErrorsOf(document: unknown, definition: string): unknown {
  const validate = ajv.getSchema(`cwmpu#/$defs/${definition}`)
  if (!validate) throw new Error(`The schema has no definition ${definition}.`)
  return validate(document) === true ? [] : validate.errors
}

async function startDemoServer(): Promise<TestServer> {
  const server = await startServer()
  fillDemoBucket(server.bucket, server.clock.now())
  server.sandbox.createBucket('clear')
  const tagged = '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>'
  const rules = [rule('mine', abortAfter(3)), rule('tagged', abortAfter(3), tagged)]
  server.sandbox.createBucket('ruled').lifecycle = configuration(...rules)
  server.sandbox.createBucket('odd').lifecycle = configuration(rule('odd', '<Moon/>'))
  return server.injectFault(first(1, listsParts), respondWithError(404, 'NoSuchUpload'))
}

describe('schema/cwmpu.schema.json', () => {
  it.each([
    ['listing', 'list --bucket bkt --json'],
    ['listing', 'list --bucket bkt --json --sizes --prefix checkpoints/'],
    ['listing', 'list --bucket clear --json'],
    ['listing', 'list --bucket bkt --json --shard 1/2 --match * --older-than 1d --limit 1'],
    ['errorDocument', 'list --bucket absent --json'],
    ['errorDocument', 'verify --json --prefx x'],
    ['errorDocument', 'doctor a b --json'],
    ['errorDocument', 'lifecycle set bkt --json'],
    ['errorDocument', 'completion csh -o json'],
    ['rollup', 'list --bucket bkt --json --summary --limit 2 --sizes'],
    ['rollup', 'list --bucket bkt --json --summary --by age'],
    ['bucketSummaries', 'list --bucket bkt --bucket clear --bucket absent --json --sizes'],
    ['bucketSummaries', 'list --all-buckets --json --limit 1'],
    ['verifyResults', 'verify --all-buckets --json'],
    ['verifyResult', 'verify --bucket bkt --json'],
    ['verifyResult', 'verify --bucket clear --json --prefix x'],
    ['listing', 'abort-all --bucket bkt --dry-run --json'],
    ['outcomes', 'abort-all --bucket bkt --yes --json --sizes'],
    ['outcomes', 'abort-all --bucket clear --yes --json'],
    ['outcomes', 'abort-all --bucket bkt --json'],
    ['outcomes', 'abort-all --bucket absent --yes --json'],
    ['outcomes', 'abort --bucket bkt --key k --upload-id u --json'],
    ['outcomes', 'abort-all --bucket a --bucket b --yes --json'],
    ['outcomes', 'abort --bucket bkt --key k --upload-id u --ignore-not-found --json'],
    ['lifecycleRules', 'lifecycle show --bucket bkt --json'],
    ['lifecycleRules', 'lifecycle show --bucket ruled --json'],
    ['lifecycleChange', 'lifecycle set --bucket bkt --days 7 --yes --json'],
    ['lifecycleChange', 'lifecycle set --bucket bkt --days 7 --dry-run --json'],
    ['lifecycleChange', 'lifecycle set --bucket ruled --days 7 --id mine --yes --json'],
    ['lifecycleChange', 'lifecycle set --bucket odd --days 7 --yes --json'],
    ['doctorReport', 'doctor --bucket bkt --json'],
    ['doctorReport', 'doctor --json --endpoint http://127.0.0.1:1'],
  ])('accepts as %s the output of: %s', async (definition, words) => {
    const server = await startDemoServer()
    server.injectFault(first(1, aborts), respondWithError(403, 'AccessDenied'))
    const { stdout } = await server.run(words)
    expect(schemaErrorsOf(JSON.parse(stdout), definition)).toEqual([])
  })

  it.each([
    ['listingLine', 'list --bucket bkt -o ndjson --sizes'],
    ['rollupLine', 'list --bucket bkt -o ndjson --summary --prefix checkpoints/ --depth 2 --limit 1 --sizes'],
    ['rollupLine', 'list --bucket bkt -o ndjson --by age'],
    ['outcomesLine', 'abort-all --bucket bkt --yes -o ndjson'],
    ['outcomesLine', 'abort-all --bucket absent --yes -o ndjson'],
  ])('accepts as %s each line of: %s', async (definition, words) => {
    const server = await startDemoServer()
    const lines = (await server.run(words)).stdout.trimEnd().split('\n')
    for (const line of lines) expect(schemaErrorsOf(JSON.parse(line), definition)).toEqual([])
  })

  it.each([
    ['rollup', 'list bkt --summary --sizes --json'],
    ['bucketSummaries', 'list bkt clear --sizes --json'],
  ])('accepts as %s, if no size is known, the output of: %s', async (definition, words) => {
    const server = await startDemoServer()
    const { stdout } = await server.injectFault(listsParts, respondWithError(403, 'AccessDenied')).run(words)
    expect(stdout).toContain('"Size":null')
    expect(schemaErrorsOf(JSON.parse(stdout), definition)).toEqual([])
  })

  it('rejects documents that are not valid', () => {
    expect(schemaErrorsOf({ Bucket: 'b', Uploads: [{ Key: '', UploadId: 'u' }] }, 'listing')).not.toEqual([])
    expect(schemaErrorsOf({ Bucket: 'b', Uploads: [], More: 1 }, 'listing')).not.toEqual([])
    expect(schemaErrorsOf({ Bucket: 'b', Key: 'k', UploadId: 'u', Size: -1 }, 'listingLine')).not.toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { fillDemoBucket } from '../src/sandbox/demo-bucket.js'
import { aborts, first, listsParts, refuse } from './support/faults.js'
import { abortAfter, configuration, rule } from './support/lifecycle.js'
import { startStore, type TestStore } from './support/store.js'

const SCHEMA = new URL('../schema/cwmpu.schema.json', import.meta.url)
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
formats.default(ajv)
ajv.addSchema(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object, 'cwmpu')

/** What is wrong with a document. */
function problemsOf(document: unknown, definition: string): unknown {
  const validate = ajv.getSchema(`cwmpu#/$defs/${definition}`)
  if (!validate) throw new Error(`there is no ${definition} in the schema`)
  return validate(document) === true ? [] : validate.errors
}

async function startDemoStore(): Promise<TestStore> {
  const store = await startStore()
  fillDemoBucket(store.bucket, store.clock.now())
  store.sandbox.createBucket('clear')
  const tagged = '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>'
  const rules = [rule('mine', abortAfter(3)), rule('tagged', abortAfter(3), tagged)]
  store.sandbox.createBucket('ruled').lifecycle = configuration(...rules)
  store.sandbox.createBucket('odd').lifecycle = configuration(rule('odd', '<Moon/>'))
  return store.meet(first(1, listsParts), refuse(404, 'NoSuchUpload'))
}

describe('every JSON document is as the schema says', () => {
  it.each([
    ['listing', 'list --bucket bkt --json'],
    ['listing', 'list --bucket bkt --json --sizes --prefix checkpoints/'],
    ['listing', 'list --bucket clear --json'],
    ['listing', 'list --bucket bkt --json --shard 1/2'],
    ['summary', 'list --bucket bkt --json --summary --limit 2'],
    ['summary', 'list --bucket bkt --json --summary --by age --no-sizes'],
    ['survey', 'list --bucket bkt --bucket clear --bucket absent --json --sizes'],
    ['survey', 'verify --all-buckets --json'],
    ['verification', 'verify --bucket bkt --json'],
    ['verification', 'verify --bucket clear --json --prefix x'],
    ['listing', 'abort-all --bucket bkt --dry-run --json'],
    ['outcomes', 'abort-all --bucket bkt --yes --json --sizes'],
    ['outcomes', 'abort-all --bucket clear --yes --json'],
    ['outcomes', 'abort-all --bucket bkt --json'],
    ['outcomes', 'abort-all --bucket absent --yes --json'],
    ['outcomes', 'abort --bucket bkt --key k --upload-id u --json'],
    ['outcomes', 'abort --bucket bkt --key k --upload-id u --ignore-not-found --json'],
    ['lifecycleRules', 'lifecycle show --bucket bkt --json'],
    ['lifecycleRules', 'lifecycle show --bucket ruled --json'],
    ['lifecycleChange', 'lifecycle set --bucket bkt --days 7 --yes --json'],
    ['lifecycleChange', 'lifecycle set --bucket bkt --days 7 --dry-run --json'],
    ['lifecycleChange', 'lifecycle set --bucket ruled --days 7 --id mine --yes --json'],
    ['lifecycleChange', 'lifecycle set --bucket odd --days 7 --yes --json'],
    ['diagnosis', 'doctor --bucket bkt --json'],
    ['diagnosis', 'doctor --json --endpoint http://127.0.0.1:1'],
  ])('%s: %s', async (definition, words) => {
    const store = await startDemoStore()
    store.meet(first(1, aborts), refuse(403, 'AccessDenied'))
    const { stdout } = await store.run(words)
    expect(problemsOf(JSON.parse(stdout), definition)).toEqual([])
  })

  it.each([
    ['listingLine', 'list --bucket bkt -o ndjson --sizes'],
    ['outcomesLine', 'abort-all --bucket bkt --yes -o ndjson'],
    ['outcomesLine', 'abort-all --bucket absent --yes -o ndjson'],
  ])('each line is a %s: %s', async (definition, words) => {
    const store = await startDemoStore()
    const lines = (await store.run(words)).stdout.trimEnd().split('\n')
    for (const line of lines) expect(problemsOf(JSON.parse(line), definition)).toEqual([])
  })

  it('and the schema lets nothing through that is not', () => {
    expect(problemsOf({ Bucket: 'b', Uploads: [{ Key: '', UploadId: 'u' }] }, 'listing')).not.toEqual([])
    expect(problemsOf({ Bucket: 'b', Uploads: [], More: 1 }, 'listing')).not.toEqual([])
    expect(problemsOf({ Bucket: 'b', Key: 'k', UploadId: 'u', Size: -1 }, 'listingLine')).not.toEqual([])
  })
})

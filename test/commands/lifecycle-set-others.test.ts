import { GetBucketLifecycleConfigurationCommand, type LifecycleRule, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'
import { startServer, type TestServer } from '../support/server.js'

const SET = 'lifecycle set --bucket bkt'
const USUAL = 'cwmpu-abort-incomplete-uploads'
const EXPIRATION = { Status: 'Enabled', Expiration: { Days: 30 } } as const

/** Returns the rules of the bucket as the SDK reads them. */
async function rulesIn({ endpoint }: TestServer): Promise<LifecycleRule[] | undefined> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new S3Client({ endpoint, region: 'test', forcePathStyle: true, credentials })
  return (await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'bkt' }))).Rules
}

function abortRule(id: string, days: number, prefix = ''): LifecycleRule {
  return {
    ID: id,
    Filter: { Prefix: prefix },
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: days },
  }
}

describe('cwmpu lifecycle set, with other rules', () => {
  it('does not change the meaning of other rules', async () => {
    const server = await startServer()
    const others = [
      rule('a', EXPIRES, '<Prefix>logs/</Prefix>'),
      `<Rule>\n  <Status>Disabled</Status>\n  ${EXPIRES}<ID>b &#38; &quot;c&quot;</ID><Filter><Prefix>é&#13;</Prefix></Filter></Rule>`,
    ] as const
    server.bucket.lifecycle = configuration(
      others[0],
      rule(USUAL, abortAfter(7), '<Filter><Prefix>tmp/</Prefix></Filter>'),
      others[1],
    )
    const { code, stdout } = await server.run(`${SET} --days 3 --prefix tmp/ --yes`)
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/keys that start with tmp\/ after 3 days/) as string,
    })
    expect(await rulesIn(server)).toEqual([
      { ID: 'a', Filter: { Prefix: 'logs/' }, ...EXPIRATION },
      abortRule(USUAL, 3, 'tmp/'),
      { ID: 'b & "c"', Filter: { Prefix: 'é\r' }, ...EXPIRATION, Status: 'Disabled' },
    ])
  })

  it('writes all prefixes in a Filter, because AWS accepts no mixture', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('a', EXPIRES, '<Prefix>logs/</Prefix>'))
    await server.run(`${SET} --days 7 --prefix tmp/ --yes`)
    expect(await rulesIn(server)).toEqual([
      { ID: 'a', Filter: { Prefix: 'logs/' }, ...EXPIRATION },
      abortRule(USUAL, 7, 'tmp/'),
    ])
  })

  it('writes several conditions in an And, because RGW loses the prefix of the form that it returns', async () => {
    const server = await startServer()
    const [tag, tags] = ['<Tag><Key>a</Key><Value>1</Value></Tag>', '<Tag><Key>b</Key><Value>2</Value></Tag>']
    const prefix = '<Prefix>x/</Prefix>'
    server.bucket.lifecycle = configuration(
      rule('one', EXPIRES, `<Filter>${prefix}${tag}</Filter>`),
      rule('two', EXPIRES, `<Filter>${prefix}<And>${tag}${tags}</And></Filter>`),
      rule('three', EXPIRES, `<Filter>${tag}</Filter>`),
    )
    expect(await server.run(`${SET} --days 7 --yes`)).toMatchObject({ code: 0 })
    const [a, b] = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]
    expect(await rulesIn(server)).toEqual([
      { ID: 'one', Filter: { And: { Prefix: 'x/', Tags: [a] } }, ...EXPIRATION },
      { ID: 'two', Filter: { And: { Prefix: 'x/', Tags: [a, b] } }, ...EXPIRATION },
      { ID: 'three', Filter: { Tag: a }, ...EXPIRATION },
      abortRule(USUAL, 7),
    ])
  })

  it('is not blocked by comments, CDATA, attributes and namespaces, which hold no rule', async () => {
    const server = await startServer()
    const a = rule('a', EXPIRES, '<Prefix><![CDATA[x]]></Prefix>').replace('<Rule>', '<Rule xmlns="y" z="1">')
    server.bucket.lifecycle = configuration('<!-- ours -->', '<?x y?>', a).replace(/<(\/?)Life/g, '<$1s:Life')
    expect(await server.run(`${SET} --days 7 --yes`)).toMatchObject({ code: 0, stderr: '' })
    expect(await rulesIn(server)).toEqual([{ ID: 'a', Filter: { Prefix: 'x' }, ...EXPIRATION }, abortRule(USUAL, 7)])
  })
})

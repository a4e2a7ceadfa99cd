/**
 * A bucket's name, also from `s3://name` or `cw://name`.
 *
 * The rule is CoreWeave's: 3 to 63 of `a-z 0-9 -`, so that `name.cwobject.com` is always a host name. The SDK
 * does not refuse other names: it falls back to path addressing without a word, or signs for another host.
 *
 * @throws SyntaxError with a sentence for the person.
 */
export function parseBucketName(text: string): string {
  const name = text.replace(/^(s3|cw):\/\//, '').replace(/\/$/, '')
  if (name.startsWith('arn:')) throw new SyntaxError('is an ARN: give the bucket by its name.')
  if (name.includes('/'))
    throw new SyntaxError('names more than a bucket: give the bucket alone, and --prefix for a part of it.')
  if (name.endsWith('--x-s3'))
    throw new SyntaxError('is an S3 Express bucket, which cwmpu does not speak to.')
  if (!/^[a-z0-9-]*$/.test(name)) throw new SyntaxError('may hold only a-z, 0-9 and -.')
  if (name.length < 3 || name.length > 63) throw new SyntaxError('must have 3 to 63 characters.')
  if (name.startsWith('-') || name.endsWith('-'))
    throw new SyntaxError('must begin and end with a letter or a digit.')
  if (name.startsWith('xn--')) throw new SyntaxError('begins with xn--, which is reserved.')
  return name
}

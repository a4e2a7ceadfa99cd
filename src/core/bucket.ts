/** Bucket as users name it: `NAME`, `s3://NAME`, `cw://NAME`, each with or without a path. */
export interface BucketReference {
  readonly name: string
  /** Text after the bucket and a slash, not decoded. `''` if there is none. */
  readonly path: string
}

export function parseBucketReference(text: string): BucketReference {
  const [, name = '', path = ''] = /^(?:(?:s3|cw):\/\/)?([^/]*)\/?(.*)$/s.exec(text) ?? []
  return { name, path }
}

/** Labels of a host name. In virtual addressing, the bucket is part of one. */
const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

/**
 * Returns the reason why a bucket cannot have this name, or undefined. The SDK accepts such names, and signs for
 * another host or changes the addressing.
 */
export function invalidBucketName(name: string, addressing: 'virtual' | 'path'): string | undefined {
  if (name.startsWith('arn:')) return 'It is an ARN. Use the name of the bucket.'
  if (name.endsWith('--x-s3')) return 'S3 Express buckets are not supported.'
  // A path segment of one or two dots would be resolved: it names another resource.
  if (/^\.+$/.test(name)) return 'Use at least one letter or digit.'
  const [characters, longest, hint] =
    addressing === 'path'
      ? [/^[A-Za-z0-9._-]*$/, 255, 'Use A-Z, a-z, 0-9, dots, underscores and hyphens.']
      : [/^[a-z0-9.-]*$/, 63, 'Use a-z, 0-9, hyphens and dots, or pass --addressing path.']
  if (!characters.test(name)) return hint
  if (name.length < 3 || name.length > longest) return `Use 3 to ${longest} characters.`
  if (addressing === 'path' || HOST_NAME.test(name)) return undefined
  return 'Start and end each label with a letter or a digit.'
}

/** Contents of a bucket, besides incomplete uploads, that block DeleteBucket. */
export interface Blocking {
  readonly objects: Presence
  /** Versions and delete markers. Current objects count too. */
  readonly versions: Presence
}

/** Presence of an entry, or the error code if it could not be checked. */
export type Presence = boolean | { readonly code: string }

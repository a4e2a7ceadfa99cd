import type { Target } from './upload.js'

/** Uploads that somebody looked at and wants gone. */
export interface ReviewedListing {
  readonly targets: readonly Target[]
  /** The buckets that it names, if it names any. */
  readonly buckets: ReadonlySet<string>
}

/**
 * Reads what `list -o json` and `-o ndjson` write, and what `aws s3api list-multipart-uploads` does. All of it is
 * read before any of it is used. Nothing at all is a listing without uploads: the AWS CLI writes that.
 *
 * @throws SyntaxError with a sentence for the person that says where it is wrong.
 */
export function parseReviewedListing(text: string): ReviewedListing {
  const targets: Target[] = []
  const buckets = new Set<string>()
  const take = (value: unknown, where: string) => {
    if (isRecord(value) && typeof value['Bucket'] === 'string') buckets.add(value['Bucket'])
    const uploads = isRecord(value) ? value['Uploads'] : value
    if (Array.isArray(uploads))
      for (const [index, upload] of uploads.entries()) take(upload, `upload ${index + 1}`)
    else if (!isSummary(value)) targets.push(targetIn(value, where))
  }
  const whole = parseJson(text)
  if (whole !== undefined) take(whole, 'it')
  else
    text.split('\n').forEach((line, index) => {
      if (line.trim() !== '') take(parseJson(line), `line ${index + 1}`)
    })
  return { targets, buckets }
}

function targetIn(value: unknown, where: string): Target {
  const { Key: key, UploadId: uploadId } = isRecord(value) ? value : {}
  if (!isName(key) || !isName(uploadId)) {
    throw new SyntaxError(
      `is not a listing: ${where} has no Key and UploadId. Make one with: cwmpu list -o json`,
    )
  }
  return { key, uploadId }
}

/** The last line of what `abort-all -o ndjson` writes. */
function isSummary(value: unknown): boolean {
  return isRecord(value) && 'Summary' in value && !('Key' in value)
}

/** A lone surrogate, which JSON can hold, is part of no key and could not be sent. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

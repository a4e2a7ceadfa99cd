import type { ListMultipartUploadsCommandOutput, MultipartUpload } from '@aws-sdk/client-s3'

/**
 * Encoding of keys in a response to a request with `encoding-type=url`. AWS and Swift name it in EncodingType, RGW
 * encodes without naming it, and other servers ignore the parameter. A wrong guess would abort another key, so it is
 * decided by evidence.
 */
export type KeyEncoding = 'url' | 'none'

type Page = Pick<ListMultipartUploadsCommandOutput, 'EncodingType' | 'Uploads'>

/** Characters that every percent-encoder escapes, and a percent sign that starts no escape. */
const NEVER_IN_ENCODED = /[\p{Cc} "<>\\^`{|}]|\P{ASCII}|%(?![0-9a-fA-F]{2})/u

/** Returns the encoding of a page: `ambiguous` if both decode to different keys, `either` if both decode to the same. */
export function detectEncoding({ EncodingType, Uploads = [] }: Page): KeyEncoding | 'ambiguous' | 'either' {
  if (EncodingType === 'url') return 'url'
  if (Uploads.some(({ Key = '' }) => NEVER_IN_ENCODED.test(Key))) return 'none'
  return Uploads.some(({ Key = '' }) => isAmbiguous(Key)) ? 'ambiguous' : 'either'
}

/** Compares a page with the same page requested without `encoding-type`. Undefined if that does not decide it. */
export function compareEncodings(page: Page, plainPage: Page): KeyEncoding | undefined {
  const plainKeys = new Map(plainPage.Uploads?.map(({ UploadId, Key }) => [UploadId, Key]))
  const encodings = new Set<KeyEncoding>()
  for (const { Key = '', UploadId } of page.Uploads ?? []) {
    const plainKey = plainKeys.get(UploadId)
    if (!isAmbiguous(Key) || plainKey === undefined) continue
    if (plainKey === Key) encodings.add('none')
    else if (plainKey === decode(Key)) encodings.add('url')
    else return undefined
  }
  return encodings.size === 1 ? [...encodings][0] : undefined
}

/** Returns the exact key, or undefined if it cannot be decoded. */
export function decodedKey({ Key }: MultipartUpload, encoding: KeyEncoding): string | undefined {
  if (Key === undefined || encoding === 'none') return Key
  return decode(Key)
}

export function isAmbiguous(key: string): boolean {
  return key.includes('%') || key.includes('+')
}

/**
 * Returns the decoded key, or undefined if it is not encoded. AWS encodes a space as `+`. All servers encode a plus
 * sign as `%2B`.
 */
function decode(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

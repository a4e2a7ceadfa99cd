import { untrusted } from '../requests/request-error.js'

/**
 * Whether there is more, by an answer's IsTruncated. Without that, half of a listing would look like all of it.
 *
 * @throws RequestError, untrusted, where it says neither.
 */
export function readIsTruncated(text: string | undefined): boolean {
  const isTruncated = text?.toLowerCase()
  if (isTruncated !== 'true' && isTruncated !== 'false')
    throw untrusted('it does not say whether there is more')
  return isTruncated === 'true'
}

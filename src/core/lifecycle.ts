/** A rule of a bucket that aborts incomplete uploads by itself. */
export interface AbortRule {
  readonly id: string
  readonly isEnabled: boolean
  /** Keys begin with it; `''` is every key. */
  readonly prefix: string
  readonly daysAfterInitiation: number
}

/** `cwmpu-abort: after 7 days, every key`. */
export function describeRule({ id, isEnabled, prefix, daysAfterInitiation }: AbortRule): string {
  const days = daysAfterInitiation === 1 ? '1 day' : `${daysAfterInitiation} days`
  const keys = prefix === '' ? 'every key' : `keys that begin with ${prefix}`
  return `${id || '(no name)'}: after ${days}, ${keys}${isEnabled ? '' : ', but disabled'}`
}

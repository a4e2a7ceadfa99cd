import type { Search } from '../core/search.js'
import { displaySafe } from '../core/safe-text.js'
import type { Style } from './style.js'
import { ageOf, count, shortInstant } from './words.js'

/** What is about to be aborted, where, and as whom. */
export interface Plan {
  readonly bucket: string
  readonly store: { readonly endpoint: string; readonly credentials: string }
  readonly search: Search
}

/** The plan as a person reads it before saying yes. */
export function renderPlan({ bucket, store, search }: Plan, style: Style): string {
  const { selected, oldest, newest, maybeLive, now } = search
  const line = (label: string, text: string) => `  ${style.quiet(label.padEnd(12))}${text}\n`
  const when = (upload: typeof oldest) =>
    upload?.initiated === undefined
      ? 'unknown'
      : `${ageOf(upload, now)} ago, ${shortInstant(upload.initiated)}, ${displaySafe(upload.key)}`
  const live =
    maybeLive === 0
      ? style.good('none began within 24 h')
      : style.warning(`${count(maybeLive, 'upload')} began within 24 h and may still be written to`)
  return (
    style.heading(`About to abort ${count(selected, 'incomplete upload')}\n`) +
    line('bucket', `${style.key(bucket)} at ${displaySafe(store.endpoint)}`) +
    line('credentials', displaySafe(store.credentials)) +
    line('oldest', when(oldest)) +
    line('newest', when(newest)) +
    line('live?', live)
  )
}

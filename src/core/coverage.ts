import type { Instant } from './instant.js'
import { type AbortRule, covers } from './abort-rule.js'
import { Rollup } from './rollup.js'
import type { Upload } from './upload.js'

/** Uploads that no lifecycle rule aborts, by the first level of their keys. */
export class Coverage {
  readonly rules: readonly AbortRule[]
  uploads = 0
  readonly uncovered = new Rollup('prefix', 1)

  constructor(rules: readonly AbortRule[]) {
    this.rules = rules
  }

  take(uploads: readonly Upload[], now: Instant): void {
    this.uploads += uploads.length
    for (const upload of uploads) {
      if (!this.rules.some((rule) => covers(rule, upload.key))) this.uncovered.add(upload, now)
    }
  }
}

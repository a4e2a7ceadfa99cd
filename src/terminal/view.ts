import type { TopN } from '../core/top-n.js'
import type { Upload } from '../core/upload.js'

/** Shows uploads as they come. */
export interface View {
  /** What to write now that these have come. */
  take(uploads: readonly Upload[]): string
  /** What to write at the end; the listing was cut short where it says so. */
  close(isCut?: boolean): string
  /** It shows no more, whatever comes. */
  readonly isFull?: boolean
}

/** Shows only the first so many, in the order in which they come. */
export function limited(view: View, most: number): View {
  let left = most
  return {
    take: (uploads) => {
      const shown = uploads.slice(0, left)
      left -= shown.length
      return view.take(shown)
    },
    close: () => view.close(left === 0),
    get isFull() {
      return left === 0
    },
  }
}

/** Shows nothing before it has seen all of them. */
export function ordered(view: View, topN: TopN<Upload>): View {
  return {
    take: (uploads) => {
      for (const upload of uploads) topN.add(upload)
      return ''
    },
    close: () => view.take(topN.items()) + view.close(),
  }
}

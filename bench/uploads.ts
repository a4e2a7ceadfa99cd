const FIRST_INITIATED = Date.UTC(2026, 3, 15)
const PRINCIPAL = '<ID>5e6e1b2c9b2f4a7c8d9e0f1a2b3c4d5e</ID><DisplayName>training</DisplayName>'

/** Incomplete uploads in the order of their keys. Each is computed from its number. */
export class Uploads {
  left: number
  readonly #isAborted: Uint8Array
  /** Pages since the last abort, by size and key marker, so that no client waits while one is built. */
  readonly #pages = new Map<string, Buffer>()

  constructor(total: number) {
    this.left = total
    this.#isAborted = new Uint8Array(total)
  }

  /** Reads the number of the upload from its key. */
  abort(target: string): void {
    const number = numberIn(decodeURIComponent(target.slice(0, target.indexOf('?'))))
    if (this.#isAborted[number] !== 0) return
    this.#isAborted[number] = 1
    this.left--
    this.#pages.clear()
  }

  /** Returns the body of a ListMultipartUploads response. */
  page(keyMarker: string | null, size: number): Buffer {
    const id = `${size} ${keyMarker ?? ''}`
    const page = this.#pages.get(id) ?? this.#build(keyMarker, size)
    this.#pages.set(id, page)
    return page
  }

  #build(keyMarker: string | null, size: number): Buffer {
    const entries: string[] = []
    let number = keyMarker ? numberIn(keyMarker) + 1 : 0
    for (; number < this.#isAborted.length && entries.length < size; number++)
      if (this.#isAborted[number] === 0) entries.push(entry(number))
    const isTruncated = this.#isAborted.includes(0, number)
    const last = number - 1
    const markers = isTruncated
      ? `<NextKeyMarker>${keyOf(last)}</NextKeyMarker><NextUploadIdMarker>${idOf(last)}</NextUploadIdMarker>`
      : ''
    return Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?><ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>bench</Bucket><Prefix></Prefix><KeyMarker></KeyMarker><UploadIdMarker></UploadIdMarker>${markers}<MaxUploads>${size}</MaxUploads><IsTruncated>${isTruncated}</IsTruncated>${entries.join('')}</ListMultipartUploadsResult>`,
    )
  }
}

function keyOf(number: number): string {
  const text = String(number).padStart(7, '0')
  return `checkpoints/llama-70b/step-${text.slice(0, 4)}/rank-${text}.pt`
}

function numberIn(key: string): number {
  return Number(key.slice(-10, -3))
}

/** Returns an upload ID that looks random and is the same in every run. */
function idOf(number: number): string {
  let id = '2~'
  let state = number + 1
  for (let at = 0; at < 4; at++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + at
    id += (state >>> 0).toString(16).padStart(8, '0')
  }
  return id
}

function entry(number: number): string {
  const initiated = new Date(FIRST_INITIATED + number * 1000).toISOString()
  return `<Upload><Key>${keyOf(number)}</Key><UploadId>${idOf(number)}</UploadId><Initiator>${PRINCIPAL}</Initiator><Owner>${PRINCIPAL}</Owner><StorageClass>STANDARD</StorageClass><Initiated>${initiated}</Initiated></Upload>`
}

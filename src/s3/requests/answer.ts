import { readXml } from '../xml/reader.js'
import type { WireAnswer } from './exchange.js'
import type { Refusal } from './request-error.js'

/** Why an answer is not the one that was asked for; undefined where it is. An `<Error>` counts, even under 200. */
export function failureIn(answer: WireAnswer): Refusal | undefined {
  const head = answer.body.toString('utf8', 0, 512)
  if (answer.status < 300 && !head.includes('<Error>')) return undefined
  const fields =
    answer.body.length < MOST_BYTES_OF_AN_ERROR ? errorFields(answer.body.toString('utf8')) : NO_FIELDS
  const requestId = fields.get('RequestId') ?? header(answer, 'x-amz-request-id')
  const retryAfter = secondsIn(header(answer, 'retry-after'))
  return {
    kind: 'answered',
    status: answer.status,
    code: fields.get('Code') ?? `HTTP ${answer.status}`,
    message: fields.get('Message') ?? '',
    ...(requestId && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

const MOST_BYTES_OF_AN_ERROR = 65_536
const NO_FIELDS: ReadonlyMap<string, string> = new Map()

function errorFields(body: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  let isError = false
  const reader = {
    open: (name: string, depth: number) => {
      if (depth === 1) isError = name === 'Error'
    },
    close: (name: string, depth: number, text: string) => {
      if (isError && depth === 2) fields.set(name, text)
    },
  }
  try {
    readXml(body, reader)
  } catch {
    return NO_FIELDS // A proxy's HTML: the status is all there is.
  }
  return fields
}

function header(answer: WireAnswer, name: string): string | undefined {
  const value = answer.headers[name]
  return typeof value === 'string' ? value : undefined
}

function secondsIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) * 1000 : undefined
}

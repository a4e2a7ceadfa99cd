import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers a request in place of the store. */
export type Fault = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Test for the requests that get a fault. */
export type Condition = (incoming: IncomingMessage) => boolean

export const lists: Condition = ({ method, url }) => method === 'GET' && url?.includes('uploads=') === true
export const listsParts: Condition = ({ method, url }) => method === 'GET' && url?.includes('max-parts') === true
export const aborts: Condition = ({ method }) => method === 'DELETE'

export const both =
  (one: Condition, other: Condition): Condition =>
  (incoming) =>
    one(incoming) && other(incoming)

/** Requests for keys that hold a text. */
export const forKey =
  (text: string): Condition =>
  ({ url }) =>
    url?.includes(text) === true

/** Every nth of the requests that meet the condition. */
export function every(n: number, condition: Condition): Condition {
  let seen = 0
  return (incoming) => condition(incoming) && ++seen % n === 0
}

/** The first n of them. */
export function first(n: number, condition: Condition): Condition {
  let seen = 0
  return (incoming) => condition(incoming) && ++seen <= n
}

/** All but the first n of them. */
export function after(n: number, condition: Condition): Condition {
  let seen = 0
  return (incoming) => condition(incoming) && ++seen > n
}

/** Any answer at all. */
export function respond(status: number, body: string | Buffer = '', headers: Record<string, string> = {}): Fault {
  return (_incoming, outgoing) => {
    outgoing.writeHead(status, headers)
    outgoing.end(body)
  }
}

/** An S3 error. */
export function respondWithError(status: number, code: string, headers: Record<string, string> = {}): Fault {
  const content = `<Code>${code}</Code><Message></Message><RequestId>tx-1</RequestId>`
  return respond(status, `<?xml version="1.0"?><Error>${content}</Error>`, headers)
}

/** Says that it is done, and does nothing. */
export const fakeSuccess: Fault = respond(204)

/** Responds as a captive portal or a proxy. */
export function html(status: number): Fault {
  return respond(status, '<!DOCTYPE html><html><body>Please <b>sign in</b></body></html>', {
    'content-type': 'text/html',
  })
}

/** A page of a listing of the bucket `bkt`. */
export function page(content: string, { isTruncated = false, bucket = 'bkt' } = {}): Fault {
  const envelope = `<Bucket>${bucket}</Bucket><IsTruncated>${String(isTruncated)}</IsTruncated>`
  return respond(
    200,
    `<?xml version="1.0"?><ListMultipartUploadsResult>${envelope}${content}</ListMultipartUploadsResult>`,
  )
}

/** An upload of a page. */
export function entry(key: string, uploadId: string, initiated = '2020-01-01T00:00:00.000Z'): string {
  return `<Upload><Key>${key}</Key><UploadId>${uploadId}</UploadId><Initiated>${initiated}</Initiated></Upload>`
}

/** Cuts the connection. */
export const reset: Fault = (incoming) => {
  incoming.socket.resetAndDestroy()
}

/** Never answers. */
export const hang: Fault = () => undefined

/** Sends the head of an answer, and nothing after it. */
export const stall: Fault = (_incoming, outgoing) => {
  outgoing.writeHead(200, { 'content-length': '1000' })
  outgoing.write('<?xml')
}

/** Sends a byte every 20 ms, for ever. */
export const drip: Fault = (_incoming, outgoing) => {
  outgoing.writeHead(200)
  const timer = setInterval(() => outgoing.write(' '), 20)
  outgoing.on('close', () => {
    clearInterval(timer)
  })
}

/** Announces more than it sends. */
export const truncateBody: Fault = (_incoming, outgoing) => {
  outgoing.writeHead(200, { 'content-length': '5000' })
  outgoing.write('<?xml version="1.0"?><ListMultipartUploadsResult><Bucket>bkt</Bucket>')
  setTimeout(() => outgoing.destroy(), 10)
}

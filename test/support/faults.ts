import type { IncomingMessage, ServerResponse } from 'node:http'

/** Responds to a request instead of the server. */
export type Fault = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Returns true for a request that gets a fault. */
export type Condition = (incoming: IncomingMessage) => boolean

export const lists: Condition = ({ method, url }) => method === 'GET' && url?.includes('uploads=') === true
export const listsParts: Condition = ({ method, url }) => method === 'GET' && url?.includes('max-parts') === true
export const aborts: Condition = ({ method }) => method === 'DELETE'

/** Condition for requests that meet all of these conditions. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return (incoming) => conditions.every((condition) => condition(incoming))
}

/** Condition for requests whose URL contains a text. */
export function forKey(text: string): Condition {
  return ({ url }) => url?.includes(text) === true
}

/** Condition for every nth request that meets another condition. */
export function everyNth(n: number, condition: Condition): Condition {
  let seen = 0
  return (incoming) => condition(incoming) && ++seen % n === 0
}

/** Condition for the first n requests that meet another condition. */
export function first(n: number, condition: Condition): Condition {
  let seen = 0
  return (incoming) => condition(incoming) && ++seen <= n
}

/** Condition for all requests but the first n that meet another condition. */
export function after(n: number, condition: Condition): Condition {
  let seen = 0
  return (incoming) => condition(incoming) && ++seen > n
}

/** Returns a fault that sends this response. */
export function respond(status: number, body: string | Buffer = '', headers: Record<string, string> = {}): Fault {
  return (_incoming, outgoing) => {
    outgoing.writeHead(status, headers)
    outgoing.end(body)
  }
}

/** Returns a fault that sends an S3 error. */
export function respondWithError(status: number, code: string, headers: Record<string, string> = {}): Fault {
  const content = `<Code>${code}</Code><Message></Message><RequestId>tx-1</RequestId>`
  return respond(status, `<?xml version="1.0"?><Error>${content}</Error>`, headers)
}

/** Responds with success to an abort, and does not abort. */
export const fakeSuccess: Fault = respond(204)

/** Returns a fault that sends an HTML page, as proxies do. */
export function html(status: number): Fault {
  return respond(status, '<!DOCTYPE html><html><body>Please <b>sign in</b></body></html>', {
    'content-type': 'text/html',
  })
}

/** Returns a fault that sends a page of a listing of the bucket `bkt`. */
export function page(content: string, { isTruncated = false, bucket = 'bkt' } = {}): Fault {
  const envelope = `<Bucket>${bucket}</Bucket><IsTruncated>${String(isTruncated)}</IsTruncated>`
  return respond(
    200,
    `<?xml version="1.0"?><ListMultipartUploadsResult>${envelope}${content}</ListMultipartUploadsResult>`,
  )
}

/** Returns the XML of an upload for `page`. */
export function entry(key: string, uploadId: string, initiated = '2020-01-01T00:00:00.000Z'): string {
  return `<Upload><Key>${key}</Key><UploadId>${uploadId}</UploadId><Initiated>${initiated}</Initiated></Upload>`
}

/** Resets the connection. */
export const reset: Fault = (incoming) => incoming.socket.resetAndDestroy()

/** Never responds. */
export const hang: Fault = () => undefined

/** Sends the head of a response and the start of its body, and then nothing. */
export const stall: Fault = (_incoming, outgoing) => {
  outgoing.writeHead(200, { 'content-length': '1000' })
  outgoing.write('<?xml')
}

/** Sends a byte every 20 ms without an end. */
export const drip: Fault = (_incoming, outgoing) => {
  outgoing.writeHead(200)
  const timer = setInterval(() => outgoing.write(' '), 20)
  outgoing.on('close', () => clearInterval(timer))
}

/** Closes the connection before the announced end of the body. */
export const truncateBody: Fault = (_incoming, outgoing) => {
  outgoing.writeHead(200, { 'content-length': '5000' })
  outgoing.write('<?xml version="1.0"?><ListMultipartUploadsResult><Bucket>bkt</Bucket>')
  setTimeout(() => outgoing.destroy(), 10)
}

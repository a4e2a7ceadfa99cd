import net from 'node:net'
import { Uploads } from './uploads.js'

const HEAD_END = Buffer.from('\r\n\r\n')
/** Milliseconds before the response to a read and to an abort. */
const [readTime = 0, abortTime = 0] = process.argv.slice(2).map(Number)

/**
 * S3 server that is faster than its clients. It supports only ListMultipartUploads and AbortMultipartUpload of one
 * bucket, with path addressing. `/reset?uploads=15087` fills it, `/left` returns the number of uploads, and `/counts`
 * the number of requests.
 */
let uploads = new Uploads(0)
let counts = { pages: 0, aborts: 0 }
let date = new Date().toUTCString()
let noContent = response('204 No Content')
setInterval(() => {
  date = new Date().toUTCString()
  noContent = response('204 No Content')
}, 1000).unref()

const server = net.createServer({ noDelay: true }, (socket) => {
  let rest: Buffer | undefined
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    let data = rest ? Buffer.concat([rest, chunk]) : chunk
    for (let end = data.indexOf(HEAD_END); end >= 0; end = data.indexOf(HEAD_END)) {
      const requestLine = data.toString('latin1', 0, data.indexOf('\r'))
      const reply = respond(requestLine)
      const latency = requestLine.startsWith('DELETE') ? abortTime : readTime
      if (latency > 0) setTimeout(() => socket.write(reply), latency)
      else socket.write(reply)
      data = data.subarray(end + HEAD_END.length)
    }
    rest = data.length > 0 ? data : undefined
  })
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  process.stdout.write(`${JSON.stringify(server.address())}\n`),
)

function respond(requestLine: string): Buffer {
  const [method, target = '/'] = requestLine.split(' ')
  if (method === 'DELETE') {
    counts.aborts++
    uploads.abort(target)
    return noContent
  }
  const { pathname, searchParams } = new URL(target, 'http://127.0.0.1')
  if (pathname === '/left') return response('200 OK', Buffer.from(String(uploads.left)))
  if (pathname === '/counts') return response('200 OK', Buffer.from(JSON.stringify(counts)))
  if (pathname === '/reset') {
    uploads = new Uploads(Number(searchParams.get('uploads')))
    counts = { pages: 0, aborts: 0 }
    return response('200 OK')
  }
  if (!searchParams.has('uploads')) return response('200 OK')
  counts.pages++
  const size = Number(searchParams.get('max-uploads') ?? 1000)
  return response('200 OK', uploads.page(searchParams.get('key-marker'), size))
}

function response(status: string, body?: Buffer): Buffer {
  const type = body ? 'Content-Type: application/xml\r\n' : ''
  const length = status.startsWith('204') ? '' : `Content-Length: ${body?.length ?? 0}\r\n`
  const head = Buffer.from(`HTTP/1.1 ${status}\r\nDate: ${date}\r\n${type}${length}\r\n`)
  return body ? Buffer.concat([head, body]) : head
}

import net from 'node:net'
import { Uploads } from './uploads.js'

const [, , port = '0', total = '1000', latency = '0'] = process.argv
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * An S3 store that is faster than every client: ListMultipartUploads and AbortMultipartUpload of one bucket, path
 * style, over a bare socket. `GET /reset?n` fills it anew.
 */
let uploads = new Uploads(Number(total))
let date = new Date().toUTCString()
let noContent = answer('204 No Content')
setInterval(() => {
  date = new Date().toUTCString()
  noContent = answer('204 No Content')
}, 1000).unref()

const server = net.createServer({ noDelay: true }, (socket) => {
  let rest: Buffer | undefined
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    let data = rest ? Buffer.concat([rest, chunk]) : chunk
    for (let end = data.indexOf(HEAD_END); end >= 0; end = data.indexOf(HEAD_END)) {
      const reply = carryOut(data.toString('latin1', 0, data.indexOf(13)))
      if (Number(latency) > 0) setTimeout(() => socket.write(reply), Number(latency))
      else socket.write(reply)
      data = data.subarray(end + 4)
    }
    rest = data.length > 0 ? data : undefined
  })
})
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`)
})

function carryOut(requestLine: string): Buffer {
  const [method, target = '/'] = requestLine.split(' ')
  if (method === 'DELETE') {
    uploads.abort(target)
    return noContent
  }
  const query = new URLSearchParams(target.slice(target.indexOf('?') + 1))
  if (target.startsWith('/reset')) {
    uploads = new Uploads(Number(query.get('n')))
    return answer('200 OK')
  }
  if (!query.has('uploads')) return answer('200 OK')
  return answer('200 OK', uploads.page(query.get('key-marker'), Number(query.get('max-uploads') ?? 1000)))
}

function answer(status: string, body?: Buffer): Buffer {
  const type = body ? 'Content-Type: application/xml\r\n' : ''
  const length = status.startsWith('204') ? '' : `Content-Length: ${body?.length ?? 0}\r\n`
  const head = Buffer.from(`HTTP/1.1 ${status}\r\nDate: ${date}\r\n${type}${length}\r\n`)
  return body ? Buffer.concat([head, body]) : head
}

import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface TestProxy {
  /** URL, without a password. */
  readonly url: string
  /** Method and target of each request, such as `CONNECT localhost:443`. */
  readonly requests: string[]
}

interface TestProxyOptions {
  /** User name and password that it requires, such as `me:secret`. */
  readonly password?: string
  /** Answers every request in place of a server. */
  readonly refuse?: number
  /** Never answers. */
  readonly hangs?: boolean
}

/** Starts an HTTP proxy, which is closed when the test is over. */
export async function startProxy({ password, refuse, hangs }: TestProxyOptions = {}): Promise<TestProxy> {
  const requests: string[] = []
  const statusFor = ({ headers, method, url }: IncomingMessage) => {
    requests.push(`${method ?? ''} ${url ?? ''}`)
    const required = password === undefined ? undefined : `Basic ${Buffer.from(password).toString('base64')}`
    return required !== undefined && headers['proxy-authorization'] !== required ? 407 : refuse
  }
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const status = statusFor(incoming)
    if (hangs) return
    if (status !== undefined) return void outgoing.writeHead(status).end('<html>proxy</html>')
    // Not `new URL`, which would normalize the path.
    const [, host = '', port = '', path = ''] = /^http:\/\/([^/:]+):?(\d*)(.*)$/.exec(incoming.url ?? '') ?? []
    const headers: http.IncomingHttpHeaders = { ...incoming.headers, via: 'test' }
    delete headers['proxy-authorization']
    const request = http.request({ host, port, path, method: incoming.method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, response.headers)
      response.pipe(outgoing)
    })
    request.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(request)
  }
  const server = http.createServer(forward).on('connect', (incoming: IncomingMessage, socket: net.Socket) => {
    const status = statusFor(incoming)
    if (hangs) return
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n<html>proxy</html>`)
    const [host, port] = (incoming.url ?? '').split(':')
    const target = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => socket.end('HTTP/1.1 502 No\r\n\r\n'))
    socket.on('error', () => target.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

import dns from 'node:dns'
import type { LookupFunction } from 'node:net'

/** RFC 6761 makes every name under localhost the loopback, so that `bucket.localhost` works; Node asks DNS. */
export const loopbackForLocalhost: LookupFunction = (hostname, options, callback) => {
  if (!hostname.endsWith('.localhost')) {
    dns.lookup(hostname, options, callback)
  } else if (options.all) {
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ])
  } else {
    callback(null, '127.0.0.1', 4)
  }
}

import dns from 'node:dns'
import type { LookupFunction } from 'node:net'

/** Resolves names under `localhost` to the loopback (RFC 6761), so that `bucket.localhost` works without DNS. */
export const lookupWithLocalhost: LookupFunction = (hostname, options, callback) => {
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

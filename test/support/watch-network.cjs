// Preloaded into a process. Writes each host that the process connects to on stderr. Resolves no name.
const dns = require('node:dns')
const net = require('node:net')

dns.lookup = (host, _options, callback) => {
  process.stderr.write(`network: ${host}\n`)
  const error = new Error(`getaddrinfo ENOTFOUND ${host}`)
  process.nextTick(callback, Object.assign(error, { code: 'ENOTFOUND' }))
}
const { connect } = net.Socket.prototype
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  process.stderr.write(`network: ${options.host ?? options.path}\n`)
  return connect.apply(this, args)
}

// Listens on port 80 instead of LOTA while a shell runs a script. Prints the result and the requests as JSON.
const { spawn } = require('node:child_process')
const http = require('node:http')

const NO_UPLOADS =
  '<ListMultipartUploadsResult><Bucket>my-bucket</Bucket><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>'
const requests = []
const server = http.createServer(({ method, url, headers }, outgoing) => {
  requests.push({ method, url, headers })
  outgoing.end(NO_UPLOADS)
})
server.listen(80, '127.0.0.1', () => {
  let stdout = ''
  const shell = spawn('sh', ['-c', process.argv[2]], { stdio: ['ignore', 'pipe', 'inherit'] })
  shell.stdout.on('data', (chunk) => (stdout += chunk))
  shell.on('close', (code) => {
    process.stdout.write(JSON.stringify({ code, stdout, requests }))
    server.close()
    server.closeAllConnections()
  })
})

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { makeHome } from '../support/home.js'

/** Starts Debian's tinyproxy with these lines in its configuration, until the test is over. */
export async function startTinyproxy(lines: readonly string[] = []) {
  const port = await freePort()
  const home = makeHome({ refused: 'localhost\n' })
  const log = `${home}/log`
  const configuration = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Allow 127.0.0.1',
    'MaxClients 600',
    `LogFile "${log}"`,
    'LogLevel Connect',
    ...lines.map((line) => line.replace('HOME', home)),
  ]
  const file = `${makeHome({ conf: `${configuration.join('\n')}\n` })}/conf`
  const child = spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore' })
  onTestFinished(() => void child.kill())
  await waitForPort(port)
  return {
    port,
    /** Method and target of each request. */
    requests: () =>
      Array.from(readFileSync(log, 'utf8').matchAll(/Request \(file descriptor \d+\): (\S+ \S+)/g), ([, line]) => line),
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('tinyproxy did not start')
}

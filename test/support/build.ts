import { execFileSync } from 'node:child_process'

/** Builds `cwmpu`, because some tests start it as a process. */
export default function build(): void {
  // On Windows, npm is a script that only a shell can run.
  const shell = process.platform === 'win32'
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'], shell })
}

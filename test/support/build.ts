import { execFileSync } from 'node:child_process'

/** The tests that start a process start what is built from the sources as they are. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
}

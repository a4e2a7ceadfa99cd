import { execFileSync } from 'node:child_process'
import type { Running } from './process.js'

/** Watches a process; the answer is the most memory that it was seen to hold, in bytes. */
export function peakOf({ child, ended }: Running): () => number {
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes(child.pid))
  }, 20)
  void ended.then(() => {
    clearInterval(watch)
  })
  return () => most
}

function residentBytes(pid: number | undefined): number {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: 'pipe' })) * 1024
  } catch {
    return 0 // It has ended meanwhile.
  }
}

import { fileURLToPath } from 'node:url'

/** How cwmpu is started. */
export const CWMPU: readonly string[] = [process.execPath, here('../bin/cwmpu.cjs')]

/** A file beside this one. */
export function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

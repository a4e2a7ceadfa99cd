import { fileURLToPath } from 'node:url'

/** Command that starts cwmpu. */
export const CWMPU: readonly string[] = [process.execPath, here('../bin/cwmpu.cjs')]

/** Path of a file in this folder. */
export function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

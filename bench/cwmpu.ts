import { fileURLToPath } from 'node:url'

/** Command that starts cwmpu. */
export const CWMPU: readonly string[] = [process.execPath, benchPath('../bin/cwmpu.cjs')]

/** Returns the path of a file in this folder. */
export function benchPath(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

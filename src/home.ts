import { homedir } from 'node:os'

/** A pod may run as a user whom no /etc/passwd knows: homedir() throws then, here and in the SDK. */
export function home(): string {
  try {
    return homedir()
  } catch {
    return '/'
  }
}

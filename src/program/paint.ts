import { styleText } from 'node:util'

// Not chalk, which takes a millisecond to load, at every start. Commander takes the colours out again where the stream
// has none.
const ALWAYS = { validateStream: false }

export function title(text: string): string {
  return styleText('bold', text, ALWAYS)
}

export function quiet(text: string): string {
  return styleText('dim', text, ALWAYS)
}

import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Breaks text into lines of so many columns, cutting nothing: wide and joined characters stay whole. */
export function wrap(text: string, width: number): string[] {
  if (/^[ -~]*$/.test(text))
    return text.length <= width ? [text] : (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [])
  if (text.length <= width && stringWidth(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const columns = stringWidth(segment)
    if (used + columns > width && line !== '') {
      lines.push(line)
      line = ''
      used = 0
    }
    line += segment
    used += columns
  }
  return [...lines, line]
}

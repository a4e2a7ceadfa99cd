import { stripVTControlCharacters } from 'node:util'

const CELL = { width: 8.4, height: 18 }
const PADDING = 16

/** Classes of the escapes that cwmpu writes: https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const CLASSES = new Map([
  ['1', 'bold'],
  ['2', 'dim'],
  ['31', 'red'],
  ['32', 'green'],
  ['33', 'yellow'],
  ['36', 'cyan'],
])

const STYLE = `
text { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
rect { fill: #f6f8fa } .bold { font-weight: bold } .dim { fill: #6e7781 } .red { fill: #cf222e }
.green { fill: #116329 } .yellow { fill: #7d4e00 } .cyan { fill: #1b7c83 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } rect { fill: #0d1117 } .dim { fill: #8b949e } .red { fill: #ff7b72 }
  .green { fill: #56d364 } .yellow { fill: #e3b341 } .cyan { fill: #76e3ea }
}`

/** Renders the text of a terminal as a picture that is legible on dark and on light pages. */
export function svgOf(screen: string, columns: number): string {
  const lines = screen
    .replaceAll('\r', '')
    .trimEnd()
    .split('\n')
    .flatMap((line) => (stripVTControlCharacters(line).length > columns ? wrapped(columns, line) : [line]))
  const width = Math.ceil(columns * CELL.width + 2 * PADDING)
  const height = lines.length * CELL.height + 2 * PADDING
  const rows = lines.map((line, index) => {
    const y = PADDING + (index + 0.75) * CELL.height
    return `<text x="${PADDING}" y="${y}" xml:space="preserve">${spansOf(line)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>${STYLE}
</style>
<rect width="100%" height="100%" rx="8"/>
${rows.join('\n')}
</svg>
`
}

/** Wraps a line as a terminal does. Lines that are too long have no colors. */
function wrapped(columns: number, line: string): string[] {
  const plain = stripVTControlCharacters(line)
  return Array.from({ length: Math.ceil(plain.length / columns) }, (_, index) =>
    plain.slice(index * columns, (index + 1) * columns),
  )
}

function spansOf(line: string): string {
  const open = new Set<string>()
  let spans = ''
  // eslint-disable-next-line no-control-regex -- matches the escapes of colors
  for (const piece of line.split(/(\u001b\[[\d;?]*[a-zA-Z])/)) {
    // eslint-disable-next-line no-control-regex -- matches the escapes of colors
    const code = /^\u001b\[(\d+)m$/.exec(piece)?.[1]
    if (code !== undefined) applyCode(open, code)
    else if (piece !== '' && !piece.startsWith('\u001b'))
      spans += open.size > 0 ? `<tspan class="${[...open].join(' ')}">${escape(piece)}</tspan>` : escape(piece)
  }
  return spans
}

function applyCode(open: Set<string>, code: string): void {
  const name = CLASSES.get(code)
  if (name) open.add(name)
  else if (code === '22') ['bold', 'dim'].forEach((weight) => open.delete(weight))
  else [...CLASSES.values()].slice(2).forEach((color) => open.delete(color))
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

// Writes completions/ with `cwmpu completion`.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

const FILES = { bash: 'cwmpu.bash', zsh: '_cwmpu', fish: 'cwmpu.fish' }

mkdirSync('completions', { recursive: true })
for (const [shell, file] of Object.entries(FILES)) writeFileSync(`completions/${file}`, cwmpu('completion', shell))

function cwmpu(...words) {
  return execFileSync(process.execPath, ['bin/cwmpu.cjs', ...words], { encoding: 'utf8' })
}

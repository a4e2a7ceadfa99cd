import type { Context } from '../context.js'
import type { Check } from '../core/check.js'
import { safeJson } from '../core/safe-text.js'
import type { ExitStatus } from '../errors.js'
import { diagnosisRow, renderCheck, renderSettings } from '../terminal/diagnosis.js'
import { styleOf } from '../terminal/style.js'
import { type BucketOptions, logTo, writeNotes } from './opening.js'

interface DoctorOptions extends BucketOptions {
  readonly json?: boolean
}

/** Changes nothing. It ends as a command would that met the first thing that is wrong. */
export async function doctor(options: DoctorOptions, context: Context): Promise<ExitStatus> {
  const { terminal, environment, stop, diagnose } = context
  const { output } = terminal
  const diagnosis = await diagnose(options, { environment, ...logTo(terminal, options) })
  await writeNotes(terminal, diagnosis)
  const style = styleOf(output)
  const checks: Check[] = []
  if (!options.json) await output.write(renderSettings(diagnosis.settings, style))
  for await (const check of diagnosis.checks(options.bucket, stop)) {
    checks.push(check)
    if (!options.json) await output.write(renderCheck(check, style, output))
  }
  if (options.json)
    await output.write(`${safeJson(diagnosisRow(options.bucket, diagnosis.settings, checks))}\n`)
  return checks.find((check) => check.result === 'failed')?.kind ?? 'done'
}

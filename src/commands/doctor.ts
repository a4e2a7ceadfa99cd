import type { Command } from 'commander'
import { safeJson } from '../core/safe-text.js'
import type { ExitStatus } from '../errors.js'
import { doctorDocument, renderCheck, renderSettings } from '../output/doctor-report.js'
import type { Check } from '../service/doctor.js'
import { addBucketOptions, type BucketOptions, bucketWithoutPath } from './shared/bucket-options.js'
import { addExamples, type Cli, type Run } from './shared/command.js'
import { addConnectionOptions, connectionDependencies, type ConnectionFlags, printNotes } from './shared/connect.js'
import { addJsonOption, type JsonOption } from './shared/output-options.js'

type DoctorOptions = BucketOptions & ConnectionFlags & JsonOption

export function declare(command: Command, cli: Cli): void {
  command.usage('[BUCKET] [flags]')
  addConnectionOptions(addJsonOption(addBucketOptions(command)))
  addExamples(command, [
    ['Check the endpoint and the credentials', 'cwmpu doctor'],
    ['Check the permissions and the lifecycle rules of a bucket', 'cwmpu doctor my-bucket'],
    ['Check from inside a CoreWeave cluster', 'cwmpu doctor my-bucket --endpoint lota'],
  ])
  command.action(cli.action(doctor))
}

/** Changes nothing. The exit status is that of a command that meets the first failure. */
async function doctor(run: Run<DoctorOptions>): Promise<ExitStatus> {
  const { options, terminal, signal } = run
  const { args = [], bucket: named = [], json } = options
  const bucket = args.length + named.length === 0 ? undefined : bucketWithoutPath(options)
  const diagnosis = await run.diagnose(options, connectionDependencies(run))
  await printNotes(diagnosis.notes, run)
  const { stdout } = terminal
  const checks: Check[] = []
  if (!json) await stdout.write(renderSettings(diagnosis.settings, stdout))
  for await (const check of diagnosis.checks(bucket, signal)) {
    checks.push(check)
    if (!json) await stdout.write(renderCheck(check, stdout))
  }
  if (json) await stdout.write(`${safeJson(doctorDocument(bucket, diagnosis.settings, checks))}\n`)
  return checks.find((check) => check.result === 'failed')?.kind ?? 'done'
}

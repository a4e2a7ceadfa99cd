import { AbortResults } from '../core/abort-results.js'
import { safeJson } from '../core/safe-text.js'
import { CliError, errorCode, EXIT_CODES, type ExitStatus } from '../errors.js'
import type { Row } from './records.js'
import { summaryRow } from './upload-records.js'

/** Fields of a JSON document that ends with an error. */
export interface ErrorFields extends Row {
  readonly Error: { readonly Code: string; readonly Message: string; readonly Hint?: string }
  readonly ExitCode: number
}

/** Returns an error in the form of JSON documents. */
export function errorObject(error: CliError): ErrorFields['Error'] {
  const { code, message, hint } = error
  if (hint === undefined) return { Code: code, Message: message }
  return { Code: code, Message: message.slice(0, -hint.length - 1), Hint: hint }
}

export function errorFields(error: unknown, status: ExitStatus): ErrorFields {
  const object =
    error instanceof CliError ? errorObject(error) : { Code: errorCode(status), Message: messageOf(error, status) }
  return { Error: object, ExitCode: EXIT_CODES[status] }
}

function messageOf(error: unknown, status: ExitStatus): string {
  if (status !== 'internal-error' && status !== 'usage') return 'The run was stopped by a signal.'
  return error instanceof Error ? error.message : String(error)
}

/** Renders the document of a run that printed nothing else. Runs that abort have their usual fields beside the error. */
export function errorDocument(error: unknown, status: ExitStatus, { isAbort }: { readonly isAbort: boolean }): string {
  const results = new AbortResults()
  const counts = { Uploads: [], Summary: summaryRow(results), Clear: false, Verified: false, Complete: false }
  return `${safeJson({ ...(isAbort && counts), ...errorFields(error, status) })}\n`
}

import type { Failure } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { Problem } from '../errors.js'
import { type About, deedOf, explainAnswer } from './explain-answer.js'
import { type Reason, RequestError } from './requests/request-error.js'

/** The failure of a request as a person can act on it: one sentence with the way out, and the exit code's kind. */
export function failureOf(reason: Reason, about: About): Failure {
  switch (reason.kind) {
    case 'answered': {
      const { kind, sentence } = explainAnswer(reason, about)
      const { requestId } = reason
      return { kind, code: displaySafe(reason.code), message: sentence, ...(requestId && { requestId }) }
    }
    case 'unanswered':
      return explainSilence(reason.code, reason.message, about)
    case 'untrusted':
      return { kind: 'untrusted', code: 'UntrustedAnswer', message: untrustedSentence(reason.message, about) }
  }
}

/** The error of a request as the one that ends the run; other errors stay as they are. */
export function asProblem(error: unknown, about: About): unknown {
  if (!(error instanceof RequestError)) return error
  const { kind, message, requestId } = failureOf(error.reason, about)
  const suffix = requestId ? ` (request ${displaySafe(requestId)})` : ''
  return new Problem(kind, message + suffix, { cause: error })
}

const TLS = /CERT|SSL|TLS|EPROTO|UNABLE_TO|WRONG_VERSION/

function explainSilence(code: string, message: string, { endpoint, host }: About): Failure {
  if (TLS.test(code)) return { kind: 'untrusted', code, message: tlsSentence(code, endpoint) }
  return { kind: 'transient', code, message: silenceSentence(code, message, endpoint, host) }
}

function silenceSentence(code: string, message: string, endpoint: string, host: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return host.endsWith('cwlota.com')
        ? `${host} has no address here: LOTA answers only inside a CoreWeave cluster, so use --endpoint primary elsewhere.`
        : `${host} has no address: check --endpoint, the name of the bucket and the network.`
    case 'ECONNREFUSED':
      return `${endpoint} refuses connections: check --endpoint, and that the store is up.`
    case 'ETIMEDOUT':
    case 'ETIME':
      return `${endpoint} ${message}: run this again, it is safe, or allow more with --timeout.`
    case 'ECANCELED':
      return `${endpoint} ${message}: run this again, it is safe.`
    default:
      return `The connection to ${endpoint} failed (${code}): run this again, it is safe.`
  }
}

function tlsSentence(code: string, endpoint: string): string {
  if (code === 'EPROTO' || code.includes('WRONG_VERSION')) {
    return `${endpoint} does not speak TLS (${code}): if it is a plain http store, say so in --endpoint.`
  }
  return `The certificate of ${endpoint} is not trusted (${code}): check --endpoint; a private authority goes into NODE_EXTRA_CA_CERTS.`
}

function untrustedSentence(message: string, about: About): string {
  return `What ${about.endpoint} answered when asked to ${deedOf(about)} cannot be trusted: ${displaySafe(message)}. Nothing follows from it; check --endpoint.`
}

import type { Condition } from './faults.js'

export const readsRules: Condition = ({ method, url }) => method === 'GET' && url?.includes('lifecycle') === true
export const writesRules: Condition = ({ method }) => method === 'PUT'

export function configuration(...rules: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rules.join('')}</LifecycleConfiguration>`
}

/** Returns the XML of a rule with this content. */
export function rule(id: string, content: string, filter = '<Filter><Prefix></Prefix></Filter>'): string {
  return `<Rule><ID>${id}</ID>${filter}<Status>Enabled</Status>${content}</Rule>`
}

export function abortAfter(days: number): string {
  return `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`
}

export const EXPIRES = '<Expiration><Days>30</Days></Expiration>'

import { CronJob, Job } from 'kubernetes-models/batch/v1'
import { ServiceAccount } from 'kubernetes-models/v1'
import type { Resource } from './kustomize.js'

const MODELS = new Map(
  [CronJob, Job, ServiceAccount].map((model) => [`${model.apiVersion} ${model.kind}`, model.prototype]),
)

/** Returns the errors of a resource by the schemas of Kubernetes. An unknown field is an error. */
export function schemaErrorsOf(resource: Resource): string[] {
  const model = MODELS.get(`${resource.apiVersion} ${resource.kind}`)
  if (!model) return [`No schema for ${resource.apiVersion} ${resource.kind}`]
  const unread = new Set<string>()
  try {
    model.validate.call(trackReads(resource, '', unread))
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
  return [...unread].map((path) => `Unknown field ${path}`)
}

/**
 * Wraps a value so that fields are removed from `unread` when the validator reads them. The compiled schemas accept
 * unknown fields. Their validator never reads such a field.
 */
function trackReads(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => {
    if (!Array.isArray(value)) unread.add(`${path}/${name}`)
    return [name, trackReads(field, `${path}/${name}`, unread)] as const
  })
  const copy = Array.isArray(value) ? fields.map(([, field]) => field) : Object.fromEntries(fields)
  return new Proxy(copy, {
    get: (target, name) => {
      unread.delete(`${path}/${String(name)}`)
      return Reflect.get(target, name) as unknown
    },
  })
}

export interface Container {
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly envFrom?: readonly unknown[]
  readonly image: string
  readonly securityContext: object
  readonly resources: object
}

export interface JobSpec {
  readonly completions?: number
  readonly template: { readonly metadata: object; readonly spec: { readonly containers: readonly Container[] } }
}

/** Returns the Job in these resources, its only container, and the schedule of a CronJob. */
export function jobIn(resources: readonly Resource[]): {
  job: JobSpec
  container: Container
  schedule: string | undefined
} {
  const resource = resources.find(({ kind }) => kind.endsWith('Job'))
  const { spec } = resource as unknown as { spec: JobSpec & { schedule?: string; jobTemplate?: { spec: JobSpec } } }
  const job = spec.jobTemplate?.spec ?? spec
  const [container] = job.template.spec.containers
  if (!container) throw new Error('no container')
  return { job, container, schedule: spec.schedule }
}

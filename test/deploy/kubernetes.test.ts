import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { schemaErrorsOf, jobIn } from '../support/kubernetes.js'
import { kustomize, type Resource } from '../support/kustomize.js'

const ROOT = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url))
const render = (name: string) => kustomize(ROOT + name)

describe('deploy/kubernetes', () => {
  it.each(['cronjob', 'indexed-job', 'example'])(
    'has only resources that match the schemas of Kubernetes: %s',
    (name) => {
      const resources = render(name)
      expect(resources.length).toBeGreaterThan(0)
      expect(resources.flatMap(schemaErrorsOf)).toEqual([])
    },
  )

  it('has no folder without a test', () =>
    expect(readdirSync(ROOT).sort()).toEqual(['cronjob', 'example', 'indexed-job', 'pod-identity']))

  it.each([
    [
      'readOnlyRootFilesystem',
      'readOnlyRootFileSystem',
      /Unknown field \S*\/securityContext\/readOnlyRootFileSystem(,|$)/,
    ],
    ['concurrencyPolicy', 'concurencyPolicy', /Unknown field \S*\/spec\/concurencyPolicy(,|$)/],
    ['"backoffLimit":3', '"backoffLimit":"3"', /backoffLimit must be integer/],
    ['"schedule"', '"shedule"', /must have required property schedule/],
    ['"apiVersion":"batch/v1"', '"apiVersion":"batch/v1beta1"', /No schema for batch\/v1beta1 CronJob/],
  ])('would be invalid with %s written as %s', (right, wrong, fault) => {
    const [cronJob] = render('cronjob')
    const text = JSON.stringify(cronJob)
    expect(text).toContain(right)
    expect(schemaErrorsOf(JSON.parse(text.replace(right, wrong)) as Resource).join()).toMatch(fault)
  })

  it('gives pods only the rights that they need', () => {
    for (const { job, container } of ['cronjob', 'indexed-job', 'example'].map((name) => jobIn(render(name)))) {
      expect(job.template.spec).toMatchObject({
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      })
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(container.env).toEqual([{ name: 'AWS_ENDPOINT_URL_S3', value: 'http://cwlota.com' }])
    }
  })

  it('has as many shards as the Job has completions', () => {
    const { job, container } = jobIn(render('indexed-job'))
    expect(container.args).toContain(`--shards=${job.completions ?? 0}`)
  })

  it('has the same pods in the Indexed Job as in the CronJob, except for their arguments', () => {
    const pods = ['cronjob', 'indexed-job'].map((name) => {
      const { job, container } = jobIn(render(name))
      return { ...job.template, spec: { ...job.template.spec, containers: [{ ...container, args: [] }] } }
    })
    expect(pods[0]).toEqual(pods[1])
  })

  it('uses either a Secret or pod identity', () => {
    expect(jobIn(render('cronjob')).container.envFrom).toEqual([{ secretRef: { name: 'cwmpu-credentials' } }])
    const { job, container } = jobIn(render('example'))
    expect(container.envFrom).toBeUndefined()
    expect(job.template.spec).toMatchObject({ serviceAccountName: 'cwmpu' })
    expect(render('example').find(({ kind }) => kind === 'ServiceAccount')?.metadata).toMatchObject({
      name: 'cwmpu',
      namespace: 'storage',
      annotations: { 'caios.coreweave.com/inject': 'true' },
    })
    expect(container.image).toBe('registry.example.com/cwmpu:0.2.0')
  })

  it('has the schedule and the arguments of the CronJob in the example, except for the bucket', () => {
    const [cronJob, example] = ['cronjob', 'example'].map((name) => {
      const { schedule, container } = jobIn(render(name))
      return { schedule, args: container.args.map((word) => word.replace('training-data', 'my-bucket')) }
    })
    expect(example).toEqual(cronJob)
  })

  it('uses the image of the current version', () => {
    const { version } = JSON.parse(readFileSync(`${ROOT}../../package.json`, 'utf8')) as { version: string }
    expect(jobIn(render('cronjob')).container.image).toBe(`cwmpu:${version}`)
    expect(jobIn(render('indexed-job')).container.image).toBe(`cwmpu:${version}`)
  })
})

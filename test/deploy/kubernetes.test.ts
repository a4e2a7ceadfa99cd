import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { faultsOf, jobIn } from '../support/kubernetes.js'
import { kustomize, type Resource } from '../support/kustomize.js'

const ROOT = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url))
const render = (name: string) => kustomize(ROOT + name)

describe('deploy/kubernetes', () => {
  it.each(['cronjob', 'indexed-job', 'example'])("%s is what Kubernetes' own schemas say", (name) => {
    const resources = render(name)
    expect(resources.length).toBeGreaterThan(0)
    expect(resources.flatMap(faultsOf)).toEqual([])
  })

  it('has nothing that is left out here', () => {
    expect(readdirSync(ROOT).sort()).toEqual(['cronjob', 'example', 'indexed-job', 'pod-identity'])
  })

  it.each([
    ['readOnlyRootFilesystem', 'readOnlyRootFileSystem', /\/securityContext\/readOnlyRootFileSystem is not known/],
    ['concurrencyPolicy', 'concurencyPolicy', /\/spec\/concurencyPolicy is not known/],
    ['"backoffLimit":3', '"backoffLimit":"3"', /backoffLimit must be integer/],
    ['"schedule"', '"shedule"', /must have required property schedule/],
    ['"apiVersion":"batch/v1"', '"apiVersion":"batch/v1beta1"', /no schema of batch\/v1beta1 CronJob/],
  ])('would not pass with %s written as %s', (right, wrong, fault) => {
    const [cronJob] = render('cronjob')
    const text = JSON.stringify(cronJob)
    expect(text).toContain(right)
    expect(faultsOf(JSON.parse(text.replace(right, wrong)) as Resource).join()).toMatch(fault)
  })

  it('lets pods do nothing but what they are for', () => {
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

  it('has the same pods in the Indexed Job as in the CronJob, but for what they run', () => {
    const pods = ['cronjob', 'indexed-job'].map((name) => {
      const { job, container } = jobIn(render(name))
      return { ...job.template, spec: { ...job.template.spec, containers: [{ ...container, args: [] }] } }
    })
    expect(pods[0]).toEqual(pods[1])
  })

  it('takes credentials from a Secret, or from pod identity and from no Secret', () => {
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

  it('names the version that this is', () => {
    const { version } = JSON.parse(readFileSync(`${ROOT}../../package.json`, 'utf8')) as { version: string }
    expect(jobIn(render('cronjob')).container.image).toBe(`cwmpu:${version}`)
    expect(jobIn(render('indexed-job')).container.image).toBe(`cwmpu:${version}`)
  })
})

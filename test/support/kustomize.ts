import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import patching, { type Operation } from 'fast-json-patch'
import { parse, parseAllDocuments } from 'yaml'

/** Any object of Kubernetes. */
export interface Resource {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; namespace?: string }
}

interface Kustomization {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly resources?: readonly string[]
  readonly components?: readonly string[]
  readonly images?: readonly { readonly name: string; readonly newName: string; readonly newTag: string }[]
  readonly patches?: readonly { readonly target: { readonly kind: string }; readonly patch: string }[]
}

const KNOWN = ['apiVersion', 'kind', 'namespace', 'resources', 'components', 'images', 'patches']

/**
 * As much of `kubectl kustomize` as deploy/kubernetes needs, in its order: resources, components, then patches,
 * namespace and images. There is no kustomize on npm that comes from its makers.
 */
export function kustomize(directory: string, before: readonly Resource[] = []): Resource[] {
  const kustomization = parse(readFileSync(join(directory, 'kustomization.yaml'), 'utf8')) as Kustomization
  const unknown = Object.keys(kustomization).filter((field) => !KNOWN.includes(field))
  if (unknown.length > 0) throw new Error(`${directory}: this does not understand ${unknown.join(', ')}`)
  const own = (kustomization.resources ?? []).flatMap((name) => resourcesIn(join(directory, name)))
  let resources = [...before, ...own]
  for (const component of kustomization.components ?? []) resources = kustomize(join(directory, component), resources)
  return resources.map((resource) => changed(resource, kustomization))
}

function resourcesIn(path: string): Resource[] {
  if (statSync(path).isDirectory()) return kustomize(path)
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as Resource)
}

function changed(resource: Resource, { patches = [], namespace, images = [] }: Kustomization): Resource {
  const operations = patches.flatMap(({ target, patch }) =>
    target.kind === resource.kind ? (parse(patch) as Operation[]) : [],
  )
  const { newDocument } = patching.applyPatch(structuredClone(resource), operations, true)
  if (namespace) newDocument.metadata.namespace = namespace
  const text = images.reduce(
    (json, { name, newName, newTag }) =>
      json.replaceAll(new RegExp(`"image":"${name}:[^"]*"`, 'g'), `"image":"${newName}:${newTag}"`),
    JSON.stringify(newDocument),
  )
  return JSON.parse(text) as Resource
}

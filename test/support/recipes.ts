import { parse } from 'yaml'

/** What a section of docs/connecting.md tells its reader to do. */
export interface Recipe {
  readonly title: string
  /** By the name under the home directory. */
  readonly files: Readonly<Record<string, string>>
  /** What a pod's manifest puts into the environment. */
  readonly environment: Readonly<Record<string, string>>
  /** For the shell. */
  readonly script: string
}

/** The part of a manifest that is looked at. */
interface Manifest {
  readonly stringData?: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  readonly env?: readonly {
    readonly name: string
    readonly value?: string
    readonly valueFrom?: { readonly secretKeyRef: { readonly key: string } }
  }[]
}

export function readRecipes(page: string): Recipe[] {
  const sections = page.split(/^## /m).slice(1)
  return sections.filter(isRecipe).map((section) => {
    const blocks = (language: string) =>
      Array.from(section.matchAll(/^```(\w+)\n(.*?)^```$/gms)).flatMap(([, of, text = '']) =>
        of === language ? [text] : [],
      )
    const manifests = blocks('yaml').map((text) => parse(text) as Manifest)
    const command = manifests.flatMap(({ command: words = [] }) => words).join(' ')
    return {
      title: section.slice(0, section.indexOf('\n')),
      files: Object.fromEntries(blocks('ini').map(nameAndText)),
      environment: environmentOf(manifests),
      script: [...blocks('sh'), command].join('\n'),
    }
  })
}

const isRecipe = (section: string) => section.includes('\n```')

/** The first line is a comment with the name of the file. */
function nameAndText(text: string): [name: string, text: string] {
  const [, name = ''] = /^# ~\/(.*)\n/.exec(text) ?? []
  return [name, text]
}

function environmentOf(manifests: readonly Manifest[]): Record<string, string> {
  const secret = Object.assign({}, ...manifests.map(({ stringData }) => stringData)) as Record<string, string>
  const variables = manifests.flatMap(({ env = [] }) => env)
  return Object.fromEntries(
    variables.map(({ name, value, valueFrom }) => [
      name,
      value ?? `${secret[valueFrom?.secretKeyRef.key ?? ''] ?? ''}\n`,
    ]),
  )
}

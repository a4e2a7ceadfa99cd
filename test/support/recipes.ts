import { parse } from 'yaml'

/** Section of docs/configuration.md with files or commands. */
export interface Recipe {
  readonly title: string
  /** Files of the home directory by name. */
  readonly files: Readonly<Record<string, string>>
  /** Variables from the manifest of a pod. */
  readonly environment: Readonly<Record<string, string>>
  /** Commands for the shell. */
  readonly script: string
}

/** Parts of a manifest that the recipes use. */
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

/** Reads the name of a file from the comment in its first line. */
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

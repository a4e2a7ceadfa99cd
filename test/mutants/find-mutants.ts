import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { type Change, changesOf } from './operators.js'
import { functionOf } from './syntax.js'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** Source file without one of its guards. */
export interface Mutant extends Change {
  /** Path in the project. */
  readonly file: string
  readonly operator: string
  /** Function that contains the guard, such as `BulkAborter.run`. */
  readonly scope: string
  readonly line: number
}

/** Finds the mutants of files of the project, in their order. */
export function findMutants(files: readonly string[]): Mutant[] {
  const { config } = ts.readConfigFile(`${PROJECT}tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    readonly config: { readonly compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, PROJECT)
  const program = ts.createProgram(
    files.map((file) => PROJECT + file),
    options,
  )
  const checker = program.getTypeChecker()
  return files.flatMap((file) => {
    const source = program.getSourceFile(PROJECT + file)
    if (!source) throw new Error(`no such file: ${file}`)
    return mutantsOf(source, checker).map((mutant) => ({ file, ...mutant }))
  })
}

function mutantsOf(source: ts.SourceFile, checker: ts.TypeChecker): Omit<Mutant, 'file'>[] {
  const mutants: Omit<Mutant, 'file'>[] = []
  const visit = (node: ts.Node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return
    for (const change of changesOf(node, checker)) {
      const line = source.getLineAndCharacterOfPosition(change.start).line + 1
      mutants.push({ ...change, scope: functionOf(node), line })
    }
    // No guard is within the text of a message.
    if (!ts.isThrowStatement(node) && !ts.isTemplateExpression(node)) ts.forEachChild(node, visit)
  }
  visit(source)
  return mutants
}

/** Returns the source of a file without the guard. */
export function applyMutant(source: string, { start, end, replacement }: Change): string {
  return source.slice(0, start) + replacement + source.slice(end)
}

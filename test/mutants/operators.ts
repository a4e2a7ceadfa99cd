import ts from 'typescript'
import {
  calledName,
  canBeText,
  commandInputOf,
  formOf,
  functionOf,
  isExit,
  isLogical,
  isThenBranch,
  moduleListOf,
  operandsOf,
} from './syntax.js'

/** Change of a source file that takes one guard away. */
export interface Change {
  readonly start: number
  readonly end: number
  readonly replacement: string
  /** Form of the code that is lost, without the names of variables. */
  readonly form: string
}

type Operator = (node: ts.Node, checker: ts.TypeChecker) => Change[]

const GUARD_CALL = /^#?(assert|check|reconcile|throwIf)/
const PREDICATE = /^#?(is|has|may|must|should|matches|covers)(?![a-z])/

/** Mutation operators by name. None of them depends on the name of a variable. */
const operators: Readonly<Record<string, Operator>> = {
  'if never': (node) => (ts.isIfStatement(node) ? decide(node.expression, false) : []),
  'if always': (node) => (ts.isIfStatement(node) && isExit(node.thenStatement) ? decide(node.expression, true) : []),
  'operand dropped': (node) => (isLogical(node) && !isLogical(node.parent) ? dropOperands(node) : []),
  'one branch': (node) =>
    ts.isConditionalExpression(node)
      ? [node.whenTrue, node.whenFalse].map((branch) => replace(node, `(${branch.getText()})`, branch))
      : [],
  'call removed': (node) => (isGuardCall(node) ? [replace(node, ';')] : []),
  'reconciled with nothing': (node) =>
    ts.isCallExpression(node) && calledName(node) === 'reconcile'
      ? node.arguments
          .filter((argument) => argument.getText() !== '[]')
          .map((argument) => replace(argument, '[]', node))
      : [],
  'throw removed': (node) => (ts.isThrowStatement(node) && !isThenBranch(node) ? [replace(node, ';')] : []),
  'predicate replaced': replacePredicate,
  'decision replaced': replaceDecision,
  'empty text accepted': (node, checker) =>
    ts.isIfStatement(node) && isNegation(node.expression) && canBeText(node.expression.operand, checker)
      ? [replace(node.expression, `${node.expression.operand.getText()} === undefined`)]
      : [],
  'status for code': (node) =>
    ts.isBinaryExpression(node) && ts.isCallExpression(node.left) && calledName(node.left) === 'errorCodeOf'
      ? node.left.arguments.map((error) => replace(node, `${error.getText()}.$metadata?.httpStatusCode === 404`))
      : [],
  'yield not delayed': (node) => (ts.isForOfStatement(node) ? yieldAfterwards(node) : []),
  'input dropped': (node) => commandInputOf(node).map((member) => replace(member, '...{}')),
  'entry dropped': (node) => moduleListOf(node).map((entry) => replace(entry, '...[]')),
}

/** Finds the changes that the operators make of a node, itself without its children. */
export function changesOf(node: ts.Node, checker: ts.TypeChecker): (Change & { operator: string })[] {
  return Object.entries(operators).flatMap(([operator, find]) =>
    find(node, checker).map((change) => ({ operator, ...change })),
  )
}

function replace(node: ts.Node, replacement: string, lost: ts.Node = node): Change {
  return { start: node.getStart(), end: node.getEnd(), replacement, form: formOf(lost) }
}

/** Drops each operand of a chain in turn, also of chains within it that have no parentheses. */
function dropOperands(chain: ts.BinaryExpression): Change[] {
  const { kind } = chain.operatorToken
  const operands = operandsOf(chain, kind)
  return operands.flatMap((operand) => {
    const others = operands.filter((each) => each !== operand).map((each) => each.getText())
    const dropped = replace(chain, others.join(` ${ts.tokenToString(kind) ?? ''} `), operand)
    return [dropped, ...(isLogical(operand) ? dropOperands(operand) : [])]
  })
}

function isGuardCall(node: ts.Node): boolean {
  if (!ts.isExpressionStatement(node)) return false
  const { expression } = node
  return GUARD_CALL.test(calledName(ts.isAwaitExpression(expression) ? expression.expression : expression))
}

function isNegation(node: ts.Node): node is ts.PrefixUnaryExpression {
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken
}

function replacePredicate(node: ts.Node): Change[] {
  if (!ts.isCallExpression(node)) return []
  const predicate = node.arguments[0]
  const name = calledName(node)
  if (!predicate || !/^(filter|every|some|find)$/.test(name)) return []
  return [replace(predicate, `() => ${String(name === 'filter' || name === 'every')}`)]
}

/** Replaces what is stored or returned under a name that says that it is true or false. */
function replaceDecision(node: ts.Node): Change[] {
  const decision = decisionOf(node)
  return decision ? [...decide(decision, true), ...decide(decision, false)] : []
}

/** Replaces a decision, unless an operand that is dropped, or one branch, already shows as much. */
function decide(decision: ts.Expression, value: boolean): Change[] {
  const isShown =
    ts.isConditionalExpression(decision) ||
    (isLogical(decision) && (decision.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) === value)
  return isShown || decision.getText() === String(value) ? [] : [replace(decision, String(value))]
}

function decisionOf(node: ts.Node): ts.Expression | undefined {
  const isNamed = (name: ts.Node) => PREDICATE.test(name.getText().replace(/.*\./, ''))
  if (ts.isReturnStatement(node)) return isInPredicate(node) ? node.expression : undefined
  if (ts.isArrowFunction(node)) return ts.isExpression(node.body) && isInPredicate(node.body) ? node.body : undefined
  if (ts.isBinaryExpression(node))
    return node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isNamed(node.left) ? node.right : undefined
  const isValue = ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)
  const value = isValue && isNamed(node.name) ? node.initializer : undefined
  return value && ts.isArrowFunction(value) ? undefined : value
}

/** Returns true directly in a function that is named as a predicate, not in a callback within it. */
function isInPredicate(node: ts.Node): boolean {
  let scope = node.parent
  while (!ts.isFunctionLike(scope) && !ts.isSourceFile(scope)) scope = scope.parent
  const isCallback = ts.isArrowFunction(scope) && !ts.isVariableDeclaration(scope.parent)
  return !isCallback && PREDICATE.test(functionOf(scope).replace(/.*\./, ''))
}

/** Moves a leading `yield` to the end of its loop, so that a page is used before the next one was read. */
function yieldAfterwards({ statement }: ts.ForOfStatement): Change[] {
  if (!ts.isBlock(statement)) return []
  const [first, ...others] = statement.statements
  const isYield = first && ts.isExpressionStatement(first) && ts.isYieldExpression(first.expression)
  if (!isYield || others.length === 0) return []
  const moved = [...others, first].map((each) => each.getText()).join('\n')
  return [replace(statement, `{ ${moved} }`, first)]
}

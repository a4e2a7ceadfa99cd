import ts from 'typescript'

/** Returns the text of a node with `_` for each variable. Names of functions, properties, classes and constants stay. */
export function formOf(node: ts.Node): string {
  const { text } = node.getSourceFile()
  let form = ''
  let end = node.getStart()
  const visit = (child: ts.Node) => {
    if (ts.isIdentifier(child) && isVariable(child)) {
      form += `${text.slice(end, child.getStart())}_`
      end = child.getEnd()
    } else {
      ts.forEachChild(child, visit)
    }
  }
  visit(node)
  return (form + text.slice(end, node.getEnd())).replace(/\s+/g, ' ')
}

function isVariable(node: ts.Identifier): boolean {
  const { parent } = node
  if (node.text === 'undefined' || /^[A-Z]/.test(node.text)) return false
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isCallExpression(parent)) return parent.expression !== node
  return !ts.isPropertyAssignment(parent) || parent.initializer === node
}

/** Returns the name of the function or module-level constant that contains a node, such as `BulkAborter.run`. */
export function functionOf(node: ts.Node): string {
  const name = declaredName(node)
  if (name === undefined || isLocalVariable(node)) return ts.isSourceFile(node) ? '' : functionOf(node.parent)
  const { parent } = node
  return ts.isClassDeclaration(parent) ? `${parent.name?.text ?? ''}.${name}` : name
}

function declaredName(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isVariableDeclaration(node)
  return isNamed ? node.name?.getText() : undefined
}

function isLocalVariable(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && !ts.isSourceFile(node.parent.parent.parent)
}

/** Returns the operands of a chain of `||` or `&&`; for any other expression, only itself. */
export function operandsOf(node: ts.Expression, operator: ts.SyntaxKind): ts.Expression[] {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== operator) return [node]
  return [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)]
}

/** Returns true for `||` and `&&`, except in `...(condition && object)`, which is no guard. */
export function isLogical(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false
  const { kind } = node.operatorToken
  const isOperator = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken
  return isOperator && !isSpread(node)
}

function isSpread({ parent }: ts.Node): boolean {
  if (ts.isParenthesizedExpression(parent)) return isSpread(parent)
  return ts.isSpreadAssignment(parent) || ts.isSpreadElement(parent)
}

/** Returns the name of the function that is called, without the object; `''` for what is no call. */
export function calledName(node: ts.Node): string {
  if (!ts.isCallExpression(node)) return ''
  const { expression } = node
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText()
}

/** Returns true for a statement that returns, or that goes on with the next of a loop. */
export function isExit(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.some(isExit)
  return ts.isReturnStatement(statement) || ts.isContinueStatement(statement)
}

/** Returns true for what an `if` does, in a block or without one. */
export function isThenBranch({ parent }: ts.Node): boolean {
  return ts.isIfStatement(parent) || (ts.isBlock(parent) && ts.isIfStatement(parent.parent))
}

/** Returns true if an expression can be a text, so that it can be empty. */
export function canBeText(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.getTypeAtLocation(node)
  return (type.isUnion() ? type.types : [type]).some(({ flags }) => (flags & ts.TypeFlags.String) !== 0)
}

/** Returns the elements of a list, set or map that a module declares. */
export function moduleListOf(node: ts.Node): readonly ts.Expression[] {
  if (!ts.isVariableDeclaration(node) || isLocalVariable(node)) return []
  const value = node.initializer && withoutType(node.initializer)
  const list = value && ts.isNewExpression(value) ? value.arguments?.[0] : value
  const array = list && withoutType(list)
  return array && ts.isArrayLiteralExpression(array) ? array.elements : []
}

function withoutType(node: ts.Expression): ts.Expression {
  return ts.isAsExpression(node) ? node.expression : node
}

/** Returns the members of an object that is the input of a command of the SDK. */
export function commandInputOf(node: ts.Node): readonly ts.ObjectLiteralElementLike[] {
  if (!ts.isObjectLiteralExpression(node)) return []
  const { parent } = node
  if (isCommand(parent)) return node.properties
  if (!ts.isVariableDeclaration(parent)) return []
  const name = parent.name.getText()
  const isSent = (child: ts.Node): boolean =>
    (isCommand(child) && child.arguments?.[0]?.getText() === name) || ts.forEachChild(child, isSent) === true
  return isSent(parent.parent.parent.parent) ? node.properties : []
}

function isCommand(node: ts.Node): node is ts.NewExpression {
  return ts.isNewExpression(node) && node.expression.getText().endsWith('Command')
}

import { readXml } from './reader.js'

/** An element with what is in it: other elements, or text. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  readonly text: string
}

/** @throws SyntaxError for what is not one complete, well-formed document. */
export function readXmlTree(xml: string): XmlElement {
  const open: { name: string; children: XmlElement[] }[] = [{ name: '', children: [] }]
  readXml(xml, {
    open: (name) => open.push({ name, children: [] }),
    close: (_name, _depth, text) => {
      const element = open.pop()
      if (element) open.at(-1)?.children.push({ ...element, text: element.children.length === 0 ? text : '' })
    },
  })
  const root = open[0]?.children[0]
  if (!root) throw new SyntaxError('it has no root')
  return root
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name)
}

export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  return path.reduce(childOf, element)?.text
}

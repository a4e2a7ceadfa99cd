import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const ROOT = new URL('..', import.meta.url)
const pages = ['.', 'docs'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
)

it.each(pages)('%s names files that are there', (page) => {
  const here = new URL(page, ROOT)
  const text = readFileSync(here, 'utf8')
  const named = [...text.matchAll(/`((?:src|test|docs|bin)\/[\w./-]+)`/g)].map(
    ([, path = '']) => new URL(path, ROOT),
  )
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => new URL(path, here))
  expect([...named, ...linked].filter((url) => !existsSync(url)).map(String)).toEqual([])
})

// Says whose code is in the bundle, and under which licence: what those licences ask of who passes them on.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Licenses that require only this notice. Another license stops the build, so that it is read first. */
const FINE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT']

/** The text of THIRD-PARTY-NOTICES.txt, by the files of which something is in the bundle. */
export function thirdPartyNotices(files) {
  const packages = foldersOf(files).map(readPackage)
  const titlesByText = new Map()
  for (const { name, version, license, text = textOf(license, packages) } of packages) {
    titlesByText.set(text, `${titlesByText.get(text) ?? ''}${name} ${version} (${license})\n`)
  }
  const sections = [...titlesByText].map(([text, titles]) => `${titles}\n${text}\n\n${'-'.repeat(80)}\n`)
  return `cwmpu holds code of these packages, under their own licences:\n\n${sections.join('\n')}`
}

/** The folders of the packages that the files belong to. */
function foldersOf(files) {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [])
  return [...new Set(folders)].sort()
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!FINE.includes(license)) throw new Error(`${name} is under ${license}: may it be bundled?`)
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file))
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  return { name, version, license, text: text || undefined }
}

/** Some packages of the AWS SDK come without the text of the licence that they name; others bring it. */
function textOf(license, packages) {
  const text = packages.find((other) => other.license === license && other.text)?.text
  if (!text) throw new Error(`the text of ${license} is not among the packages that name it`)
  return text
}

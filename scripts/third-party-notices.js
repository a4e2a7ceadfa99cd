// Writes the notices that the licenses of the bundled packages require.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Licenses that require only this notice. Another license stops the build, so that it is read first. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT']

/** Returns the text of THIRD-PARTY-NOTICES.txt for the files in the bundle. */
export function thirdPartyNotices(files) {
  const packages = foldersOf(files).map(readPackage)
  const titlesByText = new Map()
  for (const { name, version, license, text = textOf(license, packages) } of packages) {
    titlesByText.set(text, `${titlesByText.get(text) ?? ''}${name} ${version} (${license})\n`)
  }
  const sections = [...titlesByText].map(([text, titles]) => `${titles}\n${text}\n\n${'-'.repeat(80)}\n`)
  return `cwmpu contains code of these packages, under their own licenses:\n\n${sections.join('\n')}`
}

/** Returns the folders of the packages that contain the files. */
function foldersOf(files) {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [])
  return [...new Set(folders)].sort()
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!ALLOWED.includes(license)) throw new Error(`The license of ${name} is ${license}. Check that it can be bundled.`)
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file))
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  return { name, version, license, text: text || undefined }
}

/** Returns the text of a license from another package. Some packages of the AWS SDK have none. */
function textOf(license, packages) {
  const text = packages.find((other) => other.license === license && other.text)?.text
  if (!text) throw new Error(`No bundled package contains the text of ${license}.`)
  return text
}

#!/usr/bin/env node
import { existsSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'

// What V8 compiled is kept from Node 22 on. Not in /tmp, which is Node's default: somebody else could have left code
// for us there.
const { HOME, XDG_CACHE_HOME } = process.env
const caches = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'))
if (caches && existsSync(caches)) module.enableCompileCache?.(join(caches, 'cwmpu'))

await import('../dist/main.js')

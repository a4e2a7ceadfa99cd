#!/usr/bin/env node
const { existsSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')

// What V8 compiled is kept from Node 22 on. Not in /tmp, which is Node's default: somebody else could have left code
// for us there.
const { HOME, XDG_CACHE_HOME } = process.env
const caches = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'))
if (caches && existsSync(caches)) enableCompileCache?.(join(caches, 'cwmpu'))

require('../dist/main.cjs')

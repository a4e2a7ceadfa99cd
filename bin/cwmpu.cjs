#!/usr/bin/env node
const { existsSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')

// Node 22 and later cache compiled code. The cache is not in /tmp, the default of Node, because other users could
// store code there.
const { HOME, XDG_CACHE_HOME } = process.env
const caches = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'))
if (caches && existsSync(caches)) enableCompileCache?.(join(caches, 'cwmpu'))

require('../dist/main.cjs')

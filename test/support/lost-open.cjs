// Preloaded into a process. Opens no file and never calls back.
require('node:fs').open = () => undefined

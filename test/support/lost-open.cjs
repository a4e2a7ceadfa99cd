// Loaded into a process before it starts: no file is ever opened, and the callback is lost.
require('node:fs').open = () => undefined

import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that need /dev/full. */
const LINUX_ONLY = ['test/faults/output.test.ts']
/** Tests that need a POSIX shell, signals or a pseudo-terminal. */
const POSIX_ONLY = [
  'test/{configuration,troubleshooting}.test.ts',
  'test/commands/{demo-serve,progress,prompt}.test.ts',
  'test/faults/{from-input,interrupted-overlap,reruns,signals}.test.ts',
]

const excluded = [
  ...(process.platform === 'linux' ? [] : LINUX_ONLY),
  ...(process.platform === 'win32' ? POSIX_ONLY : []),
]

export default defineConfig({
  test: {
    // The SDK prints a warning about Node 20 on stderr.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    globalSetup: 'test/support/build.ts',
    // More workers than cores, because many tests wait for a timer.
    maxWorkers: 6,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text'],
      reportOnFailure: true,
      thresholds: Object.fromEntries(
        ['core', 's3', 'service', 'config'].map((folder) => [`src/${folder}/**`, { branches: 95 }]),
      ),
    },
    projects: [
      // Without isolation, a worker loads the SDK only once. Loading it takes half of the CPU time.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...excluded],
          testTimeout: 60_000,
          isolate: false,
        },
      },
      // Packs and installs the package, and runs it on every supported version of Node.
      {
        test: {
          name: 'package',
          include: ['test/**/*.package.ts'],
          globalSetup: 'test/support/installed.ts',
          testTimeout: 120_000,
        },
      },
      // With a real server. See the scripts test:rgw, test:swift and test:live.
      { test: { name: 'rgw', include: ['test/**/*.rgw.ts'], testTimeout: 120_000 } },
      { test: { name: 'swift', include: ['test/**/*.swift.ts'], testTimeout: 120_000 } },
      // With a real proxy, tinyproxy of Debian.
      { test: { name: 'proxy', include: ['test/**/*.proxy.ts'], testTimeout: 60_000 } },
      // As in a cluster, with concurrent processes and a read-only file system. Needs Linux, and takes a minute.
      { test: { name: 'cluster', include: ['test/**/*.cluster.ts'], testTimeout: 300_000 } },
      // With the Tab key in bash, zsh and fish.
      { test: { name: 'shells', include: ['test/**/*.shells.ts'], testTimeout: 60_000 } },
      { test: { name: 'live', include: ['test/**/*.live.ts'], testTimeout: 300_000 } },
    ],
  },
})

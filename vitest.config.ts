import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  interface ProvidedContext {
    /** `REHEARSAL_FULL=1`: the long counts of random tests. */
    readonly isFull: boolean;
  }
}

/** `npm run test:browser`: these need a Chromium. */
const BROWSER = ['harness/**/*.browser.test.ts'];

export default defineConfig({
  resolve: { conditions: ['iam-rehearsal-sources'] },
  ssr: { resolve: { conditions: ['iam-rehearsal-sources'] } },
  test: {
    // No module keeps state, so that test files may share a worker: starting one for each took two thirds of the time.
    pool: 'threads',
    isolate: false,
    // A machine may be busy; no test waits for time to pass.
    testTimeout: 30_000,
    // All cores: by default one is left to the main process, which has little to do.
    maxWorkers: '100%',
    provide: { isFull: process.env.REHEARSAL_FULL === '1' },
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // What was compiled for one run is there for the next, by content: a fifth of the time.
    experimental: { fsModuleCache: true },
    // One project: each would have workers of its own, which load the SDK again.
    include: process.env.REHEARSAL_BROWSER ? BROWSER : ['harness/**/*.test.ts', 'scenarios/**/*.scenario.test.ts'],
    exclude: process.env.REHEARSAL_BROWSER ? [] : BROWSER,
    globalSetup: ['harness/rehearsal/setup.ts'],
  },
});

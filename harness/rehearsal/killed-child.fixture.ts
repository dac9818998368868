import { tellStory } from './killed-run.fixture.js';

/** The story in a process of its own, which can be killed. It is bundled for that, since Node.js 20 reads no TypeScript. */
const { endpoint, account, ledgerFolder, credentials } = JSON.parse(process.argv[2] ?? '{}');

await tellStory({
  account,
  ledgerFolder,
  credentials,
  clientConfig: (signer) => ({
    region: 'us-east-1',
    endpoint,
    credentials: signer,
    forcePathStyle: true,
    maxAttempts: 1,
  }),
});

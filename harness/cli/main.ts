#!/usr/bin/env node
import module from 'node:module';
import { Command } from 'commander';
import { packageVersion } from './package-version.js';
import { UsageError } from './usage-error.js';

// From Node 22.8 on, what was compiled once need not be compiled again.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

/** Each command is loaded when it is called: `rehearse serve` is to answer at once. */
const program = new Command('rehearse')
  .description('Rehearse AWS IAM before opening night: real SDK calls, real denials, no AWS account.')
  .version(packageVersion(), '--version', 'print the version')
  .helpOption('-h, --help', 'tell of a command, its options and exit codes')
  // What follows the command of `run` is its own.
  .enablePositionalOptions()
  .showHelpAfterError('`--help` tells the options');

/** The exit code of a command line that cannot be understood, where the command has a code of its own for it. */
let usageCode = 1;
const usage = (command: Command, code: number) =>
  command
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : code))
    .hook('preAction', () => {
      usageCode = code;
    });

program
  .command('demo')
  .description('tell the story of a user, a role and a list of buckets, step by step, and check that it holds')
  .option('--fail-at <step>', 'break this step, to see what a failure looks like')
  .option('--list-steps', 'list the steps and end')
  .action(async (options) => {
    const { demo } = await import('./demo.js');
    process.exitCode = await demo(options, process);
  });

program
  .command('serve')
  .description('serve the emulator over HTTP to any AWS client')
  .option('--port <number>', 'the port; 0 picks a free one', '4566')
  .option('--host <address>', 'the address to listen on', '127.0.0.1')
  .option('--account <id>', 'the account whose root credentials are printed', '123456789012')
  .option('--credential <key:secret:account...>', "another access key with the rights of an account's root")
  .option('--organization <file>', 'a JSON file with an organization: its units, accounts, SCPs and RCPs')
  .option('--propagation <delay>', 'how long IAM changes take to become visible: `4s`, or at random `1s-10s`')
  .option('--import <file...>', 'accounts to load: the output of `aws iam get-account-authorization-details`')
  .option('--lenient', 'load what a file refers to and does not hold as absent')
  .option('--vpc-endpoints <file>', 'a JSON file with a list of VPC endpoints: id, vpc, account, policy')
  .option('--web-identity-keys <file>', 'a JSON file with the public keys of token issuers: issuer to JSON Web Key Set')
  .option('--limit <name=value...>', 'a limit of the server, e.g. `headerBytes=65536` or `requestTimeout=30s`')
  .option('--secure-transport <boolean>', 'count every request as TLS, or as none; the connection decides unless given')
  .option(
    '--trust-origin',
    'believe `x-rehearsal-source-ip` and the like of requests from this machine, or of all with `--control any`',
  )
  .option('--ui', 'show the decisions as they are made, on a page under `/_rehearsal/ui`')
  .option('--control <who>', 'who may use the control interface: `loopback`, `any` or `off`', 'loopback')
  .option('--state <file>', 'load this snapshot if it is there, and save one at the end; all secrets are in it')
  .option('--json', 'print one line of JSON instead of shell exports')
  .action(async (options) => {
    const { serve } = await import('./serve.js');
    process.exitCode = await serve(options, process);
  });

program
  .command('sweep')
  .description('remove what killed runs left on the target that REHEARSAL_TARGET names')
  .option('--older-than <duration>', 'younger runs may still be under way', '1h')
  .option('--ledger <folder>', 'where the ledgers are', '.iam-rehearsal/ledger')
  .option('--yes', 'remove; without it, what would be removed is only listed')
  .action(async (options) => {
    const { sweep } = await import('./sweep.js');
    process.exitCode = await sweep(options, process);
  });

program
  .command('live-policy')
  .description('print the policy that the credentials of a run in a real account need, and no more')
  .requiredOption('--account <id>', 'the twelve digits of the account')
  .action(async (options) => {
    const { livePolicy } = await import('./live-policy.js');
    process.exitCode = livePolicy(options, process);
  });

usage(program.command('drift'), 2)
  .description('run scenarios on the embedded emulator and on another target, and report each call that differs')
  .argument('[files...]', "parts of the paths of test files, as Vitest's filters; `scenario` unless given")
  .option('--against <target>', 'the other target: `live`, `endpoint`, `localstack` or `container`')
  .option('--json <file>', 'write the report as JSON too')
  .option(
    '--record <folder>',
    'write what the other target answered into files, without names and numbers of the account',
  )
  .option(
    '--parity',
    "compare the engine with AWS's policy simulator instead, for these scenarios or for policy files; only reads",
  )
  .addHelpText('after', '\nExit codes: 0 nothing differs, 1 something does, 2 nothing could be compared.')
  .action(async (files, options) => {
    if (options.parity) {
      const { parity } = await import('./parity.js');
      process.exitCode = await parity(files, options, process);
      return;
    }
    const { drift } = await import('./drift.js');
    process.exitCode = await drift(files, options, process);
  });

program
  .command('check')
  .description('validate policy files and look for what is legal and hardly meant, with file and line')
  .argument('<files...>', 'policy documents, JSON or YAML')
  .option(
    '--kind <kind>',
    '`identity`, `trust`, `resource`, `boundary`, `session`, `scp`, `rcp` or `endpoint`; by its look unless given',
  )
  .option('--sarif <file>', 'write the findings as SARIF too, for code hosts and editors')
  .addHelpText('after', '\nExit codes: 0 nothing was found, 1 something was, or a file cannot be read.')
  .action(async (files, options) => {
    const { check } = await import('./check.js');
    process.exitCode = await check(files, options, process);
  });

usage(program.command('run'), 125)
  .passThroughOptions()
  .description('run any command against an emulator of its own, and tell what it was allowed and denied')
  .argument('<command...>', 'the command with its arguments, after `--` or after the options')
  .option('--policy <file>', 'run as a user who has this policy, JSON or YAML, and nothing else')
  .option('--import <file...>', 'accounts to load: the output of `aws iam get-account-authorization-details`')
  .option('--lenient', 'load what a file refers to and does not hold as absent')
  .option('--state <file>', 'accounts to load: a snapshot, which stays as it is')
  .option('--as <principal>', 'run as a user or role of the loaded accounts: an ARN, `user/NAME` or `role/NAME`')
  .option('--account <id>', 'the account of the user who is made; that of the loaded one, or `123456789012`')
  .option('--bucket <name...>', 'buckets for the command to find')
  .option('--soft', 'record what is missing and allow it all the same, so that one run shows all of it')
  .option('--other-endpoint <url>', 'where the services are that are not served here, e.g. another emulator')
  .option('--report <file>', 'write the run as one page of HTML')
  .addHelpText(
    'after',
    [
      '',
      'Examples:',
      '  rehearse run -- python deploy.py',
      '  rehearse run --policy deploy.yaml --bucket artifacts --soft -- ./deploy.sh',
      '  rehearse run --import account.json --as role/deploy --report run.html -- aws s3 ls',
      '',
      'Without `--policy` and `--as` the command runs as an administrator. SDKs of any language and the AWS CLI find the',
      'emulator by environment variables; credentials, profiles and configuration of the surroundings are not seen.',
      '',
      "Exit codes: the command's own; 125 the run did not begin, 126 the command cannot be executed, 127 it is not there,",
      '128 and the number of the signal that ended it.',
    ].join('\n'),
  )
  .action(async (words, options) => {
    const { run } = await import('./run.js');
    process.exitCode = await run(words, options, process);
  });

program
  .command('explain')
  .description('tell why a request of a recorded run was allowed or denied')
  .argument('<request-id>', 'as the answer carried it, or as `rehearse run` prints it')
  .option('--run <id>', 'the run; the latest unless given')
  .addHelpText('after', '\nExit codes: 0 it was found, 1 it was not.')
  .action(async (requestId, options) => {
    const { explainRequest } = await import('./explain.js');
    process.exitCode = explainRequest(requestId, options, process);
  });

program
  .command('report')
  .description(
    'tell what a recorded run showed: decisions, policy coverage, faults that no test would notice, matrices',
  )
  .option('--run <id>', 'the run; the latest unless given')
  .option('--html <file>', 'write one page of HTML, which opens without a server')
  .option('--least-privilege', 'tell the smallest policy that each principal needed, and what was not needed')
  .option('--lcov <file>', 'write the coverage of policy files for tools that read lcov')
  .option('--coverage-threshold <percent>', 'end with 2 below this policy coverage')
  .option('--mutation-threshold <percent>', 'end with 2 below this mutation score')
  .addHelpText('after', '\nExit codes: 0 it was told, 1 there is no record, 2 a threshold is not met.')
  .action(async (options) => {
    const { report } = await import('./report.js');
    process.exitCode = report(options, process);
  });

program
  .command('doctor')
  .description('look at what surrounds a rehearsal: Node, variables that would be ignored, programs, targets')
  .addHelpText('after', '\nExit codes: 0 rehearsals can be run, 1 they cannot.')
  .action(async () => {
    const { doctor } = await import('./doctor.js');
    process.exitCode = await doctor(process);
  });

// The SDK prints nine lines about Node 20 into every process that uses it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UsageError || (error instanceof Error && error.name === 'ReportError'))) throw error;
  process.stderr.write(`rehearse: ${error.message}\n`);
  process.exitCode = usageCode;
}

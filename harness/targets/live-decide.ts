import {
  type EvaluationResult,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import { errorCode } from '../cleanup/error-code.js';
import { CannotDecide, simulatorTerms } from '../emulator/index.js';
import { withoutStatements } from './guard-boundary.js';
import { contextEntries } from './live-context.js';
import { decidedView } from './live-decision.js';
import { livePolicies } from './live-policies.js';
import { askedResource } from './live-resource.js';
import { simulated } from './live-simulated.js';
import { matchedStatements } from './live-statements.js';
import { verdict } from './live-verdict.js';
import type { Asked, DecidedOutcome, Naming, Origin, Question, TargetAccount } from './target.js';
import type { Waits } from './waits.js';

export interface DeciderOptions {
  /** Of the operator. */
  readonly iam: IAMClient;
  readonly s3: S3Client;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly naming: Naming;
  readonly waits: Waits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Decides by AWS's own SimulatePrincipalPolicy, which executes nothing. What it cannot express is refused with {@link CannotDecide}: trust
 * policies, sessions that were not opened here, a session of a role on a bucket with a policy, ACLs, VPC endpoints, other accounts, and what
 * an SCP denies. RCPs are not looked at, nor the policies of resources that the run did not make, and the explanation says so.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function createDecider(options: DeciderOptions): TargetAccount['decide'] {
  const decide = questioner(options);
  let last: Promise<unknown> = Promise.resolve();
  // The simulator throttles: one question after the other.
  return (asked, question, origin = {}) => {
    const answer = last.then(() => decide(asked, question, origin).catch(explained));
    last = answer.catch(() => undefined);
    return answer;
  };
}

function questioner({ iam, s3, account, region, naming, waits, now }: DeciderOptions) {
  const terms = simulatorTerms();
  const policies = livePolicies(iam, waits, naming.run);
  return async (asked: Asked, question: Question, origin: Origin): Promise<DecidedOutcome> => {
    const { action, resource = '*', withoutSids } = question;
    terms.checkAction(action);
    refuseOrigin(origin);
    const { policy: resourcePolicy, isKnown } = await askedResource(resource, { s3, account, prefix: naming.prefix });
    const who = await simulated(asked, { iam, waits, policies });
    if (resourcePolicy !== undefined && who.kind === 'role') {
      throw new CannotDecide(
        `\`${resourcePolicy.arn}\` has a policy, and AWS's simulator does not look at one for roles; really call it with an SDK command`,
      );
    }
    const entries = contextEntries({ who, account, region, question, origin, now: now() }, terms);
    const input = {
      PolicySourceArn: who.arn,
      ActionNames: [action],
      ...(resource !== '*' && { ResourceArns: [resource] }),
      ContextEntries: entries,
      ...(resourcePolicy && { ResourcePolicy: resourcePolicy.document, CallerArn: who.arn }),
    } as SimulatePrincipalPolicyCommandInput;
    const simulate = async (boundary: string | undefined) => {
      const limited = { ...input, ...(boundary !== undefined && { PermissionsBoundaryPolicyInputList: [boundary] }) };
      const command = new SimulatePrincipalPolicyCommand(limited);
      const { EvaluationResults } = await waits.until('new-entity', () => iam.send(command));
      return answered(EvaluationResults?.[0], action);
    };
    const boundary =
      withoutSids && who.boundary && withoutStatements(withoutSids, await policies.managed(who.boundary));
    const judged = await verdict(simulate, { boundary, session: who.session?.document });
    const effect = judged.because === 'allowed' ? 'Allow' : 'Deny';
    const matched = await matchedStatements(judged.result.MatchedStatements ?? [], effect, {
      ...{ policies, who, resourcePolicy },
    });
    return decidedView({ judged, matched, who, account, action, resource, entries, isKnown }, terms);
  };
}

function answered(result: EvaluationResult | undefined, action: string): EvaluationResult {
  if (result?.EvalDecision !== undefined) return result;
  throw new CannotDecide(`AWS's simulator answered nothing about \`${action}\`; really call it with an SDK command`);
}

function refuseOrigin({ service, vpce, vpc }: Origin): void {
  if (service !== undefined) {
    throw new CannotDecide("AWS's simulator takes no service as the caller; run this scenario on `embedded`");
  }
  if (vpce !== undefined || vpc !== undefined) {
    throw new CannotDecide(
      "AWS's simulator does not look at the policy of a VPC endpoint; pass `aws:SourceVpce` in `context` to decide by the key alone",
    );
  }
}

/** A refusal of the operator is no answer to a question. */
function explained(cause: unknown): never {
  const code = errorCode(cause);
  if (!['AccessDenied', 'InvalidInput', 'NoSuchEntity'].includes(code)) throw cause;
  const { message } = cause as Error;
  if (code === 'AccessDenied') {
    throw new CannotDecide(
      `the operator may not look at what decides: ${message}; allow what \`rehearse live-policy\` prints`,
      { cause },
    );
  }
  throw new CannotDecide(`AWS does not simulate it: ${message}`, { cause });
}

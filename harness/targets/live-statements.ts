import type { Statement } from '@aws-sdk/client-iam';
import { errorCode } from '../cleanup/error-code.js';
import { type DecisionJson, statementEndingAt } from '../emulator/index.js';
import type { Holder, LivePolicies } from './live-policies.js';

type Deciding = DecisionJson['deciding'][number];

/** A statement that AWS's simulator says it matched, and where it stands, for a person. */
export interface MatchedStatement {
  /** Undefined where its policy could not be read. */
  readonly deciding: Deciding | undefined;
  /** `the statement NoLists of rehearsal` */
  readonly words: string;
}

export interface ResourcePolicy {
  /** Of the resource. */
  readonly arn: string;
  readonly document: string;
}

interface Sources {
  readonly policies: LivePolicies;
  readonly who: Holder;
  readonly resourcePolicy: ResourcePolicy | undefined;
}

/** The simulator tells the id of a policy and a place in its text: the text is looked up, to tell the statement by its name. */
export async function matchedStatements(
  matched: readonly Statement[],
  effect: Deciding['effect'],
  sources: Sources,
): Promise<readonly MatchedStatement[]> {
  const found: MatchedStatement[] = [];
  for (const { SourcePolicyId: id = '', SourcePolicyType: type = '', EndPosition: end = {} } of matched) {
    const isOfResource = /resource/i.test(type);
    const policy = isOfResource ? resourceSource(sources) : await readable(() => sourceWithId(id, sources));
    const statement = policy && statementEndingAt(policy.document, end);
    const { index, sid } = statement ?? {};
    const which = sid ? `the statement ${sid}` : index === undefined ? 'a statement' : `statement ${index + 1}`;
    found.push({
      deciding: policy &&
        statement && { layer: isOfResource ? 'resource' : 'identity', source: policy.source, ...statement, effect },
      words: `${which} of ${policy?.source.name ?? id}`,
    });
  }
  return found;
}

interface PolicyText {
  readonly source: Deciding['source'];
  readonly document: string;
}

function resourceSource({ resourcePolicy }: Sources): PolicyText | undefined {
  return (
    resourcePolicy && {
      source: { name: 'BucketPolicy', attachedTo: resourcePolicy.arn },
      document: resourcePolicy.document,
    }
  );
}

/** An inline policy goes by its holder, `user_alice_careful`, a managed one by its name: those of the principal are looked at before its groups'. */
async function sourceWithId(id: string, { policies, who }: Sources): Promise<PolicyText | undefined> {
  const own = await heldBy(who, id, policies);
  if (own !== undefined || who.kind !== 'user') return own;
  for (const group of await policies.groupsOf(who.name)) {
    const held = await heldBy(group, id, policies);
    if (held !== undefined) return held;
  }
  return undefined;
}

async function heldBy(holder: Holder, id: string, policies: LivePolicies): Promise<PolicyText | undefined> {
  const { kind, name, arn: attachedTo } = holder;
  const prefix = `${kind}_${name}_`;
  if (id.startsWith(prefix)) {
    const policy = id.slice(prefix.length);
    return { source: { name: policy, attachedTo }, document: await policies.inline(holder, policy) };
  }
  if (/^(user|group|role)_/.test(id)) return undefined;
  const managed = (await policies.attached(holder)).find((it) => it.name === id);
  return (
    managed && { source: { name: id, arn: managed.arn, attachedTo }, document: await policies.managed(managed.arn) }
  );
}

/** The outcome is known without it. */
async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (['AccessDenied', 'NoSuchEntity'].includes(errorCode(error))) return undefined;
    throw error;
  }
}

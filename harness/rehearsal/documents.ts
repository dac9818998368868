/** A statement as JSON has it; `Effect` is given by where it stands (`allows`, `denies`, `trusts`). */
export type Statement = Readonly<Record<string, unknown>>;

/** One action or several on `*`, or statements with all that they need beside `Effect`. */
export type Permissions = string | Statement | readonly (string | Statement)[];

/** Something with an ARN: a user, a role, a session. */
export interface HasArn {
  readonly arn: string;
}

/** An ARN, an account id, a service such as `lambda.amazonaws.com`, `*`, or a user, role or session itself. */
export type Trusted = string | HasArn;

export interface TrustOptions {
  /** The `Condition` of the statement, e.g. `{ StringEquals: { 'sts:ExternalId': 'x' } }`. */
  readonly condition?: Readonly<Record<string, unknown>> | undefined;
}

/** A policy that allows and denies; the actions given by name are on every resource. */
export function policyDocument({
  allows,
  denies,
}: {
  allows?: Permissions | undefined;
  denies?: Permissions | undefined;
}): string {
  return document([...statements('Allow', allows), ...statements('Deny', denies)]);
}

/** A trust policy that lets these principals assume the role. */
export function trustPolicyDocument(trusts: Trusted | readonly Trusted[], { condition }: TrustOptions = {}): string {
  const names = list(trusts).map((trusted) => (typeof trusted === 'string' ? trusted : trusted.arn));
  const services = names.filter(isService);
  const others = names.filter((name) => !isService(name));
  const Principal = {
    ...(others.length > 0 && { AWS: others }),
    ...(services.length > 0 && { Service: services }),
  };
  return document([
    { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(condition && { Condition: condition }) },
  ]);
}

function document(Statement: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function statements(Effect: 'Allow' | 'Deny', permissions: Permissions | undefined): readonly Statement[] {
  const given = permissions === undefined ? [] : list(permissions);
  const actions = given.filter((one) => typeof one === 'string');
  const whole = given.filter((one) => typeof one !== 'string');
  const byName = actions.length === 0 ? [] : [{ Effect, Action: actions, Resource: '*' }];
  return [...byName, ...whole.map((statement) => ({ Effect, ...statement }))];
}

function isService(name: string): boolean {
  return /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(name);
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/** The value of a condition key: one, or several for a multivalued key such as `aws:TagKeys`. */
export type ContextValue = string | readonly string[];

/**
 * The condition keys of a request. Names are looked up in lower case, since AWS compares them without case.
 * A `Map` is one, whose names may be spelled in any case; an implementation may also compute a value when it is asked for.
 */
export interface Context {
  get(lowerCaseKey: string): ContextValue | undefined;
  keys(): Iterable<string>;
}

/** The value of a key, also in a `Map` that spells it as AWS does: `aws:PrincipalArn`. */
export function valueOfKey(context: Context, lowerCaseKey: string): ContextValue | undefined {
  const value = context.get(lowerCaseKey);
  if (value !== undefined || !(context instanceof Map)) return value;
  for (const [name, given] of context as ReadonlyMap<string, ContextValue>) {
    if (name.length === lowerCaseKey.length && name.toLowerCase() === lowerCaseKey) return given;
  }
  return undefined;
}

/**
 * Who asks. Unique ids (`AIDA...`, `AROA...`) let a policy that names a deleted and recreated entity not match.
 * `canonicalUserId` is S3's name of the account, which bucket policies may use under `CanonicalUser`.
 */
export type Principal =
  | { readonly type: 'anonymous' }
  | { readonly type: 'root'; readonly account: string; readonly arn: string; readonly canonicalUserId?: string }
  | {
      readonly type: 'user';
      readonly account: string;
      readonly arn: string;
      readonly uniqueId: string;
      readonly canonicalUserId?: string;
    }
  | {
      readonly type: 'assumed-role';
      readonly account: string;
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
      readonly arn: string;
      /** The role's ARN with its path. */
      readonly roleArn: string;
      /** `AROA...` */
      readonly roleId: string;
      readonly sessionName: string;
      /** The role is service-linked: SCPs and RCPs do not bind it. */
      readonly serviceLinked?: boolean;
      /** The identity provider of a web identity or SAML session, as a policy names it under `Federated`. */
      readonly federatedProvider?: string;
      readonly canonicalUserId?: string;
    }
  | {
      readonly type: 'federated-user';
      readonly account: string;
      /** `arn:aws:sts::ACCOUNT:federated-user/NAME` */
      readonly arn: string;
      /** The user whose keys opened the session; absent when it was the root user. */
      readonly userArn?: string;
      readonly userId?: string;
      readonly canonicalUserId?: string;
    }
  /** The caller of AssumeRoleWithWebIdentity or AssumeRoleWithSAML: provider ARN, or a name such as `accounts.google.com`. */
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'service'; readonly service: string };

/** What is asked: may this principal perform this action on this resource, as things are now? */
export interface AuthorizationRequest {
  readonly principal: Principal;
  /** `s3:GetObject`, in AWS's spelling. */
  readonly action: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** The account that owns the resource; S3's ARNs do not show it. */
  readonly resourceAccount: string;
  readonly context: Context;
}

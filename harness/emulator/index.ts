export { type Clock, InvalidTime } from '../account/clock.js';
export { InvalidWebIdentityKeys, type KeySet } from '../account/oidc-keys.js';
export type {
  OrganizationAccount,
  OrganizationalUnit,
  OrganizationDescription,
  OrganizationPolicy,
} from '../account/organization.js';
export { InvalidOrganization } from '../account/organization.js';
export type { Propagation } from '../account/propagation.js';
export {
  InvalidPropagation,
  type PropagationDelay,
  type PropagationReads,
  type PropagationSettings,
  propagationSettings,
} from '../account/propagation-delay.js';
export { InvalidQuota, type Quotas } from '../account/quotas.js';
export {
  InvalidRoleTemplate,
  type RoleTemplateParameter,
  type RoleTemplateVersion,
} from '../account/role-templates.js';
export type { Snapshot } from '../account/snapshot.js';
export { InvalidSnapshot } from '../account/snapshot-error.js';
export { InvalidVpcEndpoint, type VpcEndpoint } from '../account/vpc-endpoints.js';
export type { RequestOrigin, ServiceOrigin } from '../aws/http.js';
export type { ServerLimits } from '../aws/server.js';
export { originHeaders } from '../aws/stated-origin.js';
export {
  type Assumption,
  type Finding,
  type ImportFile,
  type ImportOptions,
  type ImportReport,
  type ImportSource,
  InvalidImport,
  importText,
  type LoadedAccount,
} from '../imports/index.js';
export type { AssumePairs } from '../services/assume-pairs.js';
export { CannotDecide, type Question } from '../services/decide.js';
export type { AuthorizationDetailsOptions } from './authorization-details.js';
export { type ControlClient, controlClient, type PropagationJson } from './control/client.js';
export { ControlError } from './control/control-error.js';
export {
  type DecisionFilter,
  type DecisionJson,
  decisionJson,
  type Explained,
  explained,
  type RecordedDecisionJson,
  recordedJson,
} from './control/decisions.js';
export type { ServerHealth } from './control/server-health.js';
export type { AccountDecision, AccountDecisions } from './control/tabled.js';
export { type ToldDecision, wholeDecision } from './control/whole-decision.js';
export type {
  ClientConfig,
  Credentials,
  EmulatedAccount,
  Emulator,
  EmulatorOptions,
  ServeOptions,
} from './emulator.js';
export type { AuthorizationDetails } from './export-account.js';
export { concernsAccount, type Journal, type RecordedDecision } from './journal.js';
export { type SimulatorTerms, simulatorTerms, statementEndingAt } from './simulator-terms.js';
export { startEmulator } from './start.js';

export { openEmbedded } from './embedded.js';
export { type EndpointOptions, openEndpoint } from './endpoint.js';
export { LeftOffline } from './offline-refusal.js';
export { type Proof, proveEnforcement } from './prove.js';
export { announcement, openTarget, stayOffline, targetName } from './select.js';
export type {
  Asked,
  Capabilities,
  Credentials,
  DecidedOutcome,
  DecisionView,
  HeardDecision,
  KeySet,
  Naming,
  OpenedSession,
  Origin,
  Question,
  RecordedDecisionView,
  ServiceOrigin,
  Target,
  TargetAccount,
  TargetClientConfig,
  TargetClock,
  TargetName,
  TargetPropagation,
  VpcEndpoint,
} from './target.js';
export { EnforcementNotProven, MissingCapability, StillAllowed, TargetUnavailable } from './target-errors.js';
export type { WaitStep, Waits } from './waits.js';

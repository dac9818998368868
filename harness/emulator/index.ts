export type { Clock } from '../account/clock.js';
export type {
  OrganizationAccount,
  OrganizationalUnit,
  OrganizationDescription,
  OrganizationPolicy,
} from '../account/organization.js';
export { InvalidOrganization } from '../account/organization.js';
export { CannotDecide, type Question } from '../services/decide.js';
export type { Journal, RecordedDecision } from './journal.js';
export {
  type ClientConfig,
  type Credentials,
  type EmulatedAccount,
  type Emulator,
  type EmulatorOptions,
  type ServeOptions,
  startEmulator,
} from './start.js';

export type { RequestOrigin, WireRequest, WireResponse } from './aws/http.js';
export {
  type ClientConfig,
  type Credentials,
  type EmulatedAccount,
  type Emulator,
  type EmulatorOptions,
  type Journal,
  type RecordedDecision,
  type ServeOptions,
  startEmulator,
} from './emulator/index.js';

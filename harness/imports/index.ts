export { type ImportOptions, importAccounts } from './import-account.js';
export { InvalidImport } from './import-error.js';
export type { Place, Problem } from './json-node.js';
export {
  type Assumption,
  type Finding,
  type ImportReport,
  importText,
  type LoadedAccount,
} from './report.js';
export type { ImportFile, ImportSource } from './sources.js';

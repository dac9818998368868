import { CREDENTIAL_ROWS } from './operations-need-credentials.fixture.js';
import { ENTITY_ROWS } from './operations-need-entities.fixture.js';
import { OIDC_ROWS } from './operations-need-oidc.fixture.js';
import { ROLE_MANAGER_ROWS } from './operations-need-role-manager.fixture.js';
import type { Row } from './operations-need-rows.fixture.js';
import { SAML_ROWS } from './operations-need-saml.fixture.js';
import { SIMULATION_ROWS } from './operations-need-simulation.fixture.js';
import { STS_ROWS } from './operations-need-sts.fixture.js';

/** Every operation of IAM and STS that takes a permission. */
export const ROWS: readonly Row[] = [
  ...ENTITY_ROWS,
  ...CREDENTIAL_ROWS,
  ...OIDC_ROWS,
  ...ROLE_MANAGER_ROWS,
  ...SAML_ROWS,
  ...SIMULATION_ROWS,
  ...STS_ROWS,
];

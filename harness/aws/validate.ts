import { AwsError } from './errors.js';
import type { OperationModel, ServiceModel } from './service-model.js';

/** Refuses an input without a required member, naming all that are missing as AWS does. */
export function validateInput(service: ServiceModel, operation: OperationModel, input: Readonly<Record<string, unknown>>): void {
  const missing = (operation.input?.members ?? []).filter(({ name, required }) => required && input[name] === undefined);
  const [first] = missing;
  if (first === undefined) return;
  if (service.protocol === 'restXml') {
    throw new AwsError('InvalidRequest', `Missing required parameter: ${first.name}`);
  }
  const violations = missing.map(
    ({ name }) => `Value at '${name.slice(0, 1).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  throw new AwsError('ValidationError', `${count}: ${violations.join('; ')}`);
}

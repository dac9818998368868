import type { Call } from '../aws/application.js';
import type { OperationModel } from '../aws/service-model.js';

/** By the model of an operation, which never changes: each call needs the name several times, and decisions keep it. */
const names = new WeakMap<OperationModel, string>();

/** `iam:CreateUser`: what a call is named by, and the action that most calls need. */
export function callName({ service, operation }: Pick<Call<unknown>, 'service' | 'operation'>): string {
  const known = names.get(operation);
  if (known !== undefined) return known;
  const name = `${service.id}:${operation.name}`;
  names.set(operation, name);
  return name;
}

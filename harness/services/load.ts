import type { ServiceId } from '../aws/application.js';
import { readService } from '../aws/schema.js';
import type { ServiceModel } from '../aws/service-model.js';
import type { Operation } from './operation.js';

/** A service with its wire model and the operations that have a handler. */
export interface LoadedService {
  readonly model: ServiceModel;
  readonly operations: ReadonlyMap<string, Operation>;
}

/** An SDK client takes long to import: each is loaded with the first request for its service. */
const LOADERS: Readonly<Record<ServiceId, () => Promise<[object, { readonly operations: readonly Operation[] }]>>> = {
  iam: () => Promise.all([import('@aws-sdk/client-iam'), import('./iam/index.js')]),
  sts: () => Promise.all([import('@aws-sdk/client-sts'), import('./sts/index.js')]),
  s3: () => Promise.all([import('@aws-sdk/client-s3'), import('./s3/index.js')]),
};

export async function loadService(id: ServiceId): Promise<LoadedService> {
  const [client, { operations }] = await LOADERS[id]();
  return { model: readService(client, id), operations: new Map(operations.map((each) => [each.name, each])) };
}

/** Loads all services now instead of with their first requests. */
export async function loadServices(): Promise<void> {
  await Promise.all(Object.values(LOADERS).map((load) => load()));
}

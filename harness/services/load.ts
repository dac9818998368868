import type { ServiceId } from '../aws/application.js';
import { readService } from '../aws/schema.js';
import type { ServiceModel } from '../aws/service-model.js';
import type { Operation } from './operation.js';

/** A service with its wire model and the operations that have a handler. */
export interface LoadedService {
  readonly model: ServiceModel;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Why some of the other operations have no handler. */
  readonly notImplemented: Readonly<Record<string, string>>;
}

interface ServiceModule {
  readonly operations: readonly Operation[];
  readonly notImplemented?: Readonly<Record<string, string>>;
}

/** An SDK client takes long to import: each is loaded with the first request for its service. */
const LOADERS: Readonly<Record<ServiceId, () => Promise<[object, ServiceModule]>>> = {
  iam: () => Promise.all([import('@aws-sdk/client-iam'), import('./iam/index.js')]),
  sts: () => Promise.all([import('@aws-sdk/client-sts'), import('./sts/index.js')]),
  s3: () => Promise.all([import('@aws-sdk/client-s3'), import('./s3/index.js')]),
};

export async function loadService(id: ServiceId): Promise<LoadedService> {
  const [client, { operations, notImplemented = {} }] = await LOADERS[id]();
  const handlers = new Map(operations.map((each) => [each.name, each]));
  return { model: readService(client, id), operations: handlers, notImplemented };
}

/** Loads all services now instead of with their first requests. */
export async function loadServices(): Promise<void> {
  await Promise.all(Object.values(LOADERS).map((load) => load()));
}

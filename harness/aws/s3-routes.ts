import { AwsError } from './errors.js';
import type { RestXmlRequest } from './rest-xml-input.js';
import type { HttpBinding, OperationModel, ServiceModel } from './service-model.js';

type Level = 'SERVICE' | 'BUCKET' | 'OBJECT';

/** An operation with what a request must show to be it. */
interface Route {
  readonly operation: OperationModel;
  readonly literals: HttpBinding['literals'];
  /** Read from the input's shape, which costs, hence only when the literals match. */
  readonly demands: () => Demands;
}

interface Demands {
  readonly level: Level;
  readonly query: readonly string[];
  readonly headers: readonly string[];
}

interface Routes {
  /** By method and path, e.g. `GET /`; those with the most literals first. */
  readonly byPlace: ReadonlyMap<string, readonly Route[]>;
  /** Those of them without literals: most requests have none, and need not be compared with forty. */
  readonly plainByPlace: ReadonlyMap<string, readonly Route[]>;
  /** The query keys of all literals. */
  readonly literalKeys: ReadonlySet<string>;
  /** The query keys that name a subresource (`acl`, `policy`): none may be passed over. */
  readonly subresources: ReadonlySet<string>;
}

export type S3RouteRequest = Omit<RestXmlRequest, 'body'> & { readonly method: string };

/**
 * Finds the operation of an S3 request: of its method and level, those of which most literals stand in the query; of these
 * the one whose required query and header members are there, too. Where none is complete, validation will complain. A
 * subresource that the found operation does not name is refused: the request must never fall through to a plainer operation,
 * which asks for another permission (P11).
 */
export function routeS3Operation(service: ServiceModel, request: S3RouteRequest): OperationModel {
  const { byPlace, plainByPlace, literalKeys, subresources } = routesOf(service);
  const level = levelOf(request);
  const places = hasAny(literalKeys, request.query) ? byPlace : plainByPlace;
  const candidates = places.get(`${request.method} ${level === 'OBJECT' ? '/{Key+}' : '/'}`) ?? [];
  const route = closestRoute(candidates, level, request);
  if (route === undefined && request.method === 'POST' && level === 'BUCKET' && !hasAny(subresources, request.query))
    throw noForm();
  if (route === undefined || leavesSubresource(route, request, subresources))
    throw methodNotAllowed(request.method, level);
  return route.operation;
}

/** The candidates with the most literals come first: once one has matched, those with fewer are out. */
function closestRoute(candidates: readonly Route[], level: Level, request: S3RouteRequest): Route | undefined {
  let first: Route | undefined;
  let complete: Route | undefined;
  for (const route of candidates) {
    if (first !== undefined && route.literals.length < first.literals.length) break;
    if (!hasLiterals(route.literals, request.query) || route.demands().level !== level) continue;
    first ??= route;
    if (isComplete(route.demands(), request) && (complete === undefined || demandsMore(route, complete)))
      complete = route;
  }
  return complete ?? (first !== undefined && first.literals.length > 0 ? first : undefined);
}

function levelOf({ bucket, key }: S3RouteRequest): Level {
  if (bucket === undefined) return 'SERVICE';
  return key === undefined ? 'BUCKET' : 'OBJECT';
}

function hasAny(keys: ReadonlySet<string>, query: ReadonlyMap<string, string>): boolean {
  for (const key of query.keys()) if (keys.has(key)) return true;
  return false;
}

function hasLiterals(literals: Route['literals'], query: ReadonlyMap<string, string>): boolean {
  return literals.every(([key, value]) => (value === undefined ? query.has(key) : query.get(key) === value));
}

function isComplete(demands: Demands, { query, headers }: S3RouteRequest): boolean {
  return demands.query.every((name) => query.has(name)) && demands.headers.every((name) => headers.has(name));
}

/** The operation that demands more comes first: UploadPartCopy before UploadPart before PutObject (P12). */
function demandsMore(a: Route, b: Route): boolean {
  const [first, second] = [a.demands(), b.demands()];
  if (first.query.length !== second.query.length) return first.query.length > second.query.length;
  return first.headers.length > second.headers.length;
}

function leavesSubresource({ literals }: Route, { query }: S3RouteRequest, subresources: ReadonlySet<string>): boolean {
  for (const key of query.keys())
    if (subresources.has(key) && !literals.some(([literal]) => literal === key)) return true;
  return false;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function methodNotAllowed(method: string, level: Level): AwsError {
  const message = 'The specified method is not allowed against this resource.';
  return new AwsError('MethodNotAllowed', message, { Method: method, ResourceType: level });
}

/** What is posted to a bucket and names no part of it must be a browser's form: recorded. */
function noForm(): AwsError {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new AwsError('PreconditionFailed', message, {
    Condition: 'Bucket POST must be of the enclosure-type multipart/form-data',
  });
}

/** Directory buckets are listed at a host of their own, signed for `s3express`; at S3's, `GET /` is ListBuckets (P21). */
const ELSEWHERE = 'ListDirectoryBuckets';

const compiled = new WeakMap<ServiceModel, Routes>();

function routesOf(service: ServiceModel): Routes {
  const known = compiled.get(service);
  if (known !== undefined) return known;
  const routes = compileRoutes(service);
  compiled.set(service, routes);
  return routes;
}

function compileRoutes({ operations }: ServiceModel): Routes {
  const byPlace = new Map<string, Route[]>();
  const literalKeys = new Set<string>();
  const subresources = new Set<string>();
  for (const operation of operations.values()) {
    const { http, name } = operation;
    if (http === undefined || http.hostPrefix !== undefined || name === ELSEWHERE) continue;
    for (const [key, value] of http.literals) {
      literalKeys.add(key);
      if (value === undefined) subresources.add(key);
    }
    const place = `${http.method} ${http.uri}`;
    const routes = byPlace.get(place) ?? [];
    routes.push(compileRoute(operation, http));
    byPlace.set(place, routes);
  }
  const plainByPlace = new Map<string, readonly Route[]>();
  for (const [place, routes] of byPlace) {
    routes.sort((a, b) => b.literals.length - a.literals.length);
    plainByPlace.set(
      place,
      routes.filter(({ literals }) => literals.length === 0),
    );
  }
  return { byPlace, plainByPlace, literalKeys, subresources };
}

function compileRoute(operation: OperationModel, { literals, uri }: HttpBinding): Route {
  let demands: Demands | undefined;
  const read = () => {
    demands ??= readDemands(operation, uri);
    return demands;
  };
  return { operation, literals, demands: read };
}

function readDemands({ input }: OperationModel, uri: string): Demands {
  const members = input?.members ?? [];
  const required = (place: 'query' | 'header') =>
    members.flatMap(({ binding, required }) => (required && binding?.in === place ? [binding.name] : []));
  const bucket = members.some(({ name, binding }) => name === 'Bucket' && binding?.in === 'label')
    ? 'BUCKET'
    : 'SERVICE';
  return { level: uri.includes('{Key+}') ? 'OBJECT' : bucket, query: required('query'), headers: required('header') };
}

import type { Application, Call, RequestFacts, ServiceId } from './application.js';
import { describeError, unexpectedError } from './error-codes.js';
import { AwsError } from './errors.js';
import { headerMap } from './header-map.js';
import { isPresigned, withHoistedHeaders } from './hoisted-headers.js';
import type { HeaderMap, WireBody, WireRequest, WireResponse } from './http.js';
import { isPostObject, locationOf, postAnswer, readPostObject } from './post-form/post-object.js';
import { parseQuery, parseQueryInput, writeQueryAnswer, writeQueryError } from './query-codec.js';
import { refuseHeaders, refuseOpenKeys } from './refused-headers.js';
import { formOf } from './request-form.js';
import { isRestJson, restJsonCall, writeRestJsonAnswer, writeRestJsonError } from './rest-json.js';
import { parseRestXmlInput, takesStream, writeRestXmlAnswer, writeRestXmlError } from './rest-xml-codec.js';
import { routeQueryOperation, serviceOfForm } from './route.js';
import { s3Address, splitTarget } from './s3-address.js';
import { routeS3Operation } from './s3-routes.js';
import { SchemaError } from './schema-error.js';
import type { OperationModel, ServiceModel } from './service-model.js';
import { type SharedTexts, sharedTexts } from './shared-texts.js';
import { shownService } from './shown-service.js';
import { missingAuthenticationToken } from './sigv4/iam-and-sts-complaints.js';
import { checkedBody } from './sigv4/payload.js';
import { SigningKeys } from './sigv4/signing-keys.js';
import { type Verified, verify } from './sigv4/verify.js';
import { originOf } from './stated-origin.js';
import { validateInput } from './validate.js';
import { collected } from './whole-body.js';

/** Answers any request; it never rejects. */
export type Front = (request: WireRequest) => Promise<WireResponse>;

export interface FrontOptions {
  /** Told of what went wrong inside, which the client sees as a bare 500. */
  onError?(error: unknown): void;
}

/** What is known of a request; each stage adds to it, so that an error finds the service and the id to answer with. */
interface Exchange {
  readonly request: WireRequest;
  readonly headers: HeaderMap;
  service: ServiceModel | undefined;
  requestId: string;
  /** A streamed body, once it was asked for as a whole. */
  collected: Promise<Body> | undefined;
}

type Body = Uint8Array | string | undefined;

/** What a front has for as long as it answers. */
interface Parts<Caller> {
  readonly application: Application<Caller>;
  readonly keys: SigningKeys;
  readonly shared: SharedTexts;
}

/**
 * The way of a request: receive, route, authenticate, parse, validate, authorize, run, respond. The order is AWS's own order of
 * complaint: a wrong signature is reported before an operation that does not exist, a malformed input before a missing permission.
 */
export function createFront<Caller>(application: Application<Caller>, options: FrontOptions = {}): Front {
  const front: Parts<Caller> = { application, keys: new SigningKeys(), shared: sharedTexts() };
  return async (request) => {
    const headers = headerMap(request.rawHeaders);
    const exchange: Exchange = { request, headers, service: undefined, requestId: '', collected: undefined };
    try {
      const id = shownService(request, headers) ?? serviceOfForm(formOf(request, await buffered(exchange)));
      exchange.requestId = application.requestId(id);
      const model = application.model(id);
      const service = model instanceof Promise ? await model : model;
      exchange.service = service;
      const answer = answering(exchange, service, front);
      return answer instanceof Promise ? await answer : answer;
    } catch (error) {
      if (!(error instanceof AwsError)) options.onError?.(error);
      return respondError(exchange, error, application);
    }
  };
}

/** An answer that is there at once is not waited for: each turn of the queue of promises costs as much as a decision. */
type Answer = WireResponse | Promise<WireResponse>;

function answering<Caller>(exchange: Exchange, service: ServiceModel, front: Parts<Caller>): Answer {
  if (service.id === 's3') return answerS3(exchange, service, front);
  const answer = isRestJson(exchange.request) ? answerRestJson : answerQuery;
  const body = buffered(exchange);
  if (body instanceof Promise) return body.then((whole) => answer(exchange, service, front, whole));
  return answer(exchange, service, front, body);
}

function answerQuery<Caller>(exchange: Exchange, service: ServiceModel, front: Parts<Caller>, body: Body): Answer {
  const { application } = front;
  const verified = authenticate(exchange, service.id, front, body);
  const form = formOf(exchange.request, body);
  if (verified.kind === 'anonymous' && !application.acceptsUnsigned(service.id, form.get('Action') ?? '')) {
    throw missingAuthenticationToken();
  }
  const operation = implemented(service, routeQueryOperation(service, form), application);
  const input = parseQueryInput(operation, form);
  const output = perform(describeCall(exchange, service, operation, input, verified, front), application);
  if (!(output instanceof Promise)) return writeQueryAnswer(service, operation, output, exchange.requestId);
  return output.then((settled) => writeQueryAnswer(service, operation, settled, exchange.requestId));
}

function answerS3<Caller>(exchange: Exchange, service: ServiceModel, front: Parts<Caller>): Answer {
  const { application } = front;
  const { request } = exchange;
  const verified = authenticate(exchange, 's3', front, undefined);
  const { path, query } = splitTarget(request.target);
  const parameters = parseQuery(query);
  const headers = isPresigned(verified) ? withHoistedHeaders(exchange.headers, parameters) : exchange.headers;
  const address = s3Address(headers.first('host') ?? '', path);
  const { bucket, key } = address;
  if (verified.kind === 'anonymous' && isPostObject(request, headers, address))
    return answerPostObject(exchange, service, front, path);
  const parts = { bucket, key, query: parameters, headers, method: request.method };
  const operation = implemented(service, routeS3Operation(service, parts), application);
  refuseHeaders(operation.name, headers);
  refuseOpenKeys(headers, originOf(request, headers));
  const { stream, isEmpty, checksums } = checkedBody(request.body, verified.payload, headers, {
    checksumHeaders: operation.name !== 'CompleteMultipartUpload',
  });
  const carryOut = (body: WireBody): Answer => {
    const input = parseRestXmlInput(operation, { bucket, key, query: parts.query, headers, body });
    const output = perform(describeCall(exchange, service, operation, input, verified, front), application);
    if (!(output instanceof Promise)) return writeRestXmlAnswer(service, operation, output, exchange.requestId);
    return output.then((settled) => writeRestXmlAnswer(service, operation, settled, exchange.requestId));
  };
  if (takesStream(operation))
    return carryOut(Object.assign({ [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() }, { checksums }));
  if (isEmpty) return carryOut('');
  return collected(stream, request).then((pieces) => carryOut(Buffer.concat(pieces).toString()));
}

/** A browser's form has no operation of its own: it is PutObject in another form, with a signature of its own. */
async function answerPostObject<Caller>(
  exchange: Exchange,
  service: ServiceModel,
  front: Parts<Caller>,
  path: string,
): Promise<WireResponse> {
  const { application, keys } = front;
  const { request, headers } = exchange;
  const putObject = service.operations.get('PutObject');
  const { bucket } = s3Address(headers.first('host') ?? '', path);
  if (putObject === undefined || bucket === undefined)
    throw new SchemaError('S3 has no `PutObject` that a form could use');
  const verification = { credential: application.credential, now: application.wallClock(), keys };
  const form = await readPostObject(
    request,
    headers,
    bucket,
    implemented(service, putObject, application),
    verification,
  );
  const call = describeCall(exchange, service, putObject, form.input, form.verified, front);
  const stored = writeRestXmlAnswer(service, putObject, await perform(call, application), exchange.requestId);
  return postAnswer(form, stored, locationOf(request, headers, path, String(form.input.Key)));
}

/** IAM Toolbox alone speaks this protocol. */
async function answerRestJson<Caller>(
  exchange: Exchange,
  service: ServiceModel,
  front: Parts<Caller>,
  body: Body,
): Promise<WireResponse> {
  const { application } = front;
  const verified = authenticate(exchange, service.id, front, body);
  if (verified.kind === 'anonymous') throw missingAuthenticationToken();
  const found = restJsonCall(exchange.request);
  if (found === undefined) throw new AwsError('UnknownOperationException', '');
  const operation = implemented(service, found.operation, application);
  const call = describeCall(exchange, service, operation, found.input, verified, front);
  return writeRestJsonAnswer(await perform(call, application), exchange.requestId);
}

/** The half of the way that all protocols share. */
function perform<Caller>(call: Call<Caller>, application: Application<Caller>): unknown {
  validateInput(call.service, call.operation, call.input);
  application.authorize(call);
  return application.run(call);
}

function authenticate<Caller>(
  { request, headers }: Exchange,
  service: ServiceId,
  { application, keys }: Parts<Caller>,
  body: Body,
): Verified<Caller> {
  return verify(
    { method: request.method, target: request.target, headers },
    { service, credential: (id) => application.credential(id), now: application.wallClock(), keys, body },
  );
}

function implemented<Caller>(
  service: ServiceModel,
  operation: OperationModel,
  application: Application<Caller>,
): OperationModel {
  if (application.implements(service.id, operation.name)) return operation;
  const why = application.whyNot?.(service.id, operation.name);
  const words = `iam-rehearsal does not implement \`${service.id}:${operation.name}\``;
  throw new AwsError('NotImplemented', why === undefined ? words : `${words}: ${why}`);
}

function describeCall<Caller>(
  { request, headers, requestId }: Exchange,
  service: ServiceModel,
  operation: OperationModel,
  input: Readonly<Record<string, unknown>>,
  verified: Verified<Caller>,
  { application, shared }: Parts<Caller>,
): Call<Caller> {
  const signed = verified.kind === 'signed' ? verified : undefined;
  const facts: RequestFacts = {
    requestId,
    origin: originOf(request, headers),
    region: signed?.region ?? 'us-east-1',
    userAgent: shared(headers.first('user-agent')),
    referer: shared(headers.first('referer')),
    signature: signed?.signature,
    contentSha256: shared(headers.first('x-amz-content-sha256')),
  };
  return { service, operation, caller: signed?.credential.caller ?? application.anonymous, input, facts };
}

function respondError<Caller>(
  { request, service, requestId }: Exchange,
  error: unknown,
  application: Application<Caller>,
): WireResponse {
  const answer = error instanceof AwsError ? error : unexpectedError(service, error);
  if (service?.id === 'iam' && isRestJson(request)) return writeRestJsonError(answer, requestId);
  const { message, extras, headers } = answer;
  const described = { ...describeError(service, answer), message, extras, headers };
  if (service?.protocol === 'restXml') return writeRestXmlError(described, requestId, request.method === 'HEAD');
  return writeQueryError(service, described, requestId || application.requestId('sts'));
}

/** The whole body; a stream is read once, and the exchange keeps it, since the route of an unsigned form depends on it. */
function buffered(exchange: Exchange): Body | Promise<Body> {
  const { body } = exchange.request;
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return body;
  exchange.collected ??= collected(body, exchange.request).then((pieces) => Buffer.concat(pieces));
  return exchange.collected;
}

import type { WireResponse } from './http.js';
import type { ErrorModel, OperationModel, ServiceModel } from './service-model.js';
import { escapeText } from './xml-text.js';
import { writeMembers } from './xml-writer.js';

/** The namespace of the answers that no service's own model knows, such as the one to an unknown action. */
const FAULT_NAMESPACE = 'http://webservices.amazon.com/AWSFault/2005-15-09';

/** A successful answer of IAM or STS. */
export function writeQueryAnswer(
  service: ServiceModel,
  operation: OperationModel,
  output: unknown,
  requestId: string,
): WireResponse {
  const { name } = operation;
  const members =
    operation.output === undefined
      ? undefined
      : writeMembers(operation.output, (output ?? {}) as Record<string, unknown>, 'seconds');
  const result = members === undefined ? '' : `<${name}Result>${members}</${name}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${escapeText(requestId)}</RequestId></ResponseMetadata>`;
  return answer(
    200,
    `<${name}Response xmlns="${service.xmlNamespace}">${result}${metadata}</${name}Response>`,
    requestId,
  );
}

/** An error of IAM or STS, which has no Message where AWS says nothing, as with ReportNotPresent (recorded); `service` is undefined where the call could not be told to belong to one. */
export function writeQueryError(
  service: ServiceModel | undefined,
  error: ErrorModel & { readonly message: string },
  requestId: string,
): WireResponse {
  const { code, message, fault, status } = error;
  const namespace = service === undefined || code === 'InvalidAction' ? FAULT_NAMESPACE : service.xmlNamespace;
  const words = message === '' ? '' : `<Message>${escapeText(message)}</Message>`;
  const body = `<Error><Type>${fault}</Type><Code>${escapeText(code)}</Code>${words}</Error>`;
  return answer(
    status,
    `<ErrorResponse xmlns="${namespace}">${body}<RequestId>${escapeText(requestId)}</RequestId></ErrorResponse>`,
    requestId,
  );
}

function answer(status: number, body: string, requestId: string): WireResponse {
  return { status, headers: { 'x-amzn-requestid': requestId, 'content-type': 'text/xml' }, body };
}

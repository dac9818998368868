import { type CheckedMembers, checkedMembers } from './constraints/checked-members.js';
import { queryComplaint } from './constraints/query-complaint.js';
import { keyComplaint, restXmlComplaint } from './constraints/rest-xml-complaint.js';
import { violationsOf } from './constraints/violations.js';
import type { OperationModel, ServiceModel } from './service-model.js';

/**
 * Checks what the SDK does not: required members, lengths, ranges, patterns, enumerations. Throws ValidationError of IAM and
 * STS (all violations in one message), or InvalidArgument, MalformedXML and the like of S3, in AWS's words.
 */
export function validateInput(
  service: ServiceModel,
  operation: OperationModel,
  input: Readonly<Record<string, unknown>>,
): void {
  if (operation.input === undefined) return;
  const violations = violationsOf(operation.input, input, membersOf(service));
  if (service.protocol === 'restXml') {
    const complaint = keyComplaint(input.Key) ?? restXmlComplaint(violations);
    if (complaint !== undefined) throw complaint;
  } else if (violations.length > 0) throw queryComplaint(service, operation, violations);
}

const membersByService = new WeakMap<ServiceModel, CheckedMembers>();

function membersOf(service: ServiceModel): CheckedMembers {
  const known = membersByService.get(service);
  if (known !== undefined) return known;
  const members = checkedMembers(service);
  membersByService.set(service, members);
  return members;
}

import { compile, type PolicyKind, validate } from '../engine/index.js';
import { isRecord, type JsonNode, wrong } from './json-node.js';
import type { Finding } from './report.js';

/**
 * The text of a policy document in any of its forms: URL-encoded by RFC 3986 as on the wire and from the JavaScript SDK, an object as from
 * the CLI and boto3, or JSON as people write it. A document that AWS would refuse today may be there since long; it is told and loaded.
 */
export function document(node: JsonNode, kind: PolicyKind, findings: Finding[]): string {
  const text = documentText(node);
  if (text === undefined) return '';
  const unreadable = unreadableStatement(JSON.parse(text));
  if (unreadable !== undefined) {
    wrong(node, unreadable);
    return text;
  }
  const [refused] = validate(text, { kind });
  if (refused !== undefined) {
    const { file, path } = node;
    findings.push({ kind: 'refused-today', file, path, message: `AWS would refuse it now: ${refused.message}` });
  }
  compile(text, { kind, accepted: true });
  return text;
}

function documentText(node: JsonNode): string | undefined {
  const { value } = node;
  if (isRecord(value)) return JSON.stringify(value);
  if (typeof value !== 'string') {
    wrong(node, value === undefined ? 'is missing' : 'is no policy document');
    return undefined;
  }
  try {
    const text = /^\s*\{/.test(value) ? value : decodeURIComponent(value);
    JSON.parse(text);
    return text;
  } catch {
    wrong(node, 'is neither JSON nor URL-encoded JSON');
    return undefined;
  }
}

/** A statement that cannot be read would be lost, and a lost Deny allows. */
function unreadableStatement(json: unknown): string | undefined {
  if (!isRecord(json)) return 'is no policy document: it is no object';
  const statements: readonly unknown[] = Array.isArray(json.Statement) ? json.Statement : [json.Statement];
  const isReadable = (it: unknown) => isRecord(it) && (it.Effect === 'Allow' || it.Effect === 'Deny');
  const at = statements.findIndex((statement) => !isReadable(statement));
  return at < 0 ? undefined : `has no readable statement ${at + 1}: it needs an \`Effect\` of \`Allow\` or \`Deny\``;
}

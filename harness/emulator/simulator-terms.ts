import type { Layer } from '../engine/index.js';
import {
  authorize,
  type ContextEntry,
  type ContextValue,
  contextEntry,
  jsonPositions,
  kindsInOrder,
} from '../engine/index.js';
import { knownActions } from '../reference/actions.js';
import { serviceReference } from '../reference/services.js';
import { CannotDecide, knownAction, TRUSTED } from '../services/decide.js';

/** What has to be known of AWS to put a question to its own simulator in place of the emulator. */
export interface SimulatorTerms {
  /** Throws {@link CannotDecide} for an action that AWS does not know, and for one that a trust policy decides, which the simulator does not look at. */
  checkAction(action: string): void;
  contextEntry(name: string, value: ContextValue): ContextEntry;
  /** As a person would call a kind of policy. */
  layerName(layer: Layer): string;
}

export function simulatorTerms(): SimulatorTerms {
  const reference = serviceReference();
  const actions = knownActions(reference);
  return {
    checkAction(action) {
      const name = knownAction(action, actions);
      if (isFree(name)) {
        throw new CannotDecide(
          `\`${action}\` needs no permission, of which AWS's simulator knows nothing; really call it`,
        );
      }
      if (!TRUSTED.has(name.toLowerCase())) return;
      throw new CannotDecide(
        `\`${action}\` is decided by the trust policy of a role, which AWS's simulator does not look at; really call it: \`principal.assume(role)\`, or an SDK command`,
      );
    },
    contextEntry: (name, value) => contextEntry(name, value, reference),
    layerName: (layer) => kindsInOrder.find((kind) => kind.layer === layer)?.plainName ?? layer,
  };
}

/** Whether nobody can be denied the action: of nobody and without any policy it is allowed. */
function isFree(action: string): boolean {
  const request = { principal: NOBODY, action, resource: '*', resourceAccount: '', context: new Map() };
  return authorize(request, {}).because === 'no-permission-needed';
}

const NOBODY = { type: 'anonymous' } as const;

/** A place as the simulator tells it; lines and columns count from 1. */
interface SimulatedPlace {
  readonly Line?: number | undefined;
  readonly Column?: number | undefined;
}

/**
 * The statement that ends at a place of a document. The simulator tells places only, and those of beginnings not as a person would count
 * them: what begins last before the end is the statement.
 */
export function statementEndingAt(
  document: string,
  { Line = 0, Column = 0 }: SimulatedPlace,
): { readonly index: number; readonly sid: string | undefined } | undefined {
  const { Statement } = JSON.parse(document) as { readonly Statement: unknown };
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as readonly { readonly Sid?: string }[];
  const positions = jsonPositions(document);
  const isBefore = (_: unknown, index: number) => {
    const path = Array.isArray(Statement) ? ['Statement', index] : ['Statement'];
    const { line, column } = positions.valueAt(path).start;
    return line < Line || (line === Line && column < Column);
  };
  const index = statements.findLastIndex(isBefore);
  return index < 0 ? undefined : { index, sid: statements[index]?.Sid };
}

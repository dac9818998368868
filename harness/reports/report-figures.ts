import { readFileSync } from 'node:fs';
import { coverageFigures, percent } from './coverage-figures.js';
import { markedPolicies } from './coverage-marks.js';
import { placeText } from './document-paths.js';
import type { LeastPrivilege } from './least-privilege.js';
import { proofWords, unusedWords } from './least-privilege-text.js';
import type { MutationReport } from './mutation.js';
import { missingTest, mutantName, mutationScore, remarksOn, survivors } from './mutation-text.js';
import { withoutRun } from './policies-under-test.js';
import type { ReportFigures, ShownLeastPrivilege, ShownMutant, ShownMutation } from './report-data.js';
import type { RunSummary } from './run-summary.js';

/** What the pages show of a run beside its decisions. */
export function reportFigures(
  summary: Pick<RunSummary, 'coverage' | 'mutation' | 'leastPrivilege' | 'tests'>,
): ReportFigures {
  const { coverage, mutation, leastPrivilege, tests } = summary;
  return {
    coverage: { percent: percent(coverageFigures(coverage).all), policies: markedPolicies(coverage, textOf) },
    mutation: shownMutation(mutation),
    leastPrivilege: leastPrivilege.map((each) => shownLeastPrivilege(each, tests.length > 0)),
  };
}

function shownMutation(mutation: MutationReport): ShownMutation {
  const { killed, total } = mutationScore(mutation);
  const surviving = survivors(mutation);
  const remarks = remarksOn(surviving);
  return {
    killed,
    total,
    assertions: mutation.assertions,
    survivors: surviving.map((mutant) => ({
      policy: mutant.policy.name,
      place: placeText(mutant.policy.name, mutant.policy.source, mutant.place.start),
      fault: withoutRun(mutantName(mutant)),
      missing: withoutRun(missingTest(mutant)),
      ...remarkOf(remarks.get(mutant)),
    })),
  };
}

function remarkOf(remark: string | undefined): Pick<ShownMutant, 'remark'> {
  return remark === undefined ? {} : { remark: withoutRun(remark) };
}

/** So many resources of an action are enough to see what it is needed for. */
const MANY = 12;

/** Accounts are another in each run of tests, and so are left out of what is to be copied; elsewhere they are those of a person. */
function shownLeastPrivilege(found: LeastPrivilege, isOfTests: boolean): ShownLeastPrivilege {
  const { principals, attached, used, unused, suggestion, proof } = found;
  const written = JSON.stringify(suggestion, undefined, 2);
  return {
    principals,
    policies: attached.map(({ name }) => name),
    used: used.map(({ resources, ...use }) => ({
      ...use,
      resources: resources.slice(0, MANY),
      more: Math.max(0, resources.length - MANY),
    })),
    unused: unused.map((grant) => ({ ...unusedWords(grant), isPartly: grant.used.length > 0 })),
    suggestion: isOfTests ? withoutRun(written) : written,
    proof: proofWords(proof),
    lost: proof.lost.map(({ decision: { request } }) => withoutRun(`${request.action} on ${request.resource}`)),
  };
}

/** A file that is no longer there is shown as the record has it. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

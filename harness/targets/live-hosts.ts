import { type RuntimeExtension, watchedHandler } from './live-budget.js';
import { refused } from './live-refusal.js';

/** https://docs.aws.amazon.com/general/latest/gr/rande.html */
const OF_AWS = /(^|\.)(amazonaws\.com|api\.aws)$/;

/**
 * Sends nothing to anyone but AWS: a profile may have an `endpoint_url`, which the SDK follows as it follows the variables, and what is
 * answered there is no account.
 */
export function awsOnly(): RuntimeExtension {
  return watchedHandler(async (call, { hostname = '' }) => {
    if (OF_AWS.test(hostname)) return call();
    throw refused(
      `\`${hostname}\` is not of AWS: take \`endpoint_url\` out of the profile, or use REHEARSAL_TARGET=endpoint`,
    );
  });
}

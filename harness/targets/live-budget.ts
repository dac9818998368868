import type { LiveBudget } from './live-guard.js';

/** A run in a real account reached one of its bounds. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

type Handle = (...args: readonly unknown[]) => Promise<unknown>;

interface HttpHandler {
  handle: Handle;
}

/** What an SDK client takes in `extensions`. */
export interface RuntimeExtension {
  configure(configuration: { httpHandler(): unknown; setHttpHandler(handler: never): void }): void;
}

/**
 * Counts the calls of every client that takes it, and ends a run that makes too many or takes too long. Removal is never refused: a
 * client without it is used for that.
 */
export function budgetExtension({ calls, minutes }: LiveBudget, now: () => number): RuntimeExtension {
  const deadline = now() + minutes * 60_000;
  let made = 0;
  const check = () => {
    if (++made > calls) throw new BudgetSpent(`the run made ${calls} calls, which is its bound; everything is removed`);
    if (now() > deadline)
      throw new BudgetSpent(`the run took ${minutes} minutes, which is its bound; everything is removed`);
  };
  return {
    configure(configuration) {
      const handler = configuration.httpHandler() as HttpHandler;
      const counted: HttpHandler = Object.create(handler) as HttpHandler;
      counted.handle = async (...args) => {
        check();
        return handler.handle(...args);
      };
      configuration.setHttpHandler(counted as never);
    },
  };
}

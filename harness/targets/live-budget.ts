/** How much a run may make and call before it is stopped. */
export interface LiveBudget {
  readonly resources: number;
  readonly calls: number;
  readonly minutes: number;
}

/** IAM throttles, at rates that AWS does not publish: few calls, and one after the other. */
export const BUDGET: LiveBudget = { resources: 50, calls: 1000, minutes: 15 };

/** A run in a real account reached one of its bounds. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

/** The part of an HTTP request that is looked at. */
export interface SentRequest {
  readonly hostname?: string;
}

type Handle = (request: SentRequest, ...rest: readonly unknown[]) => Promise<unknown>;

interface HttpHandler {
  handle: Handle;
}

/** What an SDK client takes in `extensions`. */
export interface RuntimeExtension {
  configure(configuration: { httpHandler(): unknown; setHttpHandler(handler: never): void }): void;
}

/** Stands around every HTTP request of the clients that take it. */
export function watchedHandler(
  around: (call: () => Promise<unknown>, request: SentRequest) => Promise<unknown>,
): RuntimeExtension {
  return {
    configure(configuration) {
      const handler = configuration.httpHandler() as HttpHandler;
      const watched: HttpHandler = Object.create(handler) as HttpHandler;
      watched.handle = (request, ...rest) => around(() => handler.handle(request, ...rest), request);
      configuration.setHttpHandler(watched as never);
    },
  };
}

/** What all processes of a run have in common. */
export interface RunProgress {
  /** When the first process began, and what time it is: milliseconds since the epoch. */
  readonly since: number;
  now(): number;
  /** Counts one more call, and answers how many the run has made. */
  count(): number;
}

/**
 * Counts the calls of every client that takes it, and ends a run that makes too many or takes too long. Removal is never refused: a
 * client without it is used for that.
 */
export function budgetExtension({ calls, minutes }: LiveBudget, { since, now, count }: RunProgress): RuntimeExtension {
  const deadline = since + minutes * 60_000;
  return watchedHandler(async (call) => {
    if (count() > calls)
      throw new BudgetSpent(`the run made ${calls} calls, which is its bound; everything is removed`);
    if (now() > deadline)
      throw new BudgetSpent(`the run took ${minutes} minutes, which is its bound; everything is removed`);
    return call();
  });
}

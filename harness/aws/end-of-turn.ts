/**
 * Resolves when the requests that the event loop read together have been handled. Answers that are written one after the other wake a
 * waiting client once; written as each is ready, they wake it for each, which costs more than the whole of HTTP.
 */
export function endOfTurn(): () => Promise<void> {
  let end: Promise<void> | undefined;
  return () => {
    end ??= new Promise((resolve) => {
      setImmediate(() => {
        end = undefined;
        resolve();
      });
    });
    return end;
  };
}

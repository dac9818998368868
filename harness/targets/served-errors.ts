import { CannotDecide, ControlError, InvalidPropagation, InvalidTime, InvalidVpcEndpoint } from '../emulator/index.js';

/** What the emulator throws at a test that asks for what cannot be. */
const OWN = { CannotDecide, InvalidPropagation, InvalidTime, InvalidVpcEndpoint } as const;

/** A call to the control interface that rejects as the emulator in the process throws: a test sees the same error on every target. */
export function withOwnErrors<Args extends readonly unknown[], Answer>(
  call: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  return (...args) =>
    call(...args).catch((cause: unknown) => {
      if (!(cause instanceof ControlError && isOwn(cause.code))) throw cause;
      throw new OWN[cause.code](cause.message, { cause });
    });
}

function isOwn(code: string): code is keyof typeof OWN {
  return Object.hasOwn(OWN, code);
}

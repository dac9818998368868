/** One thing that is wrong in a snapshot. */
export interface SnapshotFault {
  /** Where it is, e.g. `accounts[0].users[3].arn`; empty for the whole. */
  readonly at: string;
  readonly fault: string;
}

/** Something that was to be restored is no snapshot of this version, or contradicts itself; what was there before is untouched. */
export class InvalidSnapshot extends Error {
  override readonly name = 'InvalidSnapshot';
  /** Never empty. A snapshot of the wrong form has one; references to what is not there are told all together. */
  readonly faults: readonly SnapshotFault[];

  constructor(faults: readonly SnapshotFault[]) {
    const told = faults.map(({ at, fault }) => `${at === '' ? 'it' : `\`${at}\``} ${fault}`);
    super(`this cannot be restored: ${told.join('; ')}; pass what \`snapshot\` gave, unchanged. Nothing was changed`);
    this.faults = faults;
  }

  /** The place of the first fault. */
  get at(): string {
    return this.faults[0]?.at ?? '';
  }
}

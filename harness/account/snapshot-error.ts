/** Something that was to be restored is no snapshot of this version; what was there before is untouched. */
export class InvalidSnapshot extends Error {
  override readonly name = 'InvalidSnapshot';
  /** Where in the snapshot, e.g. `accounts[0].users[3].arn`; empty for the whole. */
  readonly at: string;

  constructor(at: string, fault: string) {
    const where = at === '' ? 'it' : `\`${at}\``;
    super(`this cannot be restored: ${where} ${fault}; pass what \`snapshot\` gave, unchanged. Nothing was changed`);
    this.at = at;
  }
}

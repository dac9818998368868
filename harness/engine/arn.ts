/** The five colons that part an ARN's six components: `arn:partition:service:region:account:resource`. */
const COLONS = 5;

/** An ARN cut into its six components; the sixth takes all further colons. A shorter text has fewer. */
export function splitArn(arn: string): readonly string[] {
  const components: string[] = [];
  let at = 0;
  for (let index = 0; index < COLONS; index++) {
    const colon = colonOutsideVariable(arn, at);
    if (colon < 0) break;
    components.push(arn.slice(at, colon));
    at = colon + 1;
  }
  return [...components, arn.slice(at)];
}

/** Policy variables have colons of their own: `${aws:username}` is one piece of one component. */
function colonOutsideVariable(text: string, from: number): number {
  let at = from;
  for (;;) {
    const colon = text.indexOf(':', at);
    const open = text.indexOf('${', at);
    if (colon < 0 || open < 0 || colon < open) return colon;
    const close = text.indexOf('}', open);
    if (close < 0) return colon;
    at = close + 1;
  }
}

import type { Denial } from '../../rehearsal/denial.js';
import type { Terminal } from '../terminal.js';
import type { Scene, Teller } from './story.js';

/** Tells the story line by line; `explain` puts a denial into plain words, where it can. */
export function createTeller(terminal: Terminal, explain: (denial: Denial) => string | undefined): Teller {
  const { line, paint } = terminal;
  const result = (sign: string, { title }: Scene, says: string) => line(`${sign} ${title}: ${says}`);
  const detail = (text: string) => line('    ' + text);
  return {
    during: ({ title }, work) => terminal.during(title, work),
    held: (scene, says) => result(paint('green', '✓'), scene, says),
    denied(scene, denial) {
      result(paint('green', '✓'), scene, `AccessDenied (${denial.status}), as it must be`);
      detail(`AWS says: ${paint('yellow', denial.message)}`);
      const words = explain(denial);
      if (words !== undefined) detail(`that is: ${words}`);
    },
    failed({ name, title }, why) {
      line(`${paint('red', '✗')} ${title}: ${paint('red', `failed at ${name}`)}`);
      detail(why);
    },
    curtain: () => line('\nNow everything is removed:\n'),
  };
}

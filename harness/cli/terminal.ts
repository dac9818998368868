import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Where text goes: `process.stdout`, or a test's collector. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface Terminal {
  line(text?: string): void;
  paint(style: Style, text: string): string;
  /** Shows that something is under way for as long as it is. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_TIME = 80;
/** Where no line can be redrawn, only what lasts is worth a line of its own. */
const PATIENCE = 2_000;
const CLEAR_LINE = '\r\u001B[K';

/** Colour and a moving indicator only where a person looks on (https://no-color.org). */
export function createTerminal(output: Output, env: Readonly<Record<string, string | undefined>>): Terminal {
  const watched = output.isTTY === true;
  const coloured = watched && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (style: Style, text: string) => (coloured ? styleText(style, text, { validateStream: false }) : text);
  return {
    paint,
    line: (text = '') => void output.write(text + '\n'),
    async during(what, work) {
      const ends = watched ? spin(output, (frame) => `${paint('cyan', frame)} ${what}`) : remark(output, what);
      try {
        return await work();
      } finally {
        ends();
      }
    },
  };
}

function spin(output: Output, text: (frame: string) => string): () => void {
  let turn = 0;
  const draw = () => void output.write(CLEAR_LINE + text(FRAMES[turn++ % FRAMES.length] ?? ''));
  draw();
  const timer = setInterval(draw, FRAME_TIME);
  return () => {
    clearInterval(timer);
    output.write(CLEAR_LINE);
  };
}

function remark(output: Output, what: string): () => void {
  const timer = setInterval(() => void output.write(`... still ${what}\n`), PATIENCE);
  return () => clearInterval(timer);
}

import { clockWithSeconds } from '../../shared/alert/time.ts';
import { paragraph } from '../output/layout.ts';
import { createStatusLine } from '../output/status-line.ts';
import { type Terminal, write } from '../terminal.ts';

/** Says what happens, with its time in UTC: "03:16:40  +0 s     refused: Decrypt". */
export interface StepLog {
  /** The text must be inert. Seconds are counted from `zero`, once that is known. */
  step(text: string, at?: Date): Promise<void>;
  /** Counts seconds from this moment on. */
  countFrom(zero: Date): void;
  /** What goes on until the next step; on a terminal only. */
  meanwhile(text: string): void;
  clear(): void;
}

const SINCE = 9;

export function createStepLog(terminal: Terminal): StepLog {
  const status = createStatusLine(terminal);
  let zero: Date | undefined;
  const since = (at: Date) => (zero === undefined ? '' : `+${seconds(at.getTime() - zero.getTime())}`);
  return {
    async step(text, at = terminal.now()) {
      status.clear();
      const head = `${clockWithSeconds(at)}  ${since(at).padEnd(SINCE)}`;
      await write(terminal.stdout, `${head}${paragraph(text, head.length).trimStart()}`);
    },
    countFrom(moment) {
      zero = moment;
    },
    meanwhile: (text) => status.show(text),
    clear: () => status.clear(),
  };
}

/** "1,203 s". */
export const seconds = (ms: number): string => `${Math.round(ms / 1000).toLocaleString('en-US')} s`;

import { forTerminal } from '../../shared/alert/inert.ts';
import type { Terminal } from '../terminal.ts';

/** One line on standard error that says how far a long read has come; nothing when that is no terminal. */
export interface Progress {
  show(sources: number, records: number, reading: string): void;
  clear(): void;
}

const QUIET_MS = 1000;
const EVERY_MS = 200;

/** Progress that stays silent for the first second, and on anything but a terminal. */
export function createProgress({ stderr, now }: Terminal): Progress {
  const started = now().getTime();
  let last = started;
  let shown = false;
  return {
    show(sources, records, reading) {
      const time = now().getTime();
      if (stderr.isTTY !== true || time - started < QUIET_MS || time - last < EVERY_MS) return;
      last = time;
      shown = true;
      stderr.write(
        `\r\u001b[2K${records.toLocaleString('en-US')} records in ${sources} files, reading ${forTerminal(reading, 40)}`,
      );
    },
    clear() {
      if (shown) stderr.write('\r\u001b[2K');
    },
  };
}

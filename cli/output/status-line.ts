import type { Terminal } from '../terminal.ts';

/** One line on standard error that says what is going on; nothing when that is no terminal. */
export interface StatusLine {
  /** The text must be inert. */
  show(text: string): void;
  clear(): void;
}

/** A line that is written over by the next one. */
export function createStatusLine({ stderr }: Pick<Terminal, 'stderr'>): StatusLine {
  let shown = false;
  return {
    show(text) {
      if (stderr.isTTY !== true) return;
      shown = true;
      stderr.write(`\r\u001b[2K${text}`);
    },
    clear() {
      if (shown) stderr.write('\r\u001b[2K');
      shown = false;
    },
  };
}

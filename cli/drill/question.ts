import { createInterface } from 'node:readline';
import { type Terminal, write } from '../terminal.ts';

/** Whether somebody sits there who can be asked. */
export const canAsk = ({ stdin }: Pick<Terminal, 'stdin'>): boolean => 'isTTY' in stdin && stdin.isTTY === true;

/** Asks on standard error, since standard output may go to a file; anything but yes is no. */
export async function goOn({ stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>): Promise<boolean> {
  await write(stderr, 'Go on? [y/N] ');
  const lines = createInterface({ input: stdin });
  try {
    for await (const line of lines) return /^\s*y(es)?\s*$/i.test(line);
    return false;
  } finally {
    // A terminal that is still read from keeps the process alive when its work is done.
    lines.close();
  }
}

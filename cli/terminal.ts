import type { Readable, Writable } from 'node:stream';

/** What a command is given by the shell, so that tests can give it something else. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** Writes and waits until the reader takes it, so that a slow pipe does not pile up in memory. */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Whether colours may be shown: on a terminal, and NO_COLOR is not set (no-color.org). */
export const mayColour = ({ stdout, env }: Terminal): boolean =>
  stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll } from '@jest/globals';
import { run } from '../../cli/run.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { aRefusal, eventId, type Json } from '../builders/record.ts';

/** What a command did, seen from outside. */
export interface Seen {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FakeTerminal {
  readonly stdin?: string;
  readonly isTTY?: boolean;
  readonly env?: Record<string, string>;
  readonly now?: () => Date;
}

/** A terminal that only remembers what is written. */
export function aTerminal({ stdin, isTTY = false, env = {}, now }: FakeTerminal = {}): {
  readonly terminal: Terminal;
  readonly seen: { stdout: string; stderr: string };
} {
  const seen = { stdout: '', stderr: '' };
  const outlet = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          seen[name] += chunk;
          done();
        },
      }),
      { isTTY },
    );
  const terminal = {
    stdin: Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]),
    stdout: outlet('stdout'),
    stderr: outlet('stderr'),
    env,
    now: now ?? (() => new Date('2026-11-22T03:16:00Z')),
  };
  return { terminal, seen };
}

/** Runs a command line in this process, on {@link aTerminal}. */
export async function runCli(args: readonly string[], options: FakeTerminal = {}): Promise<Seen> {
  const { terminal, seen } = aTerminal(options);
  const exitCode = await run(args, '9.9.9', terminal);
  return { exitCode, ...seen };
}

/** A folder that goes with the tests of a file, and a way to put files into it. */
export function aFolder(): { readonly path: string; put(name: string, content: string | Uint8Array): string } {
  const path = mkdtempSync(join(tmpdir(), 'replay-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    put(name, content) {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
  };
}

/** Refusals with eventIDs of their own, from `first` on. */
export const refusals = (count: number, first = 0, overrides: Json = {}): Json[] =>
  Array.from({ length: count }, (_, at) => aRefusal({ eventID: eventId(first + at), ...overrides }));

/** The last line of standard error, as design and docs/cli.md promise it. */
export const lastLine = ({ stderr }: Seen): string | undefined => stderr.trimEnd().split('\n').at(-1);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What a command said. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as README gives it. */
export const guardByNpm = (...args: readonly string[]): Promise<Ended> =>
  ended('npm', ['run', '--silent', 'guard', '--', ...args]);

/** Runs the command that scripts/e2e.mjs has built. */
export const guard = (...args: readonly string[]): Promise<Ended> =>
  ended(process.execPath, ['dist/kms-deletion-guard.mjs', ...args]);

async function ended(command: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[status], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}

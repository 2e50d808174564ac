import { spawn } from 'node:child_process';

const TAIL = 60;

/**
 * Runs a command to its end and resolves to its output. Rejects with the end of that output when it fails; stopped by the signal.
 * @param options as for child_process.spawn; `show: true` passes the output on as it comes
 */
export function run(command, args, { show = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      ...options,
    });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      const output = Buffer.concat(chunks).toString('utf8');
      if (status === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(' ')}: ended with ${status ?? signal}\n${tailOf(output)}`));
    });
  });
}

/** The last lines of a text. */
export const tailOf = (text, lines = TAIL) => text.trimEnd().split('\n').slice(-lines).join('\n');

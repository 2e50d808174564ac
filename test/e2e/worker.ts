import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

/** Processes that the emulator of this run has begun for a function: each is one container of it. */
export async function workersOf(functionName: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args=']);
  // scripts/e2e.mjs gives each run, and so its emulator and its tests, a folder for temporary files of its own.
  const folder = `${tmpdir()}/ministack-lambda-${functionName}-`;
  return stdout
    .split('\n')
    .filter((line) => line.includes(` ${folder}`))
    .map((line) => Number.parseInt(line, 10));
}

/** Kills a function in the middle of whatever it does, as when the machine below it dies; gives how many containers that ended. */
export async function killFunction(functionName: string): Promise<number> {
  const workers = await workersOf(functionName);
  for (const pid of workers) process.kill(pid, 'SIGKILL');
  return workers.length;
}

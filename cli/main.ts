import { writeSync } from 'node:fs';
import { EXIT } from './exit-codes.ts';
import { regionOf } from './region-of-environment.ts';
import { run } from './run.ts';

declare const GUARD_VERSION: string;

// On Node 20 the SDK warns in seven lines of what it will want one day, before every message of ours. README.md recommends Node 24.
// Set before any command loads the SDK.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// As well before that: the SDK takes the Region from here.
const region = regionOf(process.env);
if (region === undefined) delete process.env.AWS_REGION;
else process.env.AWS_REGION = region;

// A reader that goes away (`| head`) has seen enough: no error, no stack trace. A full disk is another matter.
function outputFailed(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(EXIT.done.code);
  writeSync(2, `error: the output cannot be written (${error.message})\n`);
  process.exit(EXIT.couldNotRun.code);
}
process.stdout.on('error', outputFailed);
process.stderr.on('error', () => process.exit(EXIT.done.code));
process.once('SIGINT', () => process.exit(EXIT.interrupted.code));

process.exitCode = await run(process.argv.slice(2), GUARD_VERSION, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => new Date(),
});
// All that was written has been taken. What a read that was given up still waits for (a retry of the SDK sleeps up to 20 s) holds nobody up.
setTimeout(() => process.exit(), 100).unref();

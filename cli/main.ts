import { EXIT } from './exit-codes.ts';
import { run } from './run.ts';

declare const GUARD_VERSION: string;

// A reader that goes away (`| head`) has seen enough: no error, no stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done.code : EXIT.couldNotRun.code),
);
process.once('SIGINT', () => process.exit(EXIT.interrupted.code));

process.exitCode = await run(process.argv.slice(2), GUARD_VERSION, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => new Date(),
});

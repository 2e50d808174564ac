// `npm start`: builds the command-line tool and shows what it makes of examples/. Needs no AWS account; changes nothing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));

/** Runs one of our scripts. Answers 0 or the expected exit code; any other one is ours as well. */
function runNode(args, expected = 0) {
  const { status, signal, error } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status === 0 || status === expected) return status;
  if (error !== undefined) console.error(`error: ${error.message}`);
  process.exit(signal === 'SIGINT' ? 130 : (status ?? 1));
}

/** Replays as the reader could, with the command line shown before. */
function replay(args, expected) {
  console.log(`$ npm run --silent guard -- replay ${args.join(' ')}`);
  return runNode(['dist/kms-deletion-guard.mjs', 'replay', ...args], expected);
}

const KNOWN = ['--keys', 'examples/keys.json', '--at', '2026-11-22T03:16:00Z'];
const SOME_UNREADABLE = 3;

runNode(['scripts/build.mjs']);
console.log('A quarter of an hour of CloudTrail, and the e-mails that come of it:\n');
if (replay([...KNOWN, 'examples/cloudtrail', 'examples/log-shipper.ndjson'], SOME_UNREADABLE) === SOME_UNREADABLE) {
  console.log('Exit code 3 (done, but some input could not be read) is right here: one');
  console.log('line of the example is cut off on purpose.');
}
console.log('\nThe one about alias/ledger-prod, as a machine gets it:\n');
replay([...KNOWN, '--format', 'json', 'examples/one-record.json']);
console.log('\nNow your own records: npm run --silent guard -- replay --help');

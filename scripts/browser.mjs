// `npm run test:browser`: builds the command-line tool and opens the pages that it writes in a headless Chromium (test/browser).
// Arguments are handed to Jest: npm run test:browser -- -t hostile
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findChromium } from './browser/chromium.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

function runNode(args, env = process.env) {
  const { status, error } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

try {
  const CHROMIUM = findChromium();
  runNode(['scripts/build.mjs']);
  runNode(
    [
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
      ...['--config', 'test/browser/jest.config.mjs', ...process.argv.slice(2)],
    ],
    { ...process.env, CHROMIUM },
  );
} catch (thrown) {
  console.error(`error: ${thrown.message}`);
  process.exitCode = 1;
}

// Bundles the command-line tool into dist/. Run by npm when the package is installed, and by `npm run guard`.
import { chmodSync, readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

buildSync({
  absWorkingDir: new URL('..', import.meta.url).pathname,
  entryPoints: ['cli/main.ts'],
  outfile: 'dist/kms-deletion-guard.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  define: { GUARD_VERSION: JSON.stringify(version) },
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
});
chmodSync(new URL('../dist/kms-deletion-guard.mjs', import.meta.url), 0o755);

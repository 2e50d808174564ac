// Bundles and runs the benchmarks of bench/.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const file of readdirSync(`${root}bench`).filter((name) => name.endsWith('.ts'))) {
  const outfile = `${root}dist/bench/${file.replace(/\.ts$/, '.mjs')}`;
  buildSync({
    entryPoints: [`${root}bench/${file}`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // What is measured is bundled by each benchmark itself, or has no packages that matter.
    packages: 'external',
  });
  const { status } = spawnSync(process.execPath, [outfile], { stdio: 'inherit', cwd: root });
  if (status !== 0) process.exitCode = 1;
}

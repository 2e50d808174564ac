import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';

describe('the app', () => {
  const root = join(import.meta.dirname, '../..');
  let folder: string;
  beforeAll(() => {
    mkdirSync(join(root, 'dist'), { recursive: true });
    folder = mkdtempSync(join(root, 'dist/app-'));
    const outfile = join(folder, 'app.mjs');
    buildSync({
      entryPoints: [join(root, 'infra/app.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      packages: 'external',
      platform: 'node',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('fails with the faults and nothing else', () => {
    const env = {
      ...process.env,
      CDK_CONTEXT_JSON: JSON.stringify({ emails: 'nobody' }),
      CDK_OUTDIR: join(folder, 'out'),
    };
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'app.mjs')], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      'settings, from cdk.json or -c name=value:',
      expect.stringMatching(/^- emails: got "nobody"/),
      expect.stringMatching(/^- got neither logGroupName nor createTrail/),
    ]);
    expect(stderr).not.toContain(' at ');
  });
});

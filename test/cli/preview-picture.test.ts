import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { aFolder, runCli } from './fake-terminal.ts';

const root = join(import.meta.dirname, '../..');
const folder = aFolder();

it('README’s picture is of the page as it is now', async () => {
  const { page, sha256 } = JSON.parse(readFileSync(join(root, 'docs/preview.json'), 'utf8'));
  const args = String(page)
    .split(' ')
    .map((word) => (word.startsWith('examples/') ? join(root, word) : word));
  const path = join(folder.path, 'preview.html');
  expect((await runCli([...args, '--preview', path])).exitCode).toBe(0);
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (digest !== sha256)
    throw new Error(
      'got a page other than the one in docs/preview.png, wanted the same: run `npm run picture` (needs Chromium), look at the picture, and commit it with docs/preview.json',
    );
  // A PNG file begins with these eight bytes (W3C, "Portable Network Graphics (PNG) Specification").
  expect(readFileSync(join(root, 'docs/preview.png')).subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
});

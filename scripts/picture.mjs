// `npm run picture`: makes README's picture, docs/preview.png, of the page that `replay --preview` writes for one record of examples/,
// and notes in docs/preview.json which page that was. A test fails when the page has changed since.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium, launchOptions } from './browser/chromium.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const PICTURE = 'docs/preview.png';
const NOTE = 'docs/preview.json';
/** What a reader can repeat, but for the page's name. The test makes the page by the same words. */
const REPLAY = 'replay --keys examples/keys.json --at 2026-11-22T03:16:00Z examples/one-record.json';
const WIDTH = 1280;

/** Writes the page, and answers its digest. */
function makePage(page) {
  for (const args of [
    ['scripts/build.mjs'],
    ['dist/kms-deletion-guard.mjs', ...REPLAY.split(' '), '--preview', page],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')}: ended with ${status}\n${stderr}`);
  }
  return createHash('sha256').update(readFileSync(page)).digest('hex');
}

/** A picture of the whole page, at twice the dots, so that its text can be read where it is shown smaller. */
async function takePicture(page) {
  const browser = await chromium.launch(launchOptions(findChromium()));
  try {
    const tab = await browser.newPage({
      viewport: { width: WIDTH, height: 720 },
      deviceScaleFactor: 2,
      colorScheme: 'light',
    });
    await tab.goto(pathToFileURL(page).href);
    await tab.screenshot({ path: PICTURE, fullPage: true });
  } finally {
    await browser.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'picture-'));
try {
  const page = join(folder, 'preview.html');
  const sha256 = makePage(page);
  await takePicture(page);
  writeFileSync(NOTE, `${JSON.stringify({ page: REPLAY, sha256 }, null, 2)}\n`);
  console.log(`${PICTURE}: of the page ${sha256.slice(0, 12)}. Look at it before you commit it.`);
} catch (thrown) {
  console.error(`error: ${thrown.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

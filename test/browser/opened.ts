import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';

const root = join(import.meta.dirname, '../..');

/** How a page is looked at: its width in CSS pixels, and the reader's choice of colours. */
export interface View {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

export const VIEWS: readonly View[] = [390, 1280].flatMap((width) => [
  { width, colorScheme: 'light' as const },
  { width, colorScheme: 'dark' as const },
]);

/** A page in the browser, and all that it did besides being shown. */
export interface Opened {
  readonly page: Page;
  /** Console messages, errors, refusals of the policy, dialogs. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for. */
  readonly requests: readonly string[];
}

/** A browser for the tests of a file, and a folder that goes with them. */
export function useBrowser(): { readonly folder: string; open(path: string, view: View): Promise<Opened> } {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  let browser: Browser | undefined;
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM;
    if (executablePath === undefined) throw new Error('got no CHROMIUM, wanted its path: run npm run test:browser');
    // Its sandbox does not work for root, which containers run as.
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    async open(path, { width, colorScheme }) {
      const page = await browser?.newPage({ viewport: { width, height: 800 }, colorScheme });
      if (page === undefined) throw new Error('got no browser, wanted one that is launched');
      return opened(page, path);
    },
  };
}

async function opened(page: Page, path: string): Promise<Opened> {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
  // What acts late, such as a refresh, gets the time for it.
  await page.waitForTimeout(100);
  return { page, complaints, requests };
}

/** Writes a page as people do, by the command-line tool that is shipped; for one of them exit code 3 is right. */
export function replayTo(path: string, ...args: readonly string[]): string {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/kms-deletion-guard.mjs', 'replay', '--at', '2026-11-22T03:16:00Z', '--preview', path, ...args],
    { cwd: root, encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (status !== 0 && status !== 3) throw new Error(`got exit code ${status}, wanted 0 or 3: ${stderr}`);
  return path;
}

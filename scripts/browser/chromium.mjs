import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium: what CHROMIUM names, else the first on PATH. Throws where there is none. */
export function findChromium({ CHROMIUM, PATH = '' } = process.env) {
  const named = CHROMIUM
    ? [CHROMIUM]
    : PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = named.find(isExecutable);
  if (found !== undefined) return found;
  const got = CHROMIUM ? `CHROMIUM=${CHROMIUM}, which cannot be run` : `none of ${NAMES.join(', ')} on PATH`;
  throw new Error(
    `got ${got}, wanted Chromium: install it (Debian: apt-get install chromium), or name one by the environment variable CHROMIUM`,
  );
}

/** How it is launched, for playwright-core. Its sandbox does not work for root, which containers run as. */
export const launchOptions = (executablePath) => ({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

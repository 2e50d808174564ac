// Run by scripts/browser.mjs, which finds Chromium and builds the command-line tool. `npm test` runs *.test.ts only.
import base from '../../jest.config.mjs';

export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
  // One browser at a time: a second one is slower than both after each other.
  maxWorkers: 1,
  verbose: true,
  testTimeout: 60_000,
};

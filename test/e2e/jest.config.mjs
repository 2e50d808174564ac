// Run by scripts/e2e.mjs, which starts the emulator and deploys the stack. `npm test` runs *.test.ts only.
import base from '../../jest.config.mjs';

export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/**/*.e2e.ts'],
  // One stack for all: a scenario that changes it puts it back before the next begins.
  maxWorkers: 1,
  verbose: true,
  testTimeout: 60_000,
};

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-esbuild.mjs' },
  setupFiles: ['<rootDir>/test/seed.ts'],
  // jest leaves a core free by default, which is half of a machine with two.
  maxWorkers: '100%',
  // For machines that are busy; what is slow has a benchmark, not a test.
  testTimeout: 30_000,
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

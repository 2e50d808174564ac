import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

/**
 * Holds what is printed to the words that were chosen. To choose others, run `UPDATE_REPORTS=1 npm test -- test/cli/doctor
 * test/cli/preflight` and read the difference as the person who is woken by it.
 */
export function expectChosen(folder: 'doctor' | 'preflight', name: string, text: string): void {
  const path = join(import.meta.dirname, '../fixtures', folder, `${name}.txt`);
  if (process.env.UPDATE_REPORTS === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, HOUR } from '../builders/incident.ts';
import { brokenRules } from './model/rules.ts';
import { aScenario, type Scenario } from './model/scenario.ts';
import { live } from './model/story.ts';

/** How many scenarios: more, for hours, with `MODEL_RUNS=100000 npm test -- test/incident/model`. */
const RUNS = Number(process.env.MODEL_RUNS || 100);

/** An alert got out that could not say when the key goes, and nobody wrote that it did: who finds it learns the end, and tells nobody. */
const TOLD_WITHOUT_ITS_END: Scenario = {
  ends: { ledger: 20 * HOUR, archive: 9 * DAY },
  happenings: [
    {
      after: 0,
      what: {
        kind: 'batch',
        pieces: [
          {
            kind: 'call',
            parts: { key: 'ledger', caller: 'batch', operation: 'Decrypt', confirmed: true },
            lagMs: 1000,
          },
        ],
        // It reads the key, and confirms the alert.
        fates: [{ crash: undefined, faults: [3, 6].map((step) => ({ step, done: false })) }],
      },
    },
  ],
  seed: 0,
};

const [anOrder] = fc.sample(fc.scheduler(), { numRuns: 1, seed: 1 }) as [fc.Scheduler];

describe('the guard, whatever happens at once', () => {
  it(
    'loses nothing, floods nobody and tells the last chance',
    async () => {
      await fc.assert(
        fc.asyncProperty(aScenario(1), fc.scheduler(), async (scenario, scheduler) => {
          expect(brokenRules(await live(scenario, scheduler))).toEqual([]);
        }),
        { numRuns: RUNS, examples: [[TOLD_WITHOUT_ITS_END, anOrder]] },
      );
    },
    24 * 3_600_000,
  );
});

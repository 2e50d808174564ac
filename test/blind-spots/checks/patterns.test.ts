import { describe, expect, it } from '@jest/globals';
import { patterns } from '../../../shared/blind-spots/checks/patterns.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import type { Facts, PatternTest } from '../../../shared/blind-spots/facts.ts';
import { SAMPLES } from '../../../shared/blind-spots/sample-records.ts';
import { DOCUMENTED_PATTERN, RESCUE_PATTERN, WIDE_PATTERN } from '../../../shared/contract/filter-patterns.ts';
import { matcherOf } from '../../filter-pattern/evaluate.ts';
import { withRemediation } from '../breaking.ts';
import { asItIs, judges } from './situations.ts';

const documented = {
  pattern: DOCUMENTED_PATTERN,
  matched: ['use of a key pending deletion', 'the same with DisabledException'],
};
const wide = SAMPLES.filter(({ matches }) => matches.includes('wide')).map(({ name }) => name);
const asked = [documented, { pattern: WIDE_PATTERN, matched: wide }];
const cancelling = (facts: Facts, ...tests: readonly PatternTest[]): Facts =>
  withRemediation({ ...facts, patternTests: fact([...asked, ...tests]) }, 'cancel');

describe('patterns', () => {
  judges(patterns, [
    ['as we read them', asItIs, 'pass', 'both patterns match what they should of 10 samples'],
    [
      'a sample that the wide pattern misses',
      (facts) => ({ ...facts, patternTests: fact([documented, { pattern: WIDE_PATTERN, matched: wide.slice(1) }]) }),
      'fail',
      'the wide pattern misses "use of a key pending deletion"',
    ],
    [
      'a sample that it matches besides',
      (facts) => ({
        ...facts,
        patternTests: fact([documented, { pattern: WIDE_PATTERN, matched: [...wide, 'a disabled key'] }]),
      }),
      'warn',
      'matches "a disabled key"',
    ],
    [
      'a pattern that was not tested',
      (facts) => ({ ...facts, patternTests: fact([documented]) }),
      'unknown',
      'wide pattern',
    ],
    [
      'as we read them where deletions are cancelled',
      (facts) => withRemediation(facts, 'cancel'),
      'pass',
      'all 3 patterns',
    ],
    [
      'the pattern of cancelled deletions, where none are',
      (facts) => ({ ...facts, patternTests: fact([...asked, { pattern: RESCUE_PATTERN, matched: [] }]) }),
      'pass',
    ],
    [
      'a disabled key that it misses, where they are',
      (facts) => cancelling(facts, { pattern: RESCUE_PATTERN, matched: wide }),
      'fail',
      'the rescue pattern misses "a disabled key"',
    ],
    [
      'what Amazon S3 says of a disabled key, matched as if KMS had said it',
      (facts) =>
        cancelling(facts, {
          pattern: RESCUE_PATTERN,
          matched: [...wide, 'a disabled key', 'a disabled key, told by Amazon S3'],
        }),
      'warn',
      'the rescue pattern matches "a disabled key, told by Amazon S3"',
    ],
    ['a pattern of cancelled deletions that was not tested', (facts) => cancelling(facts), 'unknown', 'rescue pattern'],
  ]);
});

describe('the samples', () => {
  // CloudWatch Logs API Reference, TestMetricFilter: logEventMessages takes 1 to 50.
  it('are few enough, with names of their own', () => {
    expect(SAMPLES.length).toBeLessThanOrEqual(50);
    expect(new Set(SAMPLES.map(({ name }) => name)).size).toBe(SAMPLES.length);
  });

  it.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', (_, { text, matches }) => {
    expect(matcherOf(DOCUMENTED_PATTERN)(JSON.parse(text))).toBe(matches.includes('documented'));
    expect(matcherOf(WIDE_PATTERN)(JSON.parse(text))).toBe(matches.includes('wide'));
    expect(matcherOf(RESCUE_PATTERN)(JSON.parse(text))).toBe(matches.includes('rescue'));
  });
});

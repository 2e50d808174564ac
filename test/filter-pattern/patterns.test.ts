import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aMessage } from '../builders/arbitrary.ts';
import { expectedOfRecords, recordFixture, truthTable } from '../builders/fixture.ts';
import { aRecord, detectedIn, KEY } from '../builders/record.ts';
import { templateOf } from '../infra/guard-app.ts';
import { matcherOf } from './evaluate.ts';

const template = templateOf({ logGroupName: 'my-trail', emails: 'ops@example.com' });
const filterOf = (metricName: string): string =>
  template.only('AWS::Logs::MetricFilter', ({ Properties }) =>
    Properties.MetricTransformations.some(
      (transformation: { MetricName: string }) => transformation.MetricName === metricName,
    ),
  ).Properties.FilterPattern;

// Read from the template, so that what is deployed is what is tested.
const documented = filterOf('KMSKeyPendingDeletionErrorCount');
const wideMetric = filterOf('KMSKeyPendingDeletionAnyErrorCount');
const subscription: string = template.only('AWS::Logs::SubscriptionFilter').Properties.FilterPattern;

const table = truthTable();
const ALIAS = 'arn:aws:kms:eu-west-1:111122223333:alias/ledger-prod';
const filled = (text: string) => text.replaceAll('{key}', KEY).replaceAll('{alias}', ALIAS);

/** Every record of the table with this message: each operation, error code and source. */
const recordsWith = (errorMessage: string | null | undefined) =>
  table.operations.flatMap(({ name: eventName }) =>
    table.errorCodes.flatMap(({ code }) =>
      table.eventSources.map(({ eventSource }) =>
        aRecord({
          eventName,
          eventSource,
          ...(code === null ? {} : { errorCode: code }),
          ...(errorMessage === undefined ? {} : { errorMessage }),
        }),
      ),
    ),
  );

const confirmed = table.confirmed.flatMap(({ name, text }) =>
  table.spellings.map((spelling) => ({
    name: `${name}, ${spelling.name}`,
    text: filled(`${spelling.before}${text}${spelling.after}`),
  })),
);
const counting = [...confirmed.map(({ text }) => text), ...table.unconfirmed.map(({ text }) => filled(text))];
const negatives = [...table.negatives.map(({ text }) => (text === null ? null : filled(text))), undefined];

describe.each([
  ['wide metric filter', wideMetric],
  ['subscription filter', subscription],
])('%s', (_name, pattern) => {
  const matches = matcherOf(pattern);

  it.each(counting)('matches all that counts: %j', (text) =>
    expect(recordsWith(text).filter((record) => !matches(record))).toEqual([]),
  );

  it.each(negatives)('does not match %j', (text) =>
    expect(recordsWith(text).filter((record) => matches(record))).toEqual([]),
  );

  it('matches whatever the code counts', () => {
    fc.assert(
      fc.property(aMessage(), (errorMessage) => {
        const record = aRecord({ errorMessage });
        if (detectedIn(record) !== undefined) expect(matches(record)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(expectedOfRecords().map(({ file, finding }) => [file, finding !== null] as const))(
    'on %s: %s',
    (file, expected) => expect(matches(recordFixture(file))).toBe(expected),
  );
});

describe('documented metric filter', () => {
  const [matches, wideMatches] = [matcherOf(documented), matcherOf(wideMetric)];
  // facts.md 5.1: of KMS's texts, as a record of kms.amazonaws.com, this one alone.
  const told = confirmed.find(({ name }) => name === 'pending deletion, with the final dot');

  it('matches the text that AWS documents, from KMS', () => {
    const matched = recordsWith(told?.text).filter((record) => matches(record));
    expect(matched.length).toBe(table.operations.length * table.errorCodes.length);
    expect(new Set(matched.map(({ eventSource }) => eventSource))).toEqual(new Set(['kms.amazonaws.com']));
  });

  it.each(confirmed.filter((message) => message !== told))('misses, as AWS wrote it: $name', ({ text }) =>
    expect(recordsWith(text).filter((record) => matches(record))).toEqual([]),
  );

  it.each(negatives)('does not match %j', (text) =>
    expect(recordsWith(text).filter((record) => matches(record))).toEqual([]),
  );

  it('matches nothing that the wide one does not match', () => {
    const records = counting.flatMap(recordsWith);
    expect(records.filter((record) => matches(record) && !wideMatches(record))).toEqual([]);
  });
});

it.each([documented, wideMetric, subscription])('is short enough for CloudWatch Logs: %s', (pattern) =>
  expect(pattern.length).toBeLessThanOrEqual(1024),
);

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { detectDisabled } from '../../shared/finding/detect.ts';
import { expectedOfRecords, recordFixture, truthTable } from '../builders/fixture.ts';
import { aRecord, KEY } from '../builders/record.ts';
import { templateOf } from '../infra/guard-app.ts';
import { matcherOf } from './evaluate.ts';

const MODES = ['off', 'dry-run', 'cancel', 'cancel-and-enable'] as const;
type Mode = (typeof MODES)[number];

// Read from the template, so that what is deployed is what is tested.
const templates = MODES.map((remediation) =>
  templateOf({ logGroupName: 'my-trail', emails: 'ops@example.com', remediation }),
);
const streamed = new Map(
  templates.map((template, at) => [MODES[at], template.only('AWS::Logs::SubscriptionFilter').Properties]),
);
const patternOf = (mode: Mode): string => streamed.get(mode)?.FilterPattern;
const [plain, rescue] = [matcherOf(patternOf('off')), matcherOf(patternOf('cancel'))];

const table = truthTable();
const filled = (text: string) => text.replaceAll('{key}', KEY).replaceAll('{alias}', 'alias/ledger-prod');
const pending = [
  ...table.confirmed.flatMap(({ text }) => table.spellings.map(({ before, after }) => `${before}${text}${after}`)),
  ...table.unconfirmed.map(({ text }) => text),
].map(filled);

/** Of each mode, whether its one filter brings this record. */
const broughtIn = (record: unknown) => MODES.filter((mode) => matcherOf(patternOf(mode))(record));

describe('the one subscription filter', () => {
  it('keeps its logical id, name and everything but the pattern, whatever the mode', () => {
    const ids = templates.map((template) => template.only('AWS::Logs::SubscriptionFilter').id);
    expect(new Set(ids)).toEqual(new Set(['SubscriptionFilter']));
    const plainly = MODES.map((mode) => ({ ...streamed.get(mode), FilterPattern: '' }));
    for (const properties of plainly) expect(properties).toEqual(plainly[0]);
    expect(plainly[0]).toMatchObject({ FilterName: 'kms-deletion-guard' });
  });

  it('brings more only in modes that cancel, and there the same', () => {
    expect(patternOf('dry-run')).toBe(patternOf('off'));
    expect(patternOf('cancel-and-enable')).toBe(patternOf('cancel'));
    expect(patternOf('cancel')).not.toBe(patternOf('off'));
  });

  it.each(MODES)('is short enough for CloudWatch Logs in mode %s', (mode) =>
    expect(patternOf(mode).length).toBeLessThanOrEqual(1024),
  );

  it('changes nothing about the two metric filters, which tell of keys pending deletion alone', () => {
    const filters = templates.map((template) =>
      template.ofType('AWS::Logs::MetricFilter').map(({ id, Properties }) => [id, Properties]),
    );
    for (const each of filters) expect(each).toEqual(filters[0]);
  });
});

describe('what the subscription filter brings in modes that cancel', () => {
  it.each(pending)('is all that the plain one brings: %j', (errorMessage) => {
    for (const { eventSource } of table.eventSources)
      for (const { code } of table.errorCodes) {
        const record = aRecord({ eventSource, errorMessage, ...(code !== null && { errorCode: code }) });
        expect([eventSource, code, broughtIn(record)]).toEqual([eventSource, code, MODES]);
      }
  });

  it.each(expectedOfRecords().map(({ file, finding }) => [file, finding !== null] as const))(
    'is, of the recorded records, %s: %s',
    (file, counts) => {
      if (counts) expect(rescue(recordFixture(file))).toBe(true);
      else expect(plain(recordFixture(file))).toBe(false);
    },
  );

  // Text: KMS Developer Guide, "Key states of AWS KMS keys", footnote [1].
  const cancelling = ['cancel', 'cancel-and-enable'];
  const disabled = { errorCode: 'DisabledException', errorMessage: `${KEY} is disabled.` };
  it.each([
    ['what KMS refuses because a key is Disabled', disabled, cancelling],
    ['the same without the dot', { ...disabled, errorMessage: `${KEY} is disabled` }, cancelling],
    ['the same with another code', { ...disabled, errorCode: 'KMSInvalidStateException' }, cancelling],
    ['the same of another Region', { ...disabled, awsRegion: 'us-east-1' }, cancelling],
    ['the same text from S3', { ...disabled, eventSource: 's3.amazonaws.com' }, []],
    ['the same text from a source that ends like KMS', { ...disabled, eventSource: 'x.kms.amazonaws.com' }, []],
    ['the same text from a source that begins like KMS', { ...disabled, eventSource: 'kms.amazonaws.com.x' }, []],
    ['a text without a source', { ...disabled, eventSource: undefined }, []],
    ['a key that is not disabled', { ...disabled, errorMessage: `${KEY} is not disabled.` }, []],
    ['a key that is enabled', { ...disabled, errorMessage: `${KEY} is enabled.` }, []],
    ['a key pending import', { ...disabled, errorMessage: `${KEY} is pending import.` }, []],
    ['a code alone', { errorCode: 'DisabledException' }, []],
    ['no message at all', { errorCode: 'DisabledException', errorMessage: null }, []],
    ['the words where no message stands', { requestParameters: { reason: `${KEY} is disabled.` } }, []],
    ['a call that succeeded', {}, []],
  ])('%s', (_name, fields, wanted) => expect(broughtIn(aRecord(fields))).toEqual(wanted));

  it('is whatever the code counts as refused by a Disabled key', () => {
    const words = fc.constantFrom(' is disabled.', ' is disabled', ' is Disabled.', ' is not disabled.', ' disabled.');
    const blanks = fc.constantFrom('', ' ', '\n', '\t ');
    const messages = fc.tuple(blanks, fc.constantFrom(KEY, 'a key', ''), words, blanks).map((parts) => parts.join(''));
    const sources = fc.constantFrom('kms.amazonaws.com', 's3.amazonaws.com', 'kms', 'KMS.amazonaws.com');
    let counted = 0;
    fc.assert(
      fc.property(messages, sources, (errorMessage, eventSource) => {
        const record = aRecord({ errorMessage, eventSource, errorCode: 'DisabledException' });
        const parsed = parseRecord(record);
        if (!parsed.ok || detectDisabled(parsed.value, { lineId: 'a', ownRoleArn: undefined }) === undefined) return;
        counted += 1;
        expect(rescue(record)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(counted).toBeGreaterThan(10);
  });
});

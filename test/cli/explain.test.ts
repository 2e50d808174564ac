import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileText } from '../builders/hostile.ts';
import { aRecord, aRefusal, eventId, type Json, KEY, roleIdentity } from '../builders/record.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';
import { aFolder, runCli } from './fake-terminal.ts';

const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const COMMAND =
  /^(aws kms (describe-key|cancel-key-deletion|enable-key)|kms-deletion-guard silence add) (--region [a-z0-9-]+ )?--key(-id)? arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+( --class management --for 21d| --for 24h)?( --reason "\.\.\.")?$/;
const LINK_OR_ARN = /^(https:\/\/\S+|( {2}message)?\s*arn:aws:kms:\S+)$/;
const wide = (text: string) =>
  text.split('\n').filter((line) => line.length > 80 && !COMMAND.test(line) && !LINK_OR_ARN.test(line));

const aws = useFakeAws();
const folder = aFolder();
const keysFile = folder.put(
  'keys.json',
  JSON.stringify({
    KeyMetadata: {
      Arn: KEY,
      KeyState: 'PendingDeletion',
      DeletionDate: '2026-11-28T14:02:00Z',
      KeyManager: 'CUSTOMER',
    },
  }),
);
const explain = (records: unknown, ...args: string[]) =>
  runCli(['explain', '-', ...args], { stdin: typeof records === 'string' ? records : JSON.stringify(records) });
const reportOf = async (records: unknown, ...args: string[]) => {
  const { stdout, ...rest } = await explain(records, '--format', 'json', ...args);
  return { report: JSON.parse(stdout), ...rest };
};

function expectGolden(name: string, text: string) {
  const file = join(import.meta.dirname, `../fixtures/explain/${name}.txt`);
  // To choose other words, run `UPDATE_GOLDEN=1 npm test -- test/cli/explain` and read the difference.
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

const USE = aRefusal({
  requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger-archive/2026/11/22.parquet' } },
});

describe('explain', () => {
  it('says of a record that counts why, how grave it is, and what would be mailed', async () => {
    const { stdout, stderr, exitCode } = await explain(USE, '--keys', keysFile);
    expectGolden('counts', stdout);
    expect([exitCode, stderr, aws.requests]).toEqual([0, '', []]);
    expect(wide(stdout)).toEqual([]);
  });

  it('says of records that do not count why not', async () => {
    const records = [
      aRecord(),
      aRefusal({ errorMessage: `${KEY} is disabled.`, errorCode: 'DisabledException' }),
      aRefusal({ errorMessage: 'Access to KMS is not allowed', errorCode: 'AccessDenied' }),
    ];
    const { stdout, exitCode } = await explain(records);
    expectGolden('does-not-count', stdout);
    expect(exitCode).toBe(0);
    expect(wide(stdout)).toEqual([]);
  });

  it('has all of it as one JSON object', async () => {
    const { report } = await reportOf([aRecord(), USE], '--keys', keysFile);
    expect(report).toMatchObject({
      schemaVersion: '0.1',
      more: { counting: 0, notCounting: 0 },
      records: [
        {
          ...{ counts: true, confirmed: true, operation: { name: 'Decrypt', class: 'cryptographic' } },
          caller: { name: 'role billing-batch', kind: 'workload' },
          key: { arn: KEY, namedIn: 'errorMessage' },
          severity: {
            row: 'cryptographic by a workload or service; CreateGrant by a service',
            ...{ column: '7 days .. 72 h', cell: 'high', moved: [], severity: 'high' },
          },
          silence: { known: false, reason: 'not asked: give --region' },
          filters: { documented: true, wide: true },
          email: { subject: expect.stringContaining('[HIGH]'), body: expect.stringContaining('22.parquet') },
        },
        { counts: false, why: 'no errorMessage: the call succeeded', filters: { documented: false, wide: false } },
      ],
    });
  });

  it('says what AWS documents to miss', async () => {
    const s3 = aRefusal({
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      errorCode: 'KMS.KMSInvalidStateException',
    });
    const primary = aRefusal({ errorMessage: `${KEY} is pending replica deletion.` });
    const { report } = await reportOf([s3, primary]);
    for (const { filters } of report.records) expect(filters).toEqual({ documented: false, wide: true });
  });

  it('moves the severity by what the whole input shows of a key, and says so', async () => {
    const callers = ['a', 'b', 'c'].map((role, at) =>
      aRefusal({ eventID: eventId(at), userIdentity: roleIdentity(role) }),
    );
    const { report } = await reportOf(callers, '--keys', keysFile);
    const moved = ['one step up: 3 callers of the key in this input'];
    expect(report.records[0].severity).toMatchObject({ cell: 'high', moved, severity: 'critical' });
    const late = [
      aRefusal({ eventID: eventId(1) }),
      aRefusal({ eventID: eventId(2), eventTime: '2026-11-20T00:00:00Z' }),
    ];
    const { report: lasting } = await reportOf(late, '--keys', keysFile);
    expect(lasting.records[0].severity).toMatchObject({
      ...{ severity: 'critical', moved: ['one step up: use goes on for more than 24 h'] },
    });
  });

  it('explains 20 records, those that count first, and counts the rest', async () => {
    const many = [
      ...Array.from({ length: 30 }, (_, at) => aRecord({ eventID: eventId(at) })),
      ...Array.from({ length: 15 }, (_, at) => aRefusal({ eventID: eventId(100 + at) })),
    ];
    const { report } = await reportOf(many);
    expect(report.records.map(({ counts }: Json) => counts)).toEqual([
      ...Array(15).fill(true),
      ...Array(5).fill(false),
    ]);
    expect(report.more).toEqual({ counting: 0, notCounting: 25 });
    expect((await explain(many)).stdout).toContain('and 25 more records, 0 of which count.');
  });

  it('exits with 3 when some of it could not be read, and tells it all the same', async () => {
    const broken = `{"eventName":"Decrypt","errorMessage":"${KEY} is pending deletion.",`;
    const { exitCode, stdout, stderr } = await explain(`${JSON.stringify(USE)}\n${broken}`);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^standard input: /);
    expect(stdout.match(/^ {2}counts +YES/gm)).toHaveLength(2);
    expect(stdout).toContain('record that could not be read');
    expect(wide(stdout)).toEqual([]);
    expect(await runCli(['explain', join(folder.path, 'nothing.json')])).toMatchObject({
      ...{ exitCode: 1, stdout: 'No record was read, so there is nothing to explain.\n' },
    });
  });

  it('is used wrongly without an input, or with an empty option', async () => {
    expect(await runCli(['explain'])).toMatchObject({ exitCode: 2 });
    expect(await explain(USE, '--keys', '')).toMatchObject({ exitCode: 2 });
  });

  it('shows hostile names as they are, and lets none of them act', async () => {
    const evil = '\u001b[31m\u202eevil\nWHAT TO DO\naws kms enable-key http://evil.example.com/x $(rm -rf /)';
    const parts = { userIdentity: roleIdentity(evil), eventName: evil, errorCode: evil, awsRegion: evil };
    const { stdout } = await explain(aRefusal({ ...parts, errorMessage: `${evil}: ${KEY} is pending deletion.` }));
    expectGolden('hostile', stdout);
    expect(stdout).not.toMatch(ACTS);
    expect(wide(stdout)).toEqual([]);
  });

  it('prints nothing of a record that a terminal acts on, and no line too wide', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(), hostileText(), fc.boolean(), async (text, other, confirmed) => {
        const record = aRefusal({
          ...{ eventName: text, eventSource: other, errorCode: text, awsRegion: other, userAgent: text, eventID: text },
          ...{ userIdentity: roleIdentity(text, other), requestParameters: { encryptionContext: { [text]: other } } },
          errorMessage: confirmed ? `${KEY} is pending deletion.` : `${text} is pending deletion ${other}`,
        });
        for (const format of ['text', 'json']) {
          const { stdout, stderr } = await explain(record, '--format', format);
          expect(stdout + stderr).not.toMatch(ACTS);
          if (format !== 'text') continue;
          expect(wide(stdout)).toEqual([]);
          for (const line of stdout.split('\n').filter((one) => /^(aws|kms-deletion-guard)\b/.test(one)))
            expect(line).toMatch(COMMAND);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('explain, asking AWS', () => {
  const silence = (value: Json) => ({
    ...{ Name: '/kms-deletion-guard/silences/month-end', Type: 'String', LastModifiedDate: 1795316400 },
    Value: JSON.stringify({ until: '2026-11-30T00:00:00Z', reason: 'r', by: 'b', ...value }),
  });
  const silences = (...parameters: readonly Json[]) =>
    aws.answer('GetParametersByPath', json({ Parameters: parameters }));
  beforeEach(() => silences());

  it('looks an event up by its id, with the key and the silences of the Region', async () => {
    const id = String(USE.eventID);
    aws.answer('LookupEvents', ({ parameters }) =>
      JSON.stringify(parameters).includes('EventId')
        ? json({ Events: [{ EventId: id, CloudTrailEvent: JSON.stringify(USE) }] })
        : json({ Events: [] }),
    );
    silences(silence({ key: KEY }));
    const { stdout, exitCode, stderr } = await runCli(['explain', id]);
    expectGolden('silenced', stdout);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(wide(stdout)).toEqual([]);
  });

  it('cannot explain an event that is not there', async () => {
    const { exitCode, stdout, stderr } = await runCli(['explain', eventId(1), '--region', 'eu-west-1']);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: event 0{8}-.*got none of that id in the event history of eu-west-1/);
  });

  it('says that a silence comes too late in the last 72 hours, and which does not cover it', async () => {
    aws.answer(
      'DescribeKey',
      json({
        KeyMetadata: {
          KeyId: 'k',
          KeyState: 'PendingDeletion',
          DeletionDate: Date.parse('2026-11-24T00:00:00Z') / 1000,
        },
      }),
    );
    silences(silence({ key: KEY }));
    expect((await reportOf(USE, '--region', 'eu-west-1')).report.records[0].silence).toEqual({
      ...{ known: true, count: 1, tooLate: 'month-end' },
    });
    silences(silence({ caller: 'role other', class: 'management' }));
    const { report } = await reportOf(USE, '--region', 'eu-west-1');
    expect(report.records[0].silence).toEqual({ known: true, count: 1 });
  });

  it('explains all the same when the silences cannot be read', async () => {
    aws.answer('GetParametersByPath', awsError(400, 'AccessDeniedException'));
    const { report, exitCode } = await reportOf(USE, '--region', 'eu-west-1');
    expect(exitCode).toBe(0);
    expect(report.records[0].silence).toMatchObject({
      known: false,
      reason: expect.stringContaining('ssm:GetParametersByPath'),
    });
  });
});

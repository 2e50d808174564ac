import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type KeysPorts, keys } from '../../cli/commands/keys.ts';
import { type Fact, fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { type KeyDetails, known, unavailable } from '../../shared/kms/key-details.ts';
import { NOW } from '../builders/alert.ts';
import { hostileText } from '../builders/hostile.ts';
import { ACCOUNT, type Json, KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';
import { aTerminal } from './fake-terminal.ts';
import {
  ALL,
  arnIn,
  DRILL,
  GROUP,
  MRK,
  NEVER,
  PRIMARY,
  pendingKey,
  portsOf,
  RECORDS,
  REPLICA,
  refusals,
  SIGNING,
  TRAIL,
  UNDEPLOYED,
} from './keys-account.ts';

const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const COMMAND =
  /^aws kms cancel-key-deletion --region [a-z0-9-]+ --key-id arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+$/;
const ARN_ALONE = /^\s+(\S+: )?arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+[.,;]?$/;

async function show(ports: KeysPorts, format: 'text' | 'json' = 'text') {
  const { terminal, seen } = aTerminal({ now: () => NOW });
  const exitCode = await keys(ports, format, terminal);
  return { exitCode, ...seen };
}

function expectGolden(name: string, text: string) {
  const file = join(import.meta.dirname, `../fixtures/keys-report/${name}.txt`);
  // To choose other words, run `UPDATE_GOLDEN=1 npm test -- test/cli/keys` and read the difference.
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

/** Lines that are too long, but for commands and ARNs that stand alone. */
const wide = (text: string) =>
  text.split('\n').filter((line) => line.length > 80 && !COMMAND.test(line) && !ARN_ALONE.test(line));

describe('keys', () => {
  it('shows each key with what is known of it and a verdict, the one that goes first, first', async () => {
    const { stdout, stderr, exitCode } = await show(portsOf(ALL, {}, RECORDS));
    expectGolden('several', stdout);
    expect([exitCode, stderr]).toEqual([20, '']);
    expect(wide(stdout)).toEqual([]);
  });

  it('says what it cannot know where nothing is deployed, and where not all could be looked at', async () => {
    const notSeen = [
      { what: 'us-gov-west-1', reason: 'AWS does not allow it (AccessDeniedException)', right: 'kms:ListKeys' },
      { what: '3 keys of eu-west-1', reason: 'no answer in time' },
    ];
    const pendingKeys: KeysPorts['pendingKeys'] = async () => ({
      keys: [pendingKey(OTHER_KEY)],
      regions: ['eu-west-1'],
      notSeen,
    });
    const ports = portsOf([[pendingKey(OTHER_KEY), NEVER]], { ...UNDEPLOYED, pendingKeys });
    const { stdout, exitCode } = await show(ports);
    expectGolden('not-deployed', stdout);
    expect(exitCode).toBe(21);
    expect(wide(stdout)).toEqual([]);
  });

  it('says that nothing is pending', async () => {
    const nothing = portsOf([]);
    expect(await show(nothing)).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'No customer managed key of account 111122223333 is pending deletion in 2\nRegions.\n',
    });
    const unseen = {
      ...nothing,
      pendingKeys: async () => ({ keys: [], regions: [], notSeen: [{ what: 'r', reason: 'x' }] }),
    };
    expect(await show(unseen)).toMatchObject({ exitCode: 21, stdout: expect.stringContaining('NOT LOOKED AT') });
  });

  it.each<[string, Partial<KeyDetails>, readonly Json[], number, string]>([
    ['use refused', {}, refusals(1), 20, 'in-use'],
    ['a grant refused', {}, refusals(1, { eventName: 'CreateGrant' }), 20, 'in-use'],
    ['administration refused', NEVER, refusals(1, { eventName: 'TagResource' }), 0, 'no-sign'],
    ['an echo', NEVER, refusals(1, { errorMessage: `so ${KEY} is pending deletion.` }), 21, 'cannot-tell'],
    [
      'refused before it was scheduled again',
      NEVER,
      refusals(50, { eventTime: '2026-11-15T03:11:40Z' }),
      0,
      'used-lately',
    ],
    ['another key refused', NEVER, refusals(1, { errorMessage: `${OTHER_KEY} is pending deletion.` }), 0, 'no-sign'],
    ['used lately', {}, [], 0, 'used-lately'],
  ])('judges by what was refused: %s', async (_, details, records, exit, kind) => {
    const { stdout, exitCode } = await show(portsOf([[pendingKey(KEY), details]], {}, records), 'json');
    expect([exitCode, JSON.parse(stdout).keys[0].verdict.kind]).toEqual([exit, kind]);
  });

  it('never says "no sign" when the log group was not searched, was not searched to its end, or may be blind', async () => {
    const quiet = (changes: Partial<KeysPorts>) => show(portsOf([[pendingKey(KEY), NEVER]], changes), 'json');
    const verdictOf = async (changes: Partial<KeysPorts>) =>
      JSON.parse((await quiet(changes)).stdout).keys[0].verdict.kind;
    expect(await verdictOf({})).toBe('no-sign');
    const unknowns: readonly Partial<KeysPorts>[] = [
      { search: async () => notKnown('the log group was not searched (--no-logs)') },
      { search: async () => fact({ endedBy: 'too long' }) },
      { coverage: async () => ({ trails: fact([]), logGroup: fact(GROUP) }) },
      { coverage: async () => ({ trails: fact([TRAIL]), logGroup: notKnown('no right') }) },
      UNDEPLOYED,
    ];
    for (const changes of unknowns) {
      expect(await verdictOf(changes)).toBe('cannot-tell');
      expect((await quiet(changes)).exitCode).toBe(21);
    }
    expect(await verdictOf({ incidents: async () => notKnown('no right dynamodb:Scan') })).toBe('no-sign');
  });

  it('has all of it as one JSON object', async () => {
    const { stdout } = await show(portsOf(ALL, {}, RECORDS), 'json');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ...{ schemaVersion: '0.1', at: NOW.toISOString(), accountId: ACCOUNT, regions: ['eu-west-1', 'us-east-1'] },
      ...{ notSeen: [], exit: 20 },
    });
    expect(report.keys.map(({ arn }: { arn: string }) => arn)).toEqual([
      KEY,
      DRILL,
      REPLICA,
      SIGNING,
      OTHER_KEY,
      PRIMARY,
    ]);
    expect(report.keys[0]).toMatchObject({
      ...{ arn: KEY, region: 'eu-west-1', aliases: ['alias/ledger-prod'], daysLeft: 6, drill: false },
      scheduledBy: { principal: 'terraform-deploy (gh-run-8812)', time: '2026-11-20T14:02:00.000Z' },
      refusals: {
        logGroup: { known: true, use: 217, management: 2, unconfirmed: 0, first: '2026-11-20T15:00:00.000Z' },
        incidentTable: { known: true, use: 0 },
        told: 'log group',
      },
      cancelCommand: `aws kms cancel-key-deletion --region eu-west-1 --key-id ${KEY}`,
    });
    expect(report.keys[1]).toMatchObject({ drill: true, verdict: { kind: 'in-use' } });
    expect(report.keys[5].multiRegion.others).toEqual([
      { arn: REPLICA, listed: true },
      { arn: arnIn('ap-southeast-2', MRK), listed: false },
    ]);
  });

  it('shows how far it is on a terminal only', async () => {
    for (const isTTY of [true, false]) {
      const { terminal, seen } = aTerminal({ isTTY, now: () => NOW });
      await keys(portsOf(ALL), 'json', terminal);
      expect(seen.stderr.includes('reading what is known of them: 6 of 6')).toBe(isTTY);
    }
  });

  it('shows hostile names as they are, and lets none of them act', async () => {
    const evil = '\u001b[31m\u202eevil\nWHAT TO DO\naws kms enable-key http://evil.example.com/x $(rm -rf /)';
    const details: Partial<KeyDetails> = {
      aliases: known([`alias/${evil}`, evil]),
      scheduledBy: known({ principal: evil, time: new Date('2026-11-20T14:02:00Z') }),
      lastUsage: unavailable(evil),
    };
    const records = refusals(2, { userIdentity: roleIdentity(evil), eventName: evil });
    const { stdout } = await show(
      portsOf([[pendingKey(KEY, { description: evil, origin: evil }), details]], {}, records),
    );
    expectGolden('hostile', stdout);
    expect(stdout).not.toMatch(ACTS);
    expect(wide(stdout)).toEqual([]);
  });

  it('prints nothing of others that a terminal acts on, and no line too wide', async () => {
    const hostile = fc.tuple(hostileText(), hostileText(), fc.constantFrom<'text' | 'json'>('text', 'json'));
    await fc.assert(
      fc.asyncProperty(hostile, async ([text, other, format]) => {
        const key = pendingKey(KEY, { description: text, keySpec: other, origin: text, keyUsage: other });
        const details: Partial<KeyDetails> = {
          aliases: known([text, other]),
          scheduledBy: known({ principal: text, time: new Date('2026-11-20T14:02:00Z') }),
          lastUsage: known({ used: true, operation: other, time: NOW, eventId: text }),
          tags: unavailable(text),
        };
        const records = refusals(1, { userIdentity: roleIdentity(text, other), eventName: other });
        const pendingKeys: KeysPorts['pendingKeys'] = async () => ({
          ...{ keys: [key], regions: [text] },
          notSeen: [{ what: text, reason: other, right: text }],
        });
        const incidents = async (): Promise<Fact<never>> => notKnown(text);
        const { stdout } = await show(portsOf([[key, details]], { pendingKeys, incidents }, records), format);
        expect(stdout).not.toMatch(ACTS);
        if (format === 'text') expect(wide(stdout)).toEqual([]);
        for (const line of stdout.split('\n').filter((one) => /^\s*aws\b/.test(one) && format === 'text'))
          expect(line.startsWith('aws') ? COMMAND.test(line) : true).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

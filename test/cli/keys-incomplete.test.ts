import { describe, expect, it } from '@jest/globals';
import { type KeysPorts, keys } from '../../cli/commands/keys.ts';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { NotSeen } from '../../shared/blind-spots/pending-key.ts';
import { unavailable } from '../../shared/kms/key-details.ts';
import { NOW } from '../builders/alert.ts';
import { KEY } from '../builders/record.ts';
import { aTerminal } from './fake-terminal.ts';
import { GROUP, NEVER, pendingKey, portsOf, refusals, TRAIL } from './keys-account.ts';

async function show(ports: KeysPorts, format: 'text' | 'json' = 'text') {
  const { terminal, seen } = aTerminal({ now: () => NOW });
  const exitCode = await keys(ports, format, terminal);
  return { exitCode, ...seen };
}

const REGIONS = Array.from({ length: 31 }, (_, at) => `eu-test-${at + 1}`);
const denied = (region: string): NotSeen => ({
  ...{ what: `Region ${region}`, reason: 'AWS does not allow it (AccessDeniedException)', right: 'kms:ListKeys' },
  region,
});
const seeing = (regions: readonly string[], notSeen: readonly NotSeen[], some: readonly string[] = []) =>
  portsOf(
    some.map((arn) => [pendingKey(arn), NEVER]),
    { pendingKeys: async () => ({ keys: some.map((arn) => pendingKey(arn)), regions, notSeen }) },
  );
const firstSentence = (stdout: string) => stdout.split('.\n')[0]?.replaceAll('\n', ' ');

describe('keys, where not all could be looked at', () => {
  it('begins with that, says one reason once, and gives the rights as a statement', async () => {
    const { stdout, exitCode } = await show(seeing([], REGIONS.map(denied)));
    expect(exitCode).toBe(21);
    expect(firstSentence(stdout)).toBe(
      '0 of 31 Regions could be looked at: whether a customer managed key of account 111122223333 is pending deletion is not known',
    );
    expect(stdout).not.toMatch(/No customer managed key/);
    expect(stdout.match(/does not allow it/g)).toHaveLength(1);
    expect(stdout).toMatch(/\n {2}31 Regions: AWS does not allow it \(AccessDeniedException\) \(wanted the right\n/);
    expect(stdout).toMatch(/\n {4}eu-test-1, eu-test-2, .*\n( {4}.*\n)+/);
    expect(JSON.parse(stdout.slice(stdout.indexOf('{\n')))).toEqual({
      ...{ Effect: 'Allow', Action: ['kms:ListKeys'], Resource: '*' },
    });
  });

  it.each<[string, KeysPorts, RegExp]>([
    [
      'one Region is missing',
      seeing(['eu-west-1'], [denied('us-east-1')]),
      /^1 of 2 Regions could be looked at: .* elsewhere is not known; there, none is$/,
    ],
    [
      'the others have no names',
      seeing(['eu-west-1'], [{ what: 'Regions other than eu-west-1', reason: 'no answer in time' }]),
      /^Only 1 Region could be looked at: .* elsewhere is not known/,
    ],
    [
      'keys of a Region are missing',
      seeing(
        ['eu-west-1'],
        [{ what: '3 keys of us-east-1', reason: 'no answer in time', region: 'us-east-1', keys: 3 }],
      ),
      /^1 of 2 Regions could be looked at to the last key: /,
    ],
    [
      'a key was found all the same',
      seeing(['eu-west-1'], [denied('us-east-1')], [KEY]),
      /^1 of 2 Regions could be looked at: 1 customer managed key .* is known to be pending deletion, and there may be more$/,
    ],
  ])('says how much it saw: %s', async (_, ports, told) => {
    expect(firstSentence((await show(ports)).stdout)).toMatch(told);
  });

  it('names the rights for log group and table', async () => {
    const changes: Partial<KeysPorts> = {
      search: async () => notKnown('AWS does not allow it (AccessDenied)', 'logs:FilterLogEvents'),
      incidents: async () => notKnown('AWS does not allow it (AccessDenied)', 'dynamodb:Scan'),
    };
    const ports = portsOf(
      [[pendingKey(KEY), { ...NEVER, tags: unavailable('no right kms:ListResourceTags') }]],
      changes,
    );
    const { stdout } = await show(ports);
    expect(stdout).toMatch(/\(wanted the right\s+logs:FilterLogEvents\)/);
    expect(stdout).toMatch(/\(wanted the right\s+dynamodb:Scan\)/);
    expect(JSON.parse((await show(ports, 'json')).stdout).missingRights).toEqual([
      ...['dynamodb:Scan', 'kms:ListResourceTags', 'logs:FilterLogEvents'],
    ]);
  });
});

describe('keys, where the log group is young', () => {
  const createdAt = new Date('2026-11-22T02:08:00Z');
  const young: Partial<KeysPorts> = {
    coverage: async () => ({ trails: fact([TRAIL]), logGroup: fact({ ...GROUP, createdAt }) }),
  };

  it('says since when there was no use, and that it cannot tell of before', async () => {
    const ports = portsOf([[pendingKey(KEY), NEVER]], young);
    const { stdout, exitCode } = await show(ports);
    expect(stdout).toContain('no use since today 02:08:00 UTC (log group)');
    expect([exitCode, stdout]).toEqual([21, expect.stringContaining('CANNOT TELL')]);
    expect(JSON.parse((await show(ports, 'json')).stdout).keys[0].refusals.logGroup.since).toBe(
      '2026-11-22T02:08:00.000Z',
    );
  });

  it('says it beside refusals too', async () => {
    const { stdout } = await show(portsOf([[pendingKey(KEY), NEVER]], young, refusals(2)));
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/refused 2 times since .*; nothing from before today 02:08:00 UTC/);
  });

  it('misses nothing of a key that is younger, though nobody knows when it was scheduled', async () => {
    const key = pendingKey(KEY, { createdAt: new Date('2026-11-22T02:10:00Z') });
    const details = { ...NEVER, scheduledBy: unavailable('no ScheduleKeyDeletion among the latest') };
    const { stdout, exitCode } = await show(portsOf([[key, details]], young));
    expect(stdout).toContain('NO SIGN OF USE since today 02:10:00 UTC');
    expect(stdout).toContain('no use (log group)');
    expect(exitCode).toBe(0);
    const older = pendingKey(KEY, { createdAt: new Date('2026-11-22T02:00:00Z') });
    expect((await show(portsOf([[older, details]], young))).exitCode).toBe(21);
  });
});

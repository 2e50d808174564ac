import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkSilences } from '../../cli/commands/silence-check.ts';
import type { StoredSilences } from '../../shared/aws/silences.ts';
import { subjectOf } from '../../shared/silence/hiding.ts';
import type { FoundLately } from '../../shared/silence/trial.ts';
import { hostileText } from '../builders/hostile.ts';
import { aRefusal, findingOf, type Json, KEY, KEY_ID, roleIdentity } from '../builders/record.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';
import { answerParameters, type FakeParameter } from '../fakes/ssm.ts';
import { aSilence, aValue } from '../silence/silences.ts';
import { aTerminal, runCli } from './fake-terminal.ts';

const aws = useFakeAws();
const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const NOW = new Date('2026-11-22T03:16:00Z');
const PATH = '/kms-deletion-guard/silences/';
const MRK = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const ALICE = { env: { USER: 'alice' } };

let stored: Map<string, FakeParameter>;
beforeEach(() => {
  stored = answerParameters(aws, NOW);
});
const put = (name: string, value: unknown, written = NOW) =>
  stored.set(PATH + name, {
    Name: PATH + name,
    Type: 'String',
    Value: typeof value === 'string' ? value : JSON.stringify(value),
    LastModifiedDate: written.getTime() / 1000,
  });
const values = () => [...stored.values()].map(({ Value }) => JSON.parse(Value));
const wide = (text: string) => text.split('\n').filter((line) => line.length > 80);

describe('silence add', () => {
  const add = (...args: string[]) => runCli(['silence', 'add', ...args], ALICE);

  it('writes what was asked for, as Terraform would, and says what that means', async () => {
    const { exitCode, stdout, stderr } = await add(
      '--key',
      KEY_ID,
      '--for',
      '21d',
      '--reason',
      'migration',
      '--name',
      'm-1',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect([...stored.keys()]).toEqual([`${PATH}m-1`]);
    expect(values()).toEqual([{ key: KEY_ID, until: '2026-12-13T03:16:00Z', reason: 'migration', by: 'alice' }]);
    expect(stdout).toBe(`Silence m-1 hides all calls on key ${KEY_ID}, until
Sun 13 Dec 2026 03:16 UTC.
Written in eu-west-1: it works for a guard that is deployed there.
What it hides is counted and told once a week. It takes a minute to be heard of.
It does not hide cryptographic use or delegation in the last 72 hours before the
key is deleted, or while that time is not known; --until-deletion would.
`);
    expect(wide(stdout)).toEqual([]);
  });

  it('takes every part of a silence', async () => {
    const all = ['--key', KEY, '--account', '111122223333', '--class', 'cryptographic', '--caller', 'role x-*'];
    const rest = [
      '--until',
      '2026-12-01T01:00:00+01:00',
      '--until-deletion',
      '--reason',
      'r',
      '--by',
      'ops@example.com',
    ];
    expect(await add(...all, ...rest)).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining('72 hours') });
    expect(values()).toEqual([
      {
        ...{ key: KEY, account: '111122223333', class: 'cryptographic', caller: 'role x-*' },
        ...{ until: '2026-12-01T00:00:00Z', untilDeletion: true, reason: 'r', by: 'ops@example.com' },
      },
    ]);
  });

  it.each([
    [['--key', KEY], /^1234abcd-20261122-[0-9a-f]{4}$/],
    [['--key', MRK], /^mrk-1234abcd-20261122-[0-9a-f]{4}$/],
    [['--caller', 'role x', '--class', 'management'], /^every-key-20261122-[0-9a-f]{4}$/],
  ])('names what has no name: %j', async (args, name) => {
    const { stdout } = await add(...args, '--for', '1h', '--reason', 'r');
    const [written = ''] = stored.keys();
    expect(written.slice(PATH.length)).toMatch(name);
    expect(stdout).toContain(`Silence ${written.slice(PATH.length)} hides`);
  });

  it('lasts less than 30 days by five minutes, for clocks that differ', async () => {
    await add('--key', KEY_ID, '--for', '30d', '--reason', 'r');
    expect(values()).toMatchObject([{ until: '2026-12-22T03:11:00Z' }]);
  });

  it.each<[string, string[], RegExp]>([
    ['no end', ['--key', KEY_ID, '--reason', 'r'], /^error: --for or --until: got nothing, wanted a time/],
    ['no reason', ['--key', KEY_ID, '--for', '1h'], /^error: --reason: got nothing, wanted why$/m],
    [
      'two ends',
      ['--key', KEY_ID, '--for', '1h', '--until', '2026-12-01', '--reason', 'r'],
      /got --for as well, wanted one/,
    ],
    [
      'an end that is over',
      ['--key', KEY_ID, '--until', '2026-11-22T03:16:00Z', '--reason', 'r'],
      /--until: got Sun 22 Nov 2026 03:16 UTC, which is over/,
    ],
    [
      'an end too far away',
      ['--key', KEY_ID, '--until', '2026-12-23', '--reason', 'r'],
      /--for or --until: got more than 30 days/,
    ],
    [
      '31 days',
      ['--key', KEY_ID, '--for', '31d', '--reason', 'r'],
      /^error: --for: got "31d", wanted hours or days, 30d at most/,
    ],
    ['a time without a unit', ['--key', KEY_ID, '--for', '24', '--reason', 'r'], /wanted hours or days/],
    [
      'an alias',
      ['--key', 'alias/ledger', '--for', '1h', '--reason', 'r'],
      /^error: --key: got "alias\/ledger", wanted the ARN or the id/,
    ],
    [
      'every key',
      ['--for', '1h', '--reason', 'r'],
      /^error: --caller: got neither a key nor a caller[\s\S]*^error: --class: got nothing without a key/m,
    ],
    [
      'every caller',
      ['--caller', '*', '--class', 'management', '--for', '1h', '--reason', 'r'],
      /--caller: got "\*", wanted a part of the name/,
    ],
    [
      'another class',
      ['--key', KEY_ID, '--class', 'all', '--for', '1h', '--reason', 'r'],
      /^error: --class: got "all", wanted cryptographic, delegation or management$/m,
    ],
    [
      'a name with a slash',
      ['--key', KEY_ID, '--name', 'a/b', '--for', '1h', '--reason', 'r'],
      /wanted at most 100 letters/,
    ],
  ])('writes nothing for %s, and says what is wrong', async (_, args, told) => {
    const { exitCode, stdout, stderr } = await add(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(told);
    expect(aws.requests).toEqual([]);
  });

  it.each([
    ['--reason', 5000, '5,000', 500],
    ['--by', 201, '201', 200],
    ['--caller', 257, '257', 256],
  ])('says how long %s is, and how long it may be', async (option, length, got, most) => {
    const rest = option === '--reason' ? [] : ['--reason', 'r'];
    const { stderr, exitCode } = await add('--key', KEY_ID, '--for', '1h', ...rest, option, 'x'.repeat(length));
    expect([exitCode, stderr]).toEqual([2, `error: ${option}: got ${got} characters, wanted at most ${most}\n`]);
    expect(await add('--key', KEY_ID, '--for', '1h', ...rest, option, 'x'.repeat(most))).toMatchObject({ exitCode: 0 });
  });

  it('says all that is wrong at once, and each thing once', async () => {
    const faulty = ['--region', '', '--key', '', '--class', 'all', '--for', '31d', '--name', 'a/b'];
    const { stderr } = await add(...faulty, '--account', '1', '--reason', 'x'.repeat(5000));
    expect(stderr.split('\n').map((line) => line.replace(/,.*/, ''))).toEqual([
      ...['error: --key: got nothing', 'error: --region: got nothing', 'error: --name: got "a/b"'],
      ...[
        'error: --reason: got 5',
        'error: --for: got "31d"',
        'error: --account: got "1"',
        'error: --class: got "all"',
      ],
      '',
    ]);
    const wide = ['--for', '1h', '--reason', 'x'.repeat(501)];
    expect((await add(...wide)).stderr.match(/^error: --\w+/gm)).toEqual([
      'error: --reason',
      'error: --caller',
      'error: --class',
    ]);
    expect(aws.requests).toEqual([]);
  });

  it('takes a date alone for its first moment in UTC, and no day that there is not', async () => {
    await add('--key', KEY_ID, '--until', '2026-12-01', '--reason', 'r');
    expect(values()).toMatchObject([{ until: '2026-12-01T00:00:00Z' }]);
    for (const time of ['2026-11-31', '2026-12-01T00:00:00', 'tomorrow'])
      expect(await add('--key', KEY_ID, '--until', time, '--reason', 'r')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/^error: --for or --until: got .*, wanted a time with its zone/),
      });
  });

  it('wants somebody to answer for it where the environment names nobody', async () => {
    const args = ['silence', 'add', '--key', KEY_ID, '--for', '1h', '--reason', 'r'];
    expect(await runCli(args, { env: { USER: '' } })).toMatchObject({
      exitCode: 2,
      stderr: 'error: --by: got nothing, wanted who answers for it\n',
    });
    expect(await runCli(args, { env: { LOGNAME: 'bob' } })).toMatchObject({ exitCode: 0 });
    expect(values()).toMatchObject([{ by: 'bob' }]);
  });

  it('never writes over another', async () => {
    put('m-1', aValue());
    const { exitCode, stderr } = await add('--key', KEY_ID, '--for', '1h', '--reason', 'r', '--name', 'm-1');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: silence m-1: got a name that is taken, wanted another/);
    expect(values()).toEqual([aValue()]);
  });

  it('says that AWS refused', async () => {
    aws.answer('PutParameter', awsError(400, 'AccessDeniedException'));
    expect(await add('--key', KEY_ID, '--for', '1h', '--reason', 'r')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: the parameters under .*: got AccessDeniedException .*, wanted the right ssm:PutParameter;/,
      ),
    });
  });

  it('prints nothing that a terminal acts on', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileText(),
        fc.constantFrom('--key', '--caller', '--reason', '--by', '--name', '--until', '--for', '--class'),
        async (text, option) => {
          const { stdout, stderr } = await add('--key', KEY_ID, '--for', '1h', '--reason', 'r', option, text);
          expect(stdout + stderr).not.toMatch(ACTS);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('silence list', () => {
  it('shows what is hidden until when and why, and what hides nothing with the reason', async () => {
    put('later', aValue({ key: MRK, untilDeletion: true }));
    put(
      'sooner',
      aValue({ key: undefined, caller: 'role crossplane-*', class: 'management', until: '2026-11-24T03:16:00Z' }),
    );
    put('over', aValue({ until: '2026-11-22T03:16:00Z' }));
    put('broken', aValue({ reason: undefined, Key: 'x' }));
    put('deeper/one', aValue());
    const { exitCode, stdout, stderr } = await runCli(['silence', 'list']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`over
  HIDES NOTHING: it is over; \`silence remove\` takes it away
  hides    all calls on key
           ${KEY}
  until    Sun 22 Nov 2026 03:16 UTC (over)
           use and delegation: only until 72 h before the key is deleted
  reason   the migration rewrites it until then
  by       ops@example.com

sooner
  hides    management calls on every key by role crossplane-*
  until    Tue 24 Nov 2026 03:16 UTC (48 h left)
  reason   the migration rewrites it until then
  by       ops@example.com

later
  hides    all calls on key ${MRK}
  until    Tue 1 Dec 2026 00:00 UTC (8 days left)
           use and delegation: until the key is deleted
  reason   the migration rewrites it until then
  by       ops@example.com

broken
  HIDES NOTHING: "Key": got a field that is not known, wanted key, account,
  class, caller, until, untilDeletion, reason, by; reason: got nothing, wanted
  why

`);
  });

  it('has all of it as JSON', async () => {
    put('good', aValue({ class: 'delegation' }));
    put('over', aValue({ until: '2026-11-22T00:00:00Z' }));
    put('broken', '{');
    const { stdout } = await runCli(['silence', 'list', '--format', 'json']);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ state: 'over', name: 'over' }),
      {
        ...{ state: 'in-force', name: 'good', key: KEY, class: 'delegation', untilDeletion: false },
        ...{ reason: 'the migration rewrites it until then', by: 'ops@example.com' },
        ...{ until: '2026-12-01T00:00:00.000Z', writtenAt: '2026-11-22T03:16:00.000Z' },
      },
      { state: 'malformed', name: 'broken', fault: expect.stringContaining('not JSON') },
    ]);
  });

  it('says that there are none, and has them all', async () => {
    expect(await runCli(['silence', 'list'])).toMatchObject({
      stdout:
        'There are no silences in eu-west-1. Settings of the deployment (ignoreCallers,\nmanagementCalls) may hide calls all the same.\n',
    });
    expect(await runCli(['silence', 'list', '--region', 'eu-north-1'])).toMatchObject({
      stdout: expect.stringMatching(/^There are no silences in eu-north-1\./),
    });
    for (let at = 0; at < 25; at += 1) put(`s-${at}`, aValue());
    expect((await runCli(['silence', 'list'])).stdout.match(/^s-\d+$/gm)).toHaveLength(25);
  });

  it('prints nothing of others that a terminal acts on', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(), hostileText(), async (text, other) => {
        stored.clear();
        put('a', aValue({ reason: text, by: other }));
        put(`b${text.replaceAll('/', '')}`, aValue({ [text]: other }));
        for (const format of ['text', 'json']) {
          const { stdout, exitCode } = await runCli(['silence', 'list', '--format', format]);
          expect(exitCode).toBe(0);
          expect(stdout).not.toMatch(ACTS);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('silence remove', () => {
  it('takes a silence away', async () => {
    put('m-1', aValue());
    expect(await runCli(['silence', 'remove', 'm-1'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'Silence m-1 is removed. What it hid is told again within a minute.\n',
    });
    expect(stored.size).toBe(0);
    expect(await runCli(['silence', 'remove', 'm-1'])).toMatchObject({
      exitCode: 1,
      stderr: 'error: silence m-1: got a name that no silence has; `silence list` shows all\n',
    });
  });

  it('removes nothing that is no silence', async () => {
    expect(await runCli(['silence', 'remove', '../other'])).toMatchObject({ exitCode: 2 });
    expect(await runCli(['silence', 'remove'])).toMatchObject({ exitCode: 2 });
    expect(aws.requests).toEqual([]);
  });
});

describe('silence check', () => {
  const found = (count: number, overrides: Json = {}, end?: Date): FoundLately => {
    const finding = findingOf(aRefusal(overrides));
    const { caller, operation } = finding;
    return {
      subject: subjectOf(finding),
      ...{ key: 'alias/ledger-prod', caller: caller.name, operation: operation.name, count, lastSeen: NOW, end },
    };
  };
  const far = new Date('2026-12-20T00:00:00Z');
  const near = new Date('2026-11-24T00:00:00Z');
  const checked = async (
    silences: StoredSilences,
    findings: readonly FoundLately[],
    format: 'text' | 'json' = 'text',
    hiddenBy: ReadonlyMap<string, number> = new Map(),
  ) => {
    const { terminal, seen } = aTerminal();
    const exitCode = await checkSilences(silences, async () => ({ found: findings, hiddenBy }), format, terminal);
    return { exitCode, ...seen };
  };
  const FOUND = [
    found(3, { eventName: 'TagResource', userIdentity: roleIdentity('crossplane-aws') }, far),
    found(1200, {}, far),
    found(7, { eventName: 'Encrypt' }, near),
    found(2, { eventName: 'GenerateDataKey' }),
  ];

  it('shows what each would have hidden, and what not although it covers it', async () => {
    const all = {
      silences: [
        aSilence({}, 'whole-key'),
        aSilence({ caller: 'role crossplane-*' }, 'crossplane'),
        aSilence({ caller: 'role other' }, 'other'),
        aSilence({ class: 'cryptographic', caller: 'x', untilDeletion: true }, 'x'),
        aSilence({ until: '2026-11-21T00:00:00Z' }, 'over'),
      ],
      malformed: [{ name: 'broken', fault: 'f' }],
    };
    const { exitCode, stdout } = await checked(all, FOUND);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`Silence whole-key would have hidden 1,203 findings of 2 callers and operations:
    1,200  Decrypt by role billing-batch, alias/ledger-prod
        3  TagResource by role crossplane-aws, alias/ledger-prod
Told all the same, since the key ends within 72 hours, or nobody knows when:
        7  Encrypt by role billing-batch, alias/ledger-prod
        2  GenerateDataKey by role billing-batch, alias/ledger-prod

Silence crossplane would have hidden 3 findings of 1 caller and operation:
        3  TagResource by role crossplane-aws, alias/ledger-prod

Silence other would have hidden nothing.

Silence x would have hidden nothing.

2 more hide nothing at all: see \`silence list\`.
Tried on 1,212 findings that the guard told and remembers.
`);
    expect(wide(stdout)).toEqual([]);
  });

  it('has it as JSON', async () => {
    const { stdout } = await checked({ silences: [aSilence()], malformed: [] }, FOUND, 'json');
    expect(JSON.parse(stdout)).toEqual([
      {
        name: 's-1',
        hasHidden: 0,
        hidden: [
          {
            ...{ key: 'alias/ledger-prod', caller: 'role billing-batch', operation: 'Decrypt', count: 1200 },
            ...{ lastSeen: NOW.toISOString(), deletionDate: far.toISOString() },
          },
          expect.objectContaining({ operation: 'TagResource' }),
        ],
        toldAllTheSame: [expect.objectContaining({ count: 7 }), expect.objectContaining({ count: 2 })],
      },
    ]);
  });

  it('hides to the end what was made to', async () => {
    const { stdout } = await checked({ silences: [aSilence({ untilDeletion: true })], malformed: [] }, FOUND);
    expect(stdout).toContain('would have hidden 1,212 findings of 4 callers and operations:');
    expect(stdout).not.toContain('Told all the same');
  });

  it('says what each has hidden', async () => {
    const silences = { silences: [aSilence({ caller: 'role other' })], malformed: [] };
    const hiddenBy = new Map([['s-1', 2304]]);
    expect((await checked(silences, FOUND, 'text', hiddenBy)).stdout).toContain(
      'Silence s-1 has hidden 2,304 findings. Of what was told it would have hidden\nnothing.',
    );
    expect(JSON.parse((await checked(silences, FOUND, 'json', hiddenBy)).stdout)).toMatchObject([{ hasHidden: 2304 }]);
  });

  it('says that no silence is in force', async () => {
    expect((await checked({ silences: [], malformed: [] }, [])).stdout).toBe(
      'No silence is in force: none hides anything.\nTried on 0 findings that the guard told and remembers.\n',
    );
  });

  it('prints nothing of others that a terminal acts on', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(), hostileText(), async (text, other) => {
        const finding = { ...found(1, {}, far), key: text, caller: other, operation: text };
        for (const format of ['text', 'json'] as const) {
          const { stdout } = await checked({ silences: [aSilence()], malformed: [] }, [finding], format);
          expect(stdout).not.toMatch(ACTS);
        }
      }),
    );
  });

  it('says that the silences cannot be read', async () => {
    aws.answer('GetParametersByPath', awsError(400, 'AccessDeniedException'));
    expect(await runCli(['silence', 'check'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/ssm:GetParametersByPath/),
    });
    aws.answer('GetParametersByPath', json({}));
  });
});

describe('the help of silence', () => {
  it.each([['silence'], ['silence add'], ['silence list'], ['silence remove'], ['silence check'], ['redrive']])(
    '%s keeps to 80 columns and names the exit codes',
    async (command) => {
      const { exitCode, stdout } = await runCli([...command.split(' '), '--help']);
      expect(exitCode).toBe(0);
      expect(wide(stdout)).toEqual([]);
      expect(stdout).toContain('Exit codes:');
    },
  );

  it('is shown when no command of it is given', async () => {
    const { exitCode, stderr } = await runCli(['silence']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('add');
  });
});

import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, aRefusal, KEY, KEY_ID } from '../builders/record.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';
import { aFolder, runCli } from './fake-terminal.ts';

const aws = useFakeAws();
const folder = aFolder();
const AT = ['--at', '2026-11-22T03:16:00Z'];
const TAG = 'kms-deletion-guard:remediation';

let files = 0;
/** A key that goes on 28 Nov 14:02, with tags and aliases; or less, as `changes` say. */
function keysFile(changes: object = {}): string {
  files += 1;
  const key = { Arn: KEY, KeyState: 'PendingDeletion', DeletionDate: '2026-11-28T14:02:00Z', KeyManager: 'CUSTOMER' };
  const entry = { KeyMetadata: key, Aliases: [{ AliasName: 'alias/ledger-prod' }], Tags: [], ...changes };
  return folder.put(`keys-${files}.json`, JSON.stringify({ keys: [entry] }));
}
const tagged = (value: string) => keysFile({ Tags: [{ TagKey: TAG, TagValue: value }] });

const stdin = JSON.stringify(aRefusal());
async function remediationOf(file: string, ...args: string[]) {
  const typed = ['replay', '--keys', file, '--format', 'json', ...AT, ...args, '-'];
  const { stdout, stderr, exitCode } = await runCli(typed, { stdin });
  return { remediation: JSON.parse(stdout)[0].remediation, stderr, exitCode };
}

describe('replay with --remediation', () => {
  it.each(['dry-run', 'cancel', 'cancel-and-enable'])(
    'shows in mode %s what would be done, and does nothing',
    async (mode) => {
      const { remediation, stderr, exitCode } = await remediationOf(keysFile(), '--remediation', mode);
      expect(remediation).toMatchObject({
        mode,
        modeOfKey: mode,
        decision: 'cancel',
        cause: 'in-use',
        outcome: 'would-cancel',
      });
      expect(remediation.triedAgain).toBe(false);
      expect([exitCode, aws.requests]).toEqual([0, []]);
      expect(stderr).toContain('as if nobody had set the kill switch');
    },
  );

  const CASES: readonly [why: string, file: () => string, args: string[], told: object][] = [
    ['a tag says never', () => tagged('never'), [], { decision: 'skip', cause: 'tag-never', modeOfKey: 'off' }],
    ['a tag says dry-run', () => tagged('dry-run'), [], { outcome: 'would-cancel', modeOfKey: 'dry-run' }],
    ['a tag asks for more than the mode', () => tagged('cancel-and-enable'), [], { modeOfKey: 'cancel' }],
    ['a tag is mistyped', () => tagged('nevr'), [], { decision: 'skip', cause: 'tag-unclear' }],
    ['the scope is tagged and the key is not', keysFile, ['--remediation-scope', 'tagged'], { cause: 'not-tagged' }],
    ['its alias is listed', keysFile, ['--remediation-never', 'alias/x,alias/ledger-prod'], { cause: 'never-listed' }],
    ['its account is listed', keysFile, ['--remediation-never', ACCOUNT], { cause: 'never-listed' }],
    [
      'more days are left',
      keysFile,
      ['--remediation-within-days', '3'],
      { decision: 'wait', cause: 'too-early', outcome: 'nothing-done', actAt: '2026-11-25T14:02:00.000Z' },
    ],
    [
      'the tags are not in the file',
      () => keysFile({ Tags: undefined }),
      [],
      { decision: 'skip', cause: 'tags-unread', triedAgain: false },
    ],
  ];
  it.each(CASES)('shows the decision and its reason when %s', async (_, file, args, told) => {
    const { remediation } = await remediationOf(file(), '--remediation', 'cancel', ...args);
    expect(remediation).toMatchObject({ mode: 'cancel', ...told });
    expect(remediation.reason).not.toBe('');
  });

  it('tells in the mail that nothing was done', async () => {
    const { stdout } = await runCli(['replay', '--keys', keysFile(), '--remediation', 'cancel', ...AT, '-'], { stdin });
    expect(stdout.replace(/\s+/g, ' ')).toContain('would have cancelled this deletion');
    expect(stdout).toContain('NOTHING WAS DONE');
  });

  it('says nothing of it without the option', async () => {
    const { remediation, stderr } = await remediationOf(keysFile());
    expect(remediation).toMatchObject({ mode: 'off', decision: 'none' });
    expect(stderr).not.toContain('kill switch');
  });

  it('takes no setting of it without a mode, and none that is not in order', async () => {
    for (const args of [
      ['--remediation-within-days', '3'],
      ['--remediation', 'cancel', '--remediation-within-days', '31'],
      ['--remediation', 'cancel', '--remediation-never', 'ledger'],
      ['--remediation', 'delete'],
    ])
      expect((await runCli(['replay', ...args, '-'], { stdin })).exitCode).toBe(2);
  });
});

describe('explain with --remediation', () => {
  const explain = (...args: string[]) => runCli(['explain', '--keys', keysFile(), ...args, '-'], { stdin });

  it('says what every rule says', async () => {
    const { stdout } = await explain('--format', 'json', '--remediation', 'cancel', '--remediation-never', KEY_ID);
    const { remediation } = JSON.parse(stdout).records[0];
    expect(remediation).toMatchObject({ mode: 'cancel', decision: 'skip', cause: 'never-listed' });
    expect(remediation.rules).toHaveLength(13);
    expect(remediation.rules.filter(({ verdict }: { verdict: string }) => verdict !== 'yes')).toEqual([
      {
        rule: 'the key is not to be left alone',
        verdict: 'no',
        cause: 'never-listed',
        reason: `${KEY_ID} is on the list of what is left alone`,
      },
    ]);
    expect(remediation.notLookedAt).toContain('silences');
  });

  it('says it to people, within 80 columns', async () => {
    const { stdout } = await explain('--remediation', 'cancel-and-enable');
    const [, ours = ''] = /\n(A guard in mode [\s\S]*?)\nThe alert would say/.exec(stdout) ?? [];
    expect(ours.replace(/\s+/g, ' ')).toContain(
      'A guard in mode cancel-and-enable would CANCEL the deletion, for role',
    );
    expect(ours).toContain('  yes     the key is pending deletion\n');
    expect(ours.replace(/\s+/g, ' ')).toContain('without that evidence it stays Disabled');
    expect(ours.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await explain()).stdout).not.toContain('A guard in mode');
  });
});

describe('rescue over HTTP', () => {
  const seconds = (time: string) => Date.parse(time) / 1000;
  const described = (state: string) =>
    json({
      KeyMetadata: {
        ...{ KeyId: KEY_ID, Arn: KEY, KeyState: state, KeyManager: 'CUSTOMER' },
        ...(state === 'PendingDeletion' ? { DeletionDate: seconds('2026-11-28T14:02:00Z') } : {}),
      },
    });
  /** A key that changes as it is written to. */
  function aKey(state = 'PendingDeletion') {
    let now = state;
    aws.answer('DescribeKey', () => described(now));
    aws.answer('CancelKeyDeletion', () => {
      now = 'Disabled';
      return json({ KeyId: KEY });
    });
    aws.answer('EnableKey', () => {
      now = 'Enabled';
      return json({});
    });
  }
  const asked = (operation: string) => aws.requests.filter((request) => request.operation === operation);

  it.each([KEY, KEY_ID, 'alias/ledger-prod'])('saves the key that %s names, by its ARN', async (named) => {
    aKey();
    const { stdout, exitCode } = await runCli(['rescue', named, '--enable', '--yes']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('The key was read as Enabled.')]);
    for (const operation of ['CancelKeyDeletion', 'EnableKey'])
      expect(asked(operation).map(({ parameters }) => parameters)).toEqual([{ KeyId: KEY }]);
  });

  it('does not enable the key unless it is told to', async () => {
    aKey();
    const { exitCode } = await runCli(['rescue', KEY, '--yes']);
    expect([exitCode, asked('EnableKey')]).toEqual([0, []]);
  });

  it('tells the person which right is missing', async () => {
    aKey();
    aws.answer('CancelKeyDeletion', awsError(400, 'AccessDeniedException'));
    const { stdout, exitCode } = await runCli(['rescue', KEY, '--yes']);
    expect(exitCode).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain('the key policy does not let you do it, or IAM denies it');
    expect(stdout).toContain('kms:CancelKeyDeletion');
  });

  it('says that there is no such key, or that it cannot be read, and writes nothing', async () => {
    for (const [error, named, said] of [
      ['NotFoundException', 'alias/nothing', 'got none of that name in eu-west-1'],
      ['AccessDeniedException', 'alias/ledger-prod', 'the right kms:DescribeKey'],
      ['AccessDeniedException', KEY, 'no right kms:DescribeKey'],
    ] as const) {
      aws.reset();
      aws.answer('DescribeKey', awsError(400, error));
      const { stderr, exitCode } = await runCli(['rescue', named, '--yes']);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(said)]);
      expect(asked('CancelKeyDeletion')).toEqual([]);
    }
  });

  it.each([
    ['no terminal to ask on', [KEY]],
    ['another Region than the ARN says', [KEY, '--yes', '--region', 'us-east-1']],
    ['what is no key', ['ledger-prod', '--yes']],
    ['an ARN of an id that has no known form', ['arn:aws:kms:eu-west-1:111122223333:key/x', '--yes']],
    ['an empty Region', [KEY_ID, '--yes', '--region', '']],
  ])('asks AWS nothing when it is given %s', async (_, args) => {
    const { exitCode } = await runCli(['rescue', ...args]);
    expect([exitCode, aws.requests]).toEqual([2, []]);
  });
});

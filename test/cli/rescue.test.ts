import { describe, expect, it } from '@jest/globals';
import { type RescueOptions, rescue } from '../../cli/commands/rescue.ts';
import type { RescuePorts } from '../../cli/rescue/ports.ts';
import type { ReadBack } from '../../shared/incident/rescue.ts';
import { parseStrictKeyArn } from '../../shared/kms/key-arn.ts';
import { type KeyDetails, known, unavailable } from '../../shared/kms/key-details.ts';
import type { Answer } from '../../shared/remediation/write.ts';
import { KEY } from '../builders/record.ts';
import { aTerminal } from './fake-terminal.ts';
import { expectToFit } from './schema-fit.ts';

const PERIOD = Date.parse('2026-11-28T14:02:00Z');
const DONE: Answer = { kind: 'done', requestId: 'r-1' };
const DENIED: Answer = {
  ...{ kind: 'refused', requestId: 'r-2', again: false },
  reason: 'KMS refused it (AccessDeniedException): the key policy does not let you do it, or IAM denies it',
};
const NO_ANSWER: Answer = { kind: 'no-answer', reason: 'KMS did not answer (TimeoutError)' };

const detailsIn = (state: string, changes: Partial<KeyDetails> = {}): KeyDetails => ({
  metadata: known({
    ...{ state, deletionDate: state === 'PendingDeletion' ? new Date(PERIOD) : undefined },
    ...{
      pendingWindowInDays: state === 'PendingReplicaDeletion' ? 7 : undefined,
      createdAt: undefined,
      description: 'ledger archive',
      manager: 'CUSTOMER',
    },
  }),
  aliases: known(['alias/ledger-prod']),
  tags: known({ team: 'ledger' }),
  lastUsage: known({ used: true, operation: 'Decrypt', time: new Date('2026-11-20T13:58:00Z'), eventId: undefined }),
  scheduledBy: known({ principal: 'terraform-deploy', time: new Date('2026-11-20T14:02:00Z') }),
  ...changes,
});

/** A key, what KMS answers, and what the key is read as, one after the other; the last for good. */
interface World {
  readonly state?: string;
  readonly details?: Partial<KeyDetails>;
  readonly before?: 'Enabled' | 'Disabled' | 'unknown';
  readonly cancels?: Answer;
  readonly enables?: readonly Answer[];
  readonly reads?: readonly (string | undefined)[];
  readonly says?: boolean;
  readonly ctrlC?: boolean;
}

async function rescued(world: World, options: Partial<RescueOptions> = {}) {
  const {
    state = 'PendingDeletion',
    before = 'Enabled',
    cancels = DONE,
    enables = [DONE],
    reads = ['Disabled'],
  } = world;
  const calls: string[] = [];
  const key = parseStrictKeyArn(KEY);
  if (key === undefined) throw new Error('wanted an ARN');
  const next = <T>(name: string, answers: readonly T[]): T => {
    const at = calls.filter((call) => call === name).length;
    calls.push(name);
    return answers[Math.min(at, answers.length - 1)] as T;
  };
  const readOf = (read: string | undefined): ReadBack =>
    read === undefined
      ? { kind: 'unread', reason: 'kms:DescribeKey: ThrottlingException' }
      : {
          ...{ kind: 'read', at: Date.parse('2026-11-22T03:16:01Z'), state: read },
          deletionDate: read === 'PendingDeletion' ? PERIOD : undefined,
        };
  const interrupt = new AbortController();
  const ports: RescuePorts = {
    find: async () => ({
      key,
      details: detailsIn(state, world.details),
      before: { state: before, reason: 'CloudTrail says so' },
    }),
    cancel: async () => {
      if (world.ctrlC) interrupt.abort();
      return next('cancel', [cancels]);
    },
    enable: async () => next('enable', enables),
    readState: async () => readOf(next('read', reads)),
    id: 'feed',
    wait: async () => undefined,
    confirm: async () => {
      calls.push('ask');
      return world.says ?? true;
    },
    uncut: (work) => work(interrupt.signal),
  };
  const { terminal, seen } = aTerminal();
  const exitCode = await rescue({ enable: false, yes: false, format: 'text', ...options }, ports, terminal);
  return { exitCode, calls, writes: calls.filter((call) => call === 'cancel' || call === 'enable'), ...seen };
}

const flat = (text: string) => text.replace(/\s+/g, ' ');
const OFFERED = /^(aws kms enable-key .*| {2}arn:.*)$/;
const wide = (text: string) => text.split('\n').filter((line) => line.length > 80 && !OFFERED.test(line));

describe('rescue', () => {
  it('shows what is known, asks, cancels, and tells what the key was read as', async () => {
    const { stdout, exitCode, calls } = await rescued({});
    expect([exitCode, calls]).toEqual([0, ['ask', 'cancel', 'read']]);
    for (const shown of ['PendingDeletion', 'alias/ledger-prod', 'team=ledger', 'by terraform-deploy', 'Decrypt', KEY])
      expect(stdout).toContain(shown);
    expect(flat(stdout)).toContain('Enabled when its deletion was scheduled: CloudTrail says so');
    expect(flat(stdout)).toContain('KEEPS FAILING until it is enabled');
    expect(flat(stdout)).toContain(
      'CANCELLED: KMS answered that the deletion is cancelled. The key was read as Disabled.',
    );
    expect(stdout).toContain(`aws kms enable-key --region eu-west-1 --key-id ${KEY}\n`);
    expect(wide(stdout)).toEqual([]);
  });

  it('writes nothing when the person says no', async () => {
    const { stdout, exitCode, writes } = await rescued({ says: false });
    expect([exitCode, writes]).toEqual([1, []]);
    expect(stdout).toContain('Nothing was done');
  });

  it('asks nobody with --yes, and says all the same what it does', async () => {
    const { stdout, calls } = await rescued({}, { yes: true });
    expect(calls).toEqual(['cancel', 'read']);
    expect(stdout).toContain('This cancels the deletion of the key.');
  });

  it('enables the key when told to, and says so only as it was read', async () => {
    const { stdout, exitCode, writes } = await rescued({ reads: ['Disabled', 'Enabled'] }, { enable: true });
    expect([exitCode, writes]).toEqual([0, ['cancel', 'enable']]);
    expect(flat(stdout)).toContain('ENABLED: KMS answered so, or it was read so. The key was read as Enabled.');
    expect(stdout).not.toContain('aws kms enable-key');
  });

  it('ends badly when KMS answers yes and the key is still not read as Enabled', async () => {
    const { stdout, exitCode } = await rescued({ reads: ['Disabled'] }, { enable: true });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('The key was read as Disabled.');
  });

  it('warns before it enables a key that may have been disabled on purpose', async () => {
    for (const before of ['Disabled', 'unknown'] as const)
      expect(flat((await rescued({ before }, { enable: true })).stdout)).toContain('disabled it on purpose');
    expect((await rescued({}, { enable: true })).stdout).not.toContain('on purpose');
  });

  it('tries EnableKey again while KMS still judges the key as pending deletion', async () => {
    const early: Answer = {
      kind: 'refused',
      requestId: 'r',
      reason: 'KMS refused it (KMSInvalidStateException)',
      again: true,
    };
    const { exitCode, writes } = await rescued(
      { enables: [early, early, DONE], reads: ['Disabled', 'Enabled'] },
      { enable: true },
    );
    expect([exitCode, writes]).toEqual([0, ['cancel', 'enable', 'enable', 'enable']]);
  });

  it('says that it failed, and enables nothing, when KMS refuses the cancel', async () => {
    const { stdout, exitCode, writes } = await rescued(
      { cancels: DENIED, reads: ['PendingDeletion'] },
      { enable: true },
    );
    expect([exitCode, writes]).toEqual([1, ['cancel']]);
    expect(flat(stdout)).toContain('FAILED: KMS refused it (AccessDeniedException)');
    expect(flat(stdout)).toContain(
      'THE DELETION GOES ON, as far as that was read. It takes the right kms:CancelKeyDeletion.',
    );
    expect(stdout).not.toContain('ENABLED');
  });

  it('says that it is not enabled when KMS refuses that', async () => {
    const { stdout, exitCode } = await rescued({ enables: [DENIED] }, { enable: true });
    expect(exitCode).toBe(1);
    expect(flat(stdout)).toContain(
      'CANCELLED: KMS answered that the deletion is cancelled. NOT ENABLED: KMS refused it',
    );
  });

  const LOST: readonly [read: string | undefined, exit: number, said: string][] = [
    ['Disabled', 0, 'CANCELLED, it seems'],
    ['PendingDeletion', 1, 'FAILED: KMS did not answer'],
    [undefined, 1, 'NOT KNOWN whether the deletion was cancelled'],
  ];
  it.each(LOST)('tells a lost answer by what the key is read as: %s', async (read, exit, said) => {
    const { stdout, exitCode } = await rescued({ cancels: NO_ANSWER, reads: [read] });
    expect(exitCode).toBe(exit);
    expect(flat(stdout)).toContain(said);
  });

  it('does not enable what somebody else cancelled meanwhile', async () => {
    const { stdout, writes } = await rescued({ cancels: DENIED, reads: ['Disabled'] }, { enable: true });
    expect(writes).toEqual(['cancel']);
    expect(flat(stdout)).toContain('not pending deletion any more, by somebody else, and was not enabled');
  });

  it('ends badly when the key is still read as pending deletion after KMS said yes', async () => {
    const { stdout, exitCode } = await rescued({ reads: ['PendingDeletion'] });
    expect(exitCode).toBe(1);
    expect(flat(stdout)).toContain('The key was read as PendingDeletion, deleted Sat 28 Nov 2026 14:02 UTC.');
  });

  it.each(['Enabled', 'Disabled', 'PendingImport'])('leaves a key alone that is %s', async (state) => {
    const { stdout, exitCode, calls } = await rescued({ state });
    expect([exitCode, calls]).toEqual([0, []]);
    expect(flat(stdout)).toContain(`It is not pending deletion: it is ${state}. Nothing was done.`);
  });

  it('asks, and enables without a cancel, when the key is Disabled and it is told to', async () => {
    const { exitCode, calls } = await rescued({ state: 'Disabled', reads: ['Enabled'] }, { enable: true });
    expect([exitCode, calls]).toEqual([0, ['ask', 'enable', 'read']]);
  });

  it('writes nothing to a key that it cannot read', async () => {
    const world = { details: { metadata: unavailable('no right kms:DescribeKey') } };
    await expect(rescued(world, { yes: true })).rejects.toMatchObject({ code: 'key-unread' });
  });

  it('ends the write that is under way on Ctrl-C, tells what came of it, and begins no other', async () => {
    const { stdout, exitCode, writes } = await rescued({ ctrlC: true }, { enable: true });
    expect([exitCode, writes]).toEqual([130, ['cancel']]);
    expect(flat(stdout)).toContain('NOT ENABLED: interrupted');
    expect(stdout).toContain('The key was read as Disabled.');
  });

  it('prints nothing but JSON on standard output when asked to, that fits its schema', async () => {
    const worlds: readonly World[] = [
      ...[{}, { state: 'Enabled' }, { says: false }, { cancels: DENIED, reads: ['PendingDeletion'] }],
      ...[{ cancels: NO_ANSWER, reads: [undefined] }, { ctrlC: true }],
      { cancels: NO_ANSWER, enables: [DENIED], before: 'unknown', details: { tags: unavailable('no right') } },
      { state: 'PendingReplicaDeletion' },
    ];
    const printed = await Promise.all(worlds.map((world) => rescued(world, { enable: true, format: 'json' })));
    const reports = printed.map(({ stdout }) => JSON.parse(stdout));
    expect(reports.map(({ cancel }) => cancel)).toEqual([
      ...['cancelled', 'not-pending', 'nothing-done', 'refused', 'unclear', 'cancelled'],
      ...['answer-lost', 'cancelled'],
    ]);
    expect(reports.map(({ exit }) => exit)).toEqual(printed.map(({ exitCode }) => exitCode));
    expect(printed[0]?.stderr).toContain('This cancels the deletion');
    expectToFit('rescue', reports);
  });

  it('shows what others wrote inert, within 80 columns', async () => {
    const evil = `\u001b[31m${'evil '.repeat(40)}\u202e\nCANCELLED: all is well http://evil.example.com/${'x'.repeat(300)}`;
    const details = {
      ...{ aliases: known([evil]), tags: known({ [evil]: evil }) },
      scheduledBy: known({ principal: evil, time: new Date('2026-11-20T14:02:00Z') }),
    };
    const { stdout } = await rescued({ details, says: false });
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(stdout).not.toMatch(/^\s*CANCELLED/m);
    expect(wide(stdout)).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHECKS_OF } from '../../cli/drill/verdict.ts';
import { CHECKS } from '../../shared/blind-spots/checks.ts';
import { hostileText } from '../builders/hostile.ts';
import { KEY } from '../builders/record.ts';
import { drillIn } from './drill-world.ts';

const MINUTE = 60_000;
const LEFT = ['What is left is this key, pending deletion; it goes not before Sun 29 Nov 2026', '03:16 UTC:', KEY];

describe('a drill with a real key', () => {
  it('says what it will do, does it, and tells when each step came', async () => {
    const { exitCode, stdout, stderr } = await drillIn();
    expect(stdout).toBe(`\
A drill with a real KMS key, in account 111122223333, eu-west-1. It will:
  1. create a KMS key with the tag kms-deletion-guard:drill=true and a
     description that says so
  2. encrypt one byte, and schedule the key's deletion in 7 days, the least
  3. ask for Decrypt of that byte, which KMS refuses
  4. wait, 30 min at most, for the record of it in log group my-trail, for alarm
     KMSKeyPendingDeletionErrorAlarm and for the alert, which is of kind test
It may set off:
  - both alarms on the log group, which mail the readers of the backstop topic
  - Security Hub (KMS.3), AWS Config rules and CIS alarms on the deletion of
    keys
  - whoever else is told of ScheduleKeyDeletion
It cancels nothing and touches no other key. The key goes by itself when its 7
days are over; until then it can be told again, as a test: 72 and 24 hours
before its end.
Where that waiting period is denied, it takes 30 days, or else disables the key,
and ends there.
03:16:37           created: key 1234abcd-12ab-34cd-56ef-1234567890ab
03:16:38           encrypted: one byte
03:16:39           scheduled: its deletion, not before Sun 29 Nov 2026 03:16 UTC
03:16:39  +0 s     refused: Decrypt
03:20:19  +220 s   record: in log group my-trail
03:20:39  +240 s   alert: published
03:20:59  +260 s   alarm: KMSKeyPendingDeletionErrorAlarm
What is left is this key, pending deletion; it goes not before Sun 29 Nov 2026
03:16 UTC:
${KEY}
Now look for two mails: "[TEST] drill: ..." and that of the alarm. Whether they
reach anybody, only their readers know.
From the refusal until it was seen: record 220 s, alarm 260 s, alert 240 s.
`);
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('asks after it has said all that, and does nothing without a yes', async () => {
    const { exitCode, lines, keyState, questions, calls } = await drillIn({ answer: false });
    expect([exitCode, keyState, lines.at(-1)]).toEqual([1, 'none', 'Nothing was done.']);
    expect(questions).toEqual([expect.stringMatching(/Security Hub[\s\S]*before its end\.\n[\s\S]*ends there\.\n$/)]);
    expect(calls).not.toContain('create');
  });

  it('asks nothing when the yes was typed', async () => {
    const { exitCode, questions } = await drillIn({ yes: true, answer: false });
    expect([exitCode, questions]).toEqual([0, []]);
  });

  it('says on a terminal what it waits for, and wipes that away', async () => {
    const { stderr } = await drillIn({ terminal: { isTTY: true } });
    expect(stderr).toContain('waiting for the record, the alarm, the alert: 1,800 s at most');
    expect(stderr).toContain('waiting for the alarm: 1,560 s at most');
    expect(stderr.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('holds names of others off the terminal that could act there', async () => {
    const worlds = fc.record({ logGroupName: hostileText(), alarmName: hostileText() });
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { stdout } = await drillIn(world);
        expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      { numRuns: 20 },
    );
  });
});

describe('before there is a key, a drill with a real key', () => {
  it.each(['record', 'alarm', 'alert'] as const)('finds out that it could not look for the %s', async (look) => {
    const { fault, calls, stdout } = await drillIn({ failing: { [look]: true } });
    expect(fault?.message).toBe(`${look}: got a fault, wanted none`);
    expect([calls.includes('create'), stdout]).toEqual([false, '']);
  });

  it('does not start while the alarm is in ALARM, since it would send nothing', async () => {
    const { fault, keyState } = await drillIn({ alarmBefore: 'ALARM' });
    expect(fault?.message).toMatch(/^alarm KMSKeyPendingDeletionErrorAlarm: got it in ALARM already, wanted it in OK/);
    expect(keyState).toBe('none');
  });

  it('starts while the alarm has no data', async () => {
    expect(await drillIn({ alarmBefore: 'INSUFFICIENT_DATA' })).toMatchObject({ exitCode: 0 });
  });

  it('ends when no key can be made', async () => {
    const { fault, calls, stdout } = await drillIn({ failing: { create: true } });
    expect(fault?.message).toBe('create: got a fault, wanted none');
    expect(calls.at(-1)).toBe('create');
    expect(stdout).not.toContain('What is left');
  });
});

describe('a key that was made for a drill', () => {
  it('is waited for until KMS knows it', async () => {
    const { exitCode, lines } = await drillIn({ unknownFor: 5000 });
    expect(exitCode).toBe(0);
    expect(lines).toContain('03:16:44           encrypted: one byte');
  });

  it('is scheduled for deletion though it could not be used, and named', async () => {
    const { fault, keyState, lines } = await drillIn({ failing: { encrypt: true } });
    expect(fault?.message).toBe('encrypt: got a fault, wanted none');
    expect([keyState, lines.slice(-3)]).toEqual(['pending', LEFT]);
  });

  it('is scheduled for deletion though the first tries fail', async () => {
    expect(await drillIn({ failing: { schedule: 2 } })).toMatchObject({ exitCode: 0, keyState: 'pending' });
  });

  it('is used again until KMS refuses, which is said', async () => {
    const { exitCode, stdout, calls } = await drillIn({ allowedFor: 12_000 });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`\
03:16:39           allowed: Decrypt, still; KMS takes a while, trying again for
                   a minute
03:16:54  +0 s     refused: Decrypt
`);
    expect(calls.filter((call) => call === 'decrypt')).toHaveLength(4);
  });

  it('could not be drilled with when KMS allows its use for more than a minute', async () => {
    const { fault, lines, calls } = await drillIn({ allowedFor: 3_600_000 });
    expect(fault?.message).toMatch(/got it allowed a minute after the deletion was scheduled, wanted a refusal/);
    expect(lines.slice(-3)).toEqual(LEFT);
    expect(calls.filter((call) => call === 'decrypt')).toHaveLength(13);
  });

  it('is named when KMS answers something else than a refusal', async () => {
    const { fault, lines } = await drillIn({ failing: { decrypt: true } });
    expect(fault?.message).toBe('decrypt: got a fault, wanted none');
    expect(lines.slice(-3)).toEqual(LEFT);
  });
});

describe('what does not come of the refusal', () => {
  const endOf = async (...args: Parameters<typeof drillIn>) => {
    const { exitCode, lines, keyState } = await drillIn(...args);
    expect(keyState).toBe('pending');
    return { exitCode, end: lines.slice(lines.indexOf(KEY) + 1).join('\n') };
  };

  it('is the record, and with it all that is made of it', async () => {
    expect(await endOf({ record: undefined, alarm: undefined, alert: undefined })).toEqual({
      exitCode: 10,
      end: `\
FAILED: no record within 30 min; see trail-delivers, trail-records-kms,
log-group in \`doctor\`.
FAILED: no alarm within 30 min; it is made of the record, so look for that
first.
FAILED: no alert within 30 min; it is made of the record, so look for that
first.`,
    });
  });

  it('is the alarm', async () => {
    expect(await endOf({ alarm: undefined, timeoutMs: 5 * MINUTE })).toEqual({
      exitCode: 10,
      end: `\
FAILED: no alarm within 5 min; see metric-filters, alarms, patterns in \`doctor\`.
From the refusal until it was seen: record 220 s, alert 240 s.`,
    });
  });

  it('is the alert', async () => {
    expect(await endOf({ alert: undefined, timeoutMs: 120 * MINUTE })).toEqual({
      exitCode: 10,
      end: `\
FAILED: no alert within 2 h; see subscription-filter, invoke-permission,
function-runs, function-errors, alert-topic-policy in \`doctor\`.
From the refusal until it was seen: record 220 s, alarm 260 s.`,
    });
  });

  it.each([
    ['hidden', 'the refusal was counted, but a setting or a silence hides it'],
    ['not-sent', 'the refusal was counted, but its alert is not out'],
  ] as const)('is an alert that is %s', async (unsent, why) => {
    const { end } = await endOf({ alert: undefined, unsent });
    expect(end.replaceAll('\n', ' ')).toContain(`no alert within 30 min (${why}); see`);
  });

  it.each(['record', 'alarm', 'alert'] as const)(
    'may be there: the %s could not be looked for, and why',
    async (blindTo) => {
      const { exitCode, end } = await endOf({ blindTo });
      expect(exitCode).toBe(10);
      expect(end.replaceAll('\n', ' ')).toContain(
        `FAILED: no ${blindTo} within 30 min (${blindTo}: got a fault, wanted none); see`,
      );
      expect(end.match(/FAILED/g)).toHaveLength(1);
    },
  );

  it('names checks that doctor has', () => {
    const ids = CHECKS.map(({ id }) => id);
    for (const check of Object.values(CHECKS_OF).flat()) expect(ids).toContain(check);
  });

  it('is looked for until the last moment, and no longer', async () => {
    expect(await endOf({ alarm: 5 * MINUTE, timeoutMs: 5 * MINUTE })).toMatchObject({ exitCode: 0 });
    expect(await endOf({ alarm: 5 * MINUTE + 1, timeoutMs: 5 * MINUTE })).toMatchObject({ exitCode: 10 });
  });
});

describe('Ctrl-C in a drill with a real key', () => {
  it.each([
    ['create', 'Interrupted.'],
    ['encrypt', 'Interrupted.'],
    ['schedule', 'Interrupted.'],
    ['decrypt', 'Interrupted. Alarm and alert may still come.'],
    ['record', 'Interrupted. Alarm and alert may still come.'],
    ['alert', 'Interrupted. Alarm and alert may still come.'],
    [12_000, 'Interrupted. Alarm and alert may still come.'],
    [100_000, 'Interrupted. Alarm and alert may still come.'],
  ] as const)('at %s leaves no enabled key, and says which one is left', async (ctrlC, last) => {
    const { exitCode, keyState, lines } = await drillIn({ ctrlC });
    expect([exitCode, keyState]).toEqual([130, 'pending']);
    expect(lines.slice(-4)).toEqual([...LEFT, last]);
  });

  it('while KMS still allows the use ends the tries', async () => {
    const { exitCode, lines } = await drillIn({ allowedFor: 3_600_000, ctrlC: 20_000 });
    expect([exitCode, lines.at(-1)]).toEqual([130, 'Interrupted.']);
  });

  it('while the key is made has it neither used nor followed', async () => {
    const { calls } = await drillIn({ ctrlC: 'create' });
    expect(calls.slice(calls.indexOf('create'))).toEqual(['create', 'schedule']);
  });

  it('while KMS does not know the key has its deletion scheduled at once', async () => {
    const { lines } = await drillIn({ unknownFor: 2200, ctrlC: 2500 });
    expect(lines).toContain('03:16:39           scheduled: its deletion, not before Sun 29 Nov 2026 03:16 UTC');
  });

  it('while its deletion is scheduled does not shorten the tries', async () => {
    expect(await drillIn({ ctrlC: 'schedule', failing: { schedule: 2 } })).toMatchObject({ keyState: 'pending' });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Intent, ReadBack, Write } from '../../shared/incident/rescue.ts';
import { type Answer, cancelledBy, isRestored, mayEnable, outcomeOfCancel } from '../../shared/remediation/write.ts';

const END = Date.UTC(2026, 10, 28, 14, 2);
const DONE: Answer = { kind: 'done', requestId: 'r' };
const REFUSED: Answer = {
  kind: 'refused',
  requestId: 'r',
  reason: 'KMS refused it (AccessDeniedException)',
  again: false,
};
const NO_ANSWER: Answer = { kind: 'no-answer', reason: 'KMS did not answer (TimeoutError)' };
const read = (state: string, deletionDate?: number): ReadBack => ({ kind: 'read', at: 1, state, deletionDate });
const UNREAD: ReadBack = { kind: 'unread', reason: 'throttled' };
const READS = {
  Disabled: read('Disabled'),
  Enabled: read('Enabled'),
  PendingImport: read('PendingImport'),
  Unavailable: read('Unavailable'),
  'PendingDeletion, the same end': read('PendingDeletion', END),
  'PendingDeletion, another end': read('PendingDeletion', END + 1),
  unread: UNREAD,
};

// Answer, then what was read: told as it is, and never better.
describe('what came of a cancel', () => {
  it.each([
    [
      'done',
      DONE,
      {
        Disabled: 'cancelled',
        Enabled: 'cancelled',
        PendingImport: 'cancelled',
        Unavailable: 'cancelled',
        'PendingDeletion, the same end': 'cancelled',
        'PendingDeletion, another end': 'cancelled',
        unread: 'cancelled',
      },
    ],
    [
      'refused',
      REFUSED,
      {
        Disabled: 'not-pending',
        Enabled: 'not-pending',
        PendingImport: 'not-pending',
        Unavailable: 'not-pending',
        'PendingDeletion, the same end': 'refused',
        'PendingDeletion, another end': 'refused',
        unread: 'refused',
      },
    ],
    [
      'no answer',
      NO_ANSWER,
      {
        Disabled: 'answer-lost',
        Enabled: 'not-pending',
        PendingImport: 'answer-lost',
        Unavailable: 'answer-lost',
        'PendingDeletion, the same end': 'refused',
        'PendingDeletion, another end': 'unclear',
        unread: 'unclear',
      },
    ],
  ] as const)('%s', (_, answer, wanted) => {
    const outcomes = Object.entries(READS).map(([name, readBack]) => [name, outcomeOfCancel(answer, readBack, END)]);
    expect(Object.fromEntries(outcomes)).toEqual(wanted);
  });

  it('is remembered as a cancel whenever it may have been the guard: it never cancels again', () => {
    for (const readBack of Object.values(READS)) {
      for (const answer of [DONE, REFUSED, NO_ANSWER]) {
        const outcome = outcomeOfCancel(answer, readBack, END);
        const mayBeOurs = answer.kind === 'done' || (answer.kind === 'no-answer' && outcome !== 'refused');
        expect([outcome, cancelledBy(outcome, answer, INTENT) !== undefined]).toEqual([outcome, mayBeOurs]);
      }
    }
  });
});

const INTENT: Intent = {
  id: 'abc',
  at: 1,
  mode: 'cancel-and-enable',
  period: END,
  reason: 'role billing-batch, Decrypt',
  cancelledAt: undefined,
  enable: true,
  before: { state: 'Enabled', reason: 'CloudTrail' },
};

describe('enabling a key', () => {
  it('follows a cancel that KMS confirmed, of a key that was read as Disabled since, and nothing else', () => {
    for (const outcome of ['cancelled', 'answer-lost', 'not-pending', 'refused', 'unclear'] as const)
      for (const [name, readBack] of Object.entries(READS))
        expect([outcome, name, mayEnable(INTENT, outcome, readBack)]).toEqual([
          outcome,
          name,
          outcome === 'cancelled' && name === 'Disabled',
        ]);
    expect(mayEnable({ ...INTENT, enable: false }, 'cancelled', READS.Disabled)).toBe(false);
  });

  it('has restored it only when Enabled was read', () => {
    const write = (outcome: 'enabled' | 'refused' | 'not-tried', readBack: ReadBack): Write => ({
      ...{ id: 'abc', at: 1, requestId: 'r', before: INTENT.before },
      enable: { outcome, reason: '' },
      readBack,
    });
    for (const [name, readBack] of Object.entries(READS))
      expect([name, isRestored(write('enabled', readBack))]).toEqual([name, name === 'Enabled']);
    expect(isRestored(write('refused', READS.Enabled))).toBe(false);
    expect(isRestored({ ...write('enabled', READS.Enabled), enable: undefined })).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { logRemediation } from '../../functions/detect-key-use/log-remediation.ts';
import type { RescueStep } from '../../shared/incident/rescue.ts';
import { createLog } from '../../shared/log.ts';
import type { RemediationNote } from '../../shared/pipeline/remediation-ports.ts';
import { KEY } from '../builders/record.ts';

const NOW = new Date('2026-11-22T03:12:00.000Z');

function linesOf(note: RemediationNote) {
  const lines: string[] = [];
  logRemediation(
    note,
    createLog(
      (line) => lines.push(line),
      'KmsDeletionGuard',
      () => NOW,
    ),
  );
  return lines.map((line) => ({ text: line, line: JSON.parse(line) }));
}
const step = (overrides: Partial<RescueStep>): RescueStep => ({
  ...{ at: NOW.getTime(), mode: 'cancel', decision: 'skip', cause: 'tag-never', reason: 'its tag says never' },
  ...{ outcome: 'nothing-done', actAt: undefined, write: undefined },
  ...overrides,
});
const metricsOf = (line: { _aws?: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } }) =>
  line._aws?.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)) ?? [];

describe('the log of automatic cancel', () => {
  it.each([
    [step({}), 'RescueSkipped', 'info'],
    [step({ decision: 'wait', cause: 'too-early' }), 'RescueWaiting', 'info'],
    [step({ decision: 'cancel', outcome: 'would-cancel', mode: 'dry-run' }), 'WouldCancel', 'info'],
    [step({ decision: 'cancel', outcome: 'cancelled' }), 'RescueDecided', 'info'],
    [step({ decision: 'cancel-and-enable', outcome: 'restored' }), 'RescueDecided', 'info'],
    [step({ decision: 'cancel', outcome: 'refused' }), 'RescueDecided', 'error'],
    [step({ decision: 'cancel', outcome: 'unclear' }), 'RescueDecided', 'error'],
    [step({ decision: 'cancel', outcome: 'answer-lost' }), 'RescueDecided', 'error'],
  ])('has one line and one figure for a decision: %#', (one, metric, level) => {
    const lines = linesOf({ kind: 'decision', keyArn: KEY, step: one });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.line).toMatchObject({
      ...{ message: 'remediation decision', level, keyArn: KEY, mode: one.mode, decision: one.decision },
      ...{ cause: one.cause, outcome: one.outcome, [metric]: 1 },
    });
    expect(metricsOf(lines[0]?.line)).toEqual([metric]);
  });

  it.each([
    ['CancelKeyDeletion', { kind: 'done', requestId: 'r' }, 'DeletionsCancelled', 'info'],
    ['EnableKey', { kind: 'done', requestId: 'r' }, 'KeysEnabled', 'info'],
    [
      'CancelKeyDeletion',
      { kind: 'refused', requestId: 'r', reason: 'x', again: false },
      'RescueWritesFailed',
      'error',
    ],
    ['EnableKey', { kind: 'no-answer', reason: 'x' }, 'RescueWritesFailed', 'error'],
  ] as const)('has one line and one figure for a write: %s %j', (action, answer, metric, level) => {
    const readBack = { kind: 'read', at: NOW.getTime(), state: 'Disabled', deletionDate: undefined } as const;
    const lines = linesOf({ kind: 'write', keyArn: KEY, action, id: 'abc', answer, readBack });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.line).toMatchObject({
      message: 'remediation write',
      level,
      action,
      rescue: 'abc',
      readBack: 'Disabled',
      [metric]: 1,
    });
    expect(metricsOf(lines[0]?.line)).toEqual([metric]);
  });

  it('is one line, whatever a caller calls itself', () => {
    const lines = linesOf({
      kind: 'decision',
      keyArn: KEY,
      step: step({ reason: 'role x\n{"message":"sweep"}\u001b[31m' }),
    });
    expect(lines).toHaveLength(1);
    for (const character of ['\n', '\u001b']) expect(lines[0]?.text.trimEnd().includes(character)).toBe(false);
  });
});

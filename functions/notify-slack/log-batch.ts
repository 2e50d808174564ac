import type { Handled, Outcome } from './send-batch.ts';
import type { Tools } from './tools.ts';

/** Older messages that are given out again are late: somebody should look why Slack does not take them. */
const LATE_MS = 10 * 60_000;

/** One line about a batch, with its figures. Nothing of a message stands in it. */
export function logBatch(
  handled: readonly Handled[],
  notHandedBack: readonly string[],
  started: number,
  { log, now }: Pick<Tools, 'log' | 'now'>,
): void {
  const time = now().getTime();
  const number = (kind: Outcome['kind']) => handled.filter(([, outcome]) => outcome.kind === kind).length;
  const [sent, refused, handedBack] = [number('sent'), number('refused'), number('back')];
  const late = handled.filter(([{ sentAt }, { kind }]) => kind === 'back' && time - sentAt > LATE_MS).length;
  const reasons = handled.flatMap(([, outcome]) => ('reason' in outcome ? [outcome.reason] : []));
  log(
    'slack batch',
    {
      level: refused + handedBack === 0 ? 'info' : 'error',
      received: handled.length,
      sent,
      sentBefore: number('sent-before'),
      handedBack,
      late,
      refused,
      reasons: [...new Set([...reasons, ...notHandedBack])],
      ms: time - started,
    },
    { slackSent: sent, slackLate: late, slackRefused: refused },
  );
}

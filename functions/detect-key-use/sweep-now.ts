import { count } from '../../shared/alert/time.ts';
import { messageOf } from '../../shared/errors.ts';
import { sweep } from '../../shared/pipeline/sweep.ts';
import { messagesIn } from './log-fields.ts';
import { portsOf, settingsOf, type Tools } from './tools.ts';

/**
 * Tells what is due. One line is logged, and its figure is the function's heartbeat: without it the backstop's alarm sounds. Alerts
 * that could not be sent are thrown besides, so that Lambda tries again and the failure queue hears of it; a table that cannot be
 * reached is not, since a sweep has nothing that a queue could keep.
 */
export async function sweepNow(tools: Tools): Promise<{ readonly kind: 'swept' }> {
  const { now, log } = tools;
  const started = now().getTime();
  const outcome = await sweep(portsOf(tools), settingsOf(tools, false)).catch((thrown: unknown) => {
    log('sweep failed', { level: 'error', reason: messageOf(thrown), ms: now().getTime() - started });
    return undefined;
  });
  if (outcome === undefined) return { kind: 'swept' };
  const { messages, unclaimed, ...counts } = outcome;
  const { failed } = messages;
  const isWhole = failed.length === 0 && unclaimed.length === 0 && counts.unreadable === 0;
  log(
    'sweep',
    {
      level: isWhole ? 'info' : 'error',
      ...counts,
      ...messagesIn(messages),
      unclaimed,
      ms: now().getTime() - started,
    },
    { messagesSent: messages.sent, sweepRan: isWhole ? 1 : undefined },
  );
  if (failed.length > 0) throw new Error(`${count(failed.length, 'alert')} not sent; see the log line of this request`);
  return { kind: 'swept' };
}

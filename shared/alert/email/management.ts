import type { AlertOfKey } from '../alert.ts';
import { managementSentences } from '../management-words.ts';
import { besides, inAll, otherCallers } from '../particulars.ts';
import { situationOf } from '../situation.ts';
import { wrap } from './layout.ts';
import { footer, keyLink, meantToGo, nextMessage, notKnown, steps } from './parts.ts';
import { rescuedBelow } from './rescue.ts';

/** The body for a management call: short, since nothing is lost by it. EnableKey is a rescue that failed, so it says how. */
export function managementBody(alert: AlertOfKey, now: Date): string[] {
  const enable = situationOf(alert) === 'enable-refused';
  const others = otherCallers(alert);
  const before = inAll(alert, now);
  return [
    ...wrap(managementSentences(alert, now)),
    ...(others.length > 0 ? wrap(`Also: ${others.join('; ')}.`) : []),
    ...(before === undefined ? [] : wrap(`In all refused ${before}.`)),
    ...besides(alert).map((other) => `Besides: ${other}.`),
    '',
    'WHAT TO DO',
    ...steps(alert),
    ...(enable ? keyLink(alert) : []),
    ...meantToGo(alert, now),
    '',
    ...(enable ? rescuedBelow(alert, 'enable-refused', now) : []),
    ...notKnown(alert),
    ...nextMessage(alert),
    ...footer(alert, now),
  ];
}

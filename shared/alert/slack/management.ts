import type { KnownBlock } from '@slack/types';
import type { AlertOfKey } from '../alert.ts';
import { managementSentences } from '../management-words.ts';
import { besides, inAll, otherCallers } from '../particulars.ts';
import { rescueBelow } from '../rescue-line.ts';
import { context, section } from './blocks.ts';
import { meantToGoLine } from './meant-to-go.ts';
import { SLACK_LIMITS } from './message.ts';
import { fittingAbove, following, idsOf, linkLine, linksOf, SLACK, severityWord, smallPrint } from './parts.ts';
import { stepsInline, stepsOf } from './steps.ts';
import { lineOf } from './use.ts';

/** EnableKey refused, below the header: a rescue that failed, so it says how. */
export const enableBlocks = (alert: AlertOfKey, now: Date, mention: string): KnownBlock[] => [
  section(`${mention}${managementSentences(alert, now, SLACK)}`, ...others(alert, now)),
  stepsOf(alert),
  ...linksOf(alert),
  smallPrint(alert, now, ...lineOf(rescueBelow(alert, 'enable-refused', now, SLACK))),
];

/** Any other management call: small print only, since nothing is lost by it. It mentions nobody. */
export const managementBlocks = (alert: AlertOfKey, now: Date): KnownBlock[] => [
  context(
    ...fittingAbove(
      [
        `*${severityWord(alert)}* ${managementSentences(alert, now, SLACK)}`,
        ...others(alert, now),
        ...stepsInline(alert),
        ...meantToGoLine(alert, now),
        ...following(alert),
        ...linkLine(alert),
      ],
      idsOf(alert, now),
      SLACK_LIMITS.text,
    ),
  ),
];

/** Other callers, what was told before, what is in none of the numbers. */
export function others(alert: AlertOfKey, now: Date): string[] {
  const also = otherCallers(alert, SLACK);
  const before = inAll(alert, now, SLACK);
  return [
    ...(also.length > 0 ? [`Also: ${also.join('; ')}.`] : []),
    ...(before === undefined ? [] : [`In all refused ${before}.`]),
    ...besides(alert).map((other) => `Besides: ${other}.`),
  ];
}

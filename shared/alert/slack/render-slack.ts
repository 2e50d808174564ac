import type { KnownBlock } from '@slack/types';
import type { Alert, AlertOfKey } from '../alert.ts';
import { DRILL } from '../particulars.ts';
import { situationOf } from '../situation.ts';
import { blindSpotMessage } from './blind-spot.ts';
import { header, section } from './blocks.ts';
import { compose, needed } from './compose.ts';
import { digestBlocks, reminderBlocks } from './count.ts';
import { enableBlocks, managementBlocks } from './management.ts';
import { mentionFor, type SlackMention } from './mention.ts';
import type { SlackMessage } from './message.ts';
import { otherAccountBlocks } from './other-account.ts';
import { notificationOf, titleOfKey, whoseOf } from './parts.ts';
import { summaryMessage } from './summary.ts';
import { useBlocks } from './use.ts';

export interface SlackSettings {
  readonly mention: SlackMention;
}

/** Renders an alert as the Slack message that people get. `now` is the moment of sending. */
export function renderSlack(alert: Alert, now: Date, { mention }: SlackSettings): SlackMessage {
  const call = mentionFor(alert, mention);
  if (alert.kind === 'summary') return summaryMessage(alert, now, call);
  if (alert.kind === 'blind-spot') return blindSpotMessage(alert, now, call);
  const title = titleOfKey(alert, now);
  return compose(notificationOf(title, ...whoseOf(alert)), needed(...blocksOfKey(alert, now, title, call)));
}

function blocksOfKey(alert: AlertOfKey, now: Date, title: string, mention: string): KnownBlock[] {
  switch (alert.kind) {
    case 'key-use':
    case 'management-call':
      return blocksOfSituation(alert, now, title, mention);
    case 'digest':
      return digestBlocks(alert, now);
    case 'reminder':
    case 'remediation':
      return [header(title), ...reminderBlocks(alert, now, mention)];
    case 'test':
      return [header(title), section(`*${DRILL[0]}* ${DRILL[1]}`), ...drilled(alert, now)];
  }
}

/** What a real alert would say; a reminder about a drill's key, of which nothing new was counted, has a count. */
const drilled = (alert: AlertOfKey, now: Date): KnownBlock[] =>
  alert.occurrences.count === 0 ? reminderBlocks(alert, now, '') : blocksOfSituation(alert, now, undefined, '');

/** With a header where there is a title, but for what is small print only. */
function blocksOfSituation(alert: AlertOfKey, now: Date, title: string | undefined, mention: string): KnownBlock[] {
  const above = title === undefined ? [] : [header(title)];
  switch (situationOf(alert)) {
    case 'management':
      return managementBlocks(alert, now);
    case 'enable-refused':
      return [...above, ...enableBlocks(alert, now, mention)];
    case 'other-account':
      return [...above, ...otherAccountBlocks(alert, now, mention)];
    case 'rescued':
    case 'unreadable':
    case 'unconfirmed':
    case 'not-pending':
    case 'delegation':
    case 'inventory':
    case 'use':
      return [...above, ...useBlocks(alert, now, mention)];
  }
}

import type { Alert, AlertOfKey } from '../alert.ts';
import { DRILL } from '../particulars.ts';
import { situationOf } from '../situation.ts';
import { blindSpotBody } from './blind-spot.ts';
import { countBody } from './count.ts';
import { managementBody } from './management.ts';
import { otherAccountBody } from './other-account.ts';
import { subjectOf } from './subject.ts';
import { summaryBody } from './summary.ts';
import { useBody } from './use.ts';

/** What SNS sends by e-mail: plain text. */
export interface EmailMessage {
  /** At most 99 ASCII characters. */
  readonly subject: string;
  /** Lines of at most 76 columns, but for commands and links, which stand on lines of their own. */
  readonly body: string;
}

/** Renders an alert as the e-mail that people get. `now` is the moment of sending. */
export function renderEmail(alert: Alert, now: Date): EmailMessage {
  return { subject: subjectOf(alert, now), body: `${bodyOf(alert, now).join('\n')}\n` };
}

function bodyOf(alert: Alert, now: Date): readonly string[] {
  switch (alert.kind) {
    case 'key-use':
    case 'management-call':
      return bodyOfSituation(alert, now);
    case 'test':
      // A reminder about a drill's key, of which nothing new was counted.
      return [...DRILL, '', ...(alert.occurrences.count === 0 ? countBody(alert, now) : bodyOfSituation(alert, now))];
    case 'digest':
    case 'reminder':
    case 'remediation':
      return countBody(alert, now);
    case 'summary':
      return summaryBody(alert, now);
    case 'blind-spot':
      return blindSpotBody(alert, now);
  }
}

function bodyOfSituation(alert: AlertOfKey, now: Date): readonly string[] {
  switch (situationOf(alert)) {
    case 'management':
    case 'enable-refused':
      return managementBody(alert, now);
    case 'other-account':
      return otherAccountBody(alert, now);
    case 'rescued':
    case 'unreadable':
    case 'unconfirmed':
    case 'not-pending':
    case 'delegation':
    case 'inventory':
    case 'use':
      return useBody(alert, now);
  }
}

import type { Check } from '../check.ts';
import { judgeReaders, READERS_CHANGED_BY } from '../topic/readers.ts';

/** Source: SNS Developer Guide, "Email notifications": an unconfirmed subscription gets nothing, and goes after 48 hours. */
export const alertReaders: Check = {
  id: 'alert-readers',
  title: 'Somebody reads the alert topic',
  meaning: 'Alerts reach nobody: use of a key is seen, and not told.',
  changedBy: READERS_CHANGED_BY,
  alertsMayNotArrive: true,
  // The guard's messages carry attributes, so a filter policy here is its owner's choice of what to hear.
  judge: (facts) => judgeReaders({ name: 'alert topic', topic: facts.alertTopic, deaf: () => undefined }, facts),
};

import type { Alert, AlertOfKey, BlindSpotAlert, SummaryAlert } from '../../shared/alert/alert.ts';
import type { Inbox, Notification } from './inbox.ts';

/** A message of the alert topic, with its `default` text read as the alert that it is. */
export interface AlertMessage<A extends Alert = AlertOfKey> extends Notification {
  readonly alert: A;
}

/** Waits for an alert about a key. */
export async function alertAbout(inbox: Inbox, keyArn: string): Promise<AlertMessage> {
  const aboutIt = (notification: Notification) => !isSummary(notification) && notification.message.includes(keyArn);
  return asAlert(await inbox.receive(`an alert about ${keyArn}`, aboutIt));
}

/** All alerts that have come about some keys, in the order in which they were sent. */
export async function alertsAbout(inbox: Inbox, keyArns: readonly string[]): Promise<readonly AlertMessage[]> {
  const taken = await inbox.take(
    (notification) => !isSummary(notification) && keyArns.some((arn) => notification.message.includes(arn)),
  );
  return taken.map((notification) => asAlert<AlertOfKey>(notification)).sort(bySending);
}

/** Waits for what is told of a check for blind spots. */
export async function alertOfCheck(
  inbox: Inbox,
  checkId: string,
  state: BlindSpotAlert['state'],
): Promise<AlertMessage<BlindSpotAlert>> {
  const wanted = ({ attributes, message }: Notification) =>
    attributes.kind === 'blind-spot' && message.includes(`"id":"${checkId}"`) && message.includes(`"state":"${state}"`);
  return asAlert(await inbox.receive(`${checkId} ${state}`, wanted));
}

/** All summaries that have come. */
export async function summaries(inbox: Inbox): Promise<readonly AlertMessage<SummaryAlert>[]> {
  return (await inbox.take(isSummary)).map((notification) => asAlert<SummaryAlert>(notification)).sort(bySending);
}

const isSummary = ({ attributes }: Notification): boolean => attributes.kind === 'summary';

const asAlert = <A extends Alert = AlertOfKey>(notification: Notification): AlertMessage<A> => ({
  ...notification,
  alert: JSON.parse(notification.message),
});

const bySending = (one: Notification, other: Notification): number => one.time.getTime() - other.time.getTime();

import type { Alert } from '../../shared/alert/alert.ts';
import type { Inbox, Notification } from './inbox.ts';

/** A message of the alert topic, with its `default` text read as the alert that it is. */
export interface AlertMessage extends Notification {
  readonly alert: Alert;
}

/** Waits for an alert about a key. */
export async function alertAbout(inbox: Inbox, keyArn: string): Promise<AlertMessage> {
  const notification = await inbox.receive(`an alert about ${keyArn}`, ({ message }) => message.includes(keyArn));
  return { ...notification, alert: JSON.parse(notification.message) };
}

import type { Alert } from '../alert/alert.ts';

/** What came from one of the two topics, by way of a queue. */
export type Notification =
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'alarm'; readonly alarm: AlarmNotification }
  /** Anything else, whoever published it; told as it is. */
  | { readonly kind: 'other'; readonly subject: string | undefined; readonly text: string };

/** What CloudWatch publishes when an alarm changes its state. Source: CloudWatch User Guide, "Notifying users on alarm changes". */
export interface AlarmNotification {
  readonly name: string;
  readonly description: string | undefined;
  readonly accountId: string | undefined;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly reason: string | undefined;
  readonly time: Date | undefined;
  /** From the alarm's ARN; the notification itself gives the Region's name in words. */
  readonly region: string | undefined;
  readonly arn: string | undefined;
}

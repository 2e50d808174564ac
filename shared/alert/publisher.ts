import type { Alert } from './alert.ts';

/** `sent-before`: this very alert has been sent by this process already, and was not sent again. */
export type Publication = 'sent' | 'sent-before';

/** Renders an alert and sends it to where people get it. Rejects when it did not get out. */
export type AlertPublisher = (alert: Alert) => Promise<Publication>;

import * as v from 'valibot';
import { parseAlert } from '../alert/parse-alert.ts';
import { parseAlarm } from './alarm.ts';
import type { Notification } from './notification.ts';

const maybe = v.optional(v.string());

/**
 * What SNS puts around a message for a queue. Source: SNS Developer Guide, "Amazon SNS raw message delivery" and "Parsing Amazon SNS
 * message formats".
 */
const Envelope = v.object({
  Type: v.picklist(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  TopicArn: v.string(),
  Subject: v.optional(v.nullable(v.string())),
  Message: v.string(),
});

/** An alert of another version: what people need most of it, where it is there. */
const Words = v.object({ schemaVersion: v.string(), title: v.string(), summary: v.string(), severity: maybe });

/** Reads the body of a queue's message, with SNS's envelope or (raw delivery) without. Whatever it is, something comes of it. */
export function parseNotification(body: string): Notification {
  const value = jsonOf(body);
  const envelope = v.safeParse(Envelope, value);
  if (!envelope.success) return read(value, body, undefined);
  const { Message: message, Subject: subject } = envelope.output;
  // A confirmation's token and address, which stand beside its message, are nobody's business in a channel.
  return read(jsonOf(message), message, subject ?? undefined);
}

function read(value: unknown, text: string, subject: string | undefined): Notification {
  const alert = parseAlert(value);
  if (alert !== undefined) return { kind: 'alert', alert };
  const alarm = parseAlarm(value);
  if (alarm !== undefined) return { kind: 'alarm', alarm };
  const words = v.safeParse(Words, value);
  if (!words.success) return { kind: 'other', subject, text };
  const { title, summary, severity } = words.output;
  return {
    kind: 'other',
    subject: severity === undefined ? title : `${severity.toUpperCase()} - ${title}`,
    text: summary,
  };
}

/** Undefined where it is no JSON, which no JSON says. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

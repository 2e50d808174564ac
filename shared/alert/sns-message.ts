import { isAboutKey } from './about-key.ts';
import type { Alert, AlertOfKey, BlindSpotAlert, SummaryAlert } from './alert.ts';
import { renderEmail } from './email/render-email.ts';

/** One Publish to an SNS topic, as the SDK wants it but for the topic. Source: SNS API Reference, Publish. */
export interface SnsMessage {
  readonly subject: string;
  /** MessageStructure json: `default` is the alert as JSON, `email` its text. */
  readonly message: string;
  /** String attributes; SNS refuses empty ones, so what is not known is left out. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** 256 KiB for message and attributes together; the bound holds for the topic, whatever the protocol. */
export const MAX_SNS_BYTES = 256 * 1024;

/** Makes the message of an alert. One that is too large is shortened, step by step, and says what was left out; it never fails. */
export function snsMessageOf(alert: Alert, now: Date, maxBytes: number = MAX_SNS_BYTES): SnsMessage {
  let shortened = alert;
  for (const shorten of STEPS) {
    const message = messageOf(shortened, now);
    if (bytesOf(message) <= maxBytes) return message;
    shortened = shorten(shortened);
  }
  return messageOf(shortened, now);
}

function messageOf(alert: Alert, now: Date): SnsMessage {
  const { subject, body } = renderEmail(alert, now);
  const { severity, kind } = alert;
  const attributes: Readonly<Record<string, string | undefined>> = { severity, kind, ...attributesOf(alert) };
  return {
    subject,
    message: JSON.stringify({ default: JSON.stringify(alert), email: body }),
    attributes: Object.fromEntries(Object.entries(attributes).filter((pair): pair is [string, string] => !!pair[1])),
  };
}

/** By which subscribers filter: of a key, or of the account whose guard is blind. */
function attributesOf(alert: Alert): Readonly<Record<string, string | undefined>> {
  if (isAboutKey(alert)) return attributesOfKey(alert);
  return alert.kind === 'blind-spot' ? { accountId: alert.accountId, region: alert.guard.region } : {};
}

const attributesOfKey = ({ key, operation }: AlertOfKey) => ({
  keyArn: key.arn,
  operation: operation.name,
  accountId: key.accountId,
  region: key.region,
});

/** Bytes as SNS counts them: the message, and name, type and value of each attribute. */
export function bytesOf({ message, attributes }: SnsMessage): number {
  const parts = Object.entries(attributes).map(
    ([name, value]) => name.length + 'String'.length + Buffer.byteLength(value),
  );
  return parts.reduce((sum, part) => sum + part, Buffer.byteLength(message));
}

type Step = (alert: Alert) => Alert;

const leftOut = (alert: AlertOfKey, part: string): Alert['unavailable'] => [
  ...alert.unavailable.filter((one) => one.part !== part),
  { part, reason: 'shortened: the message would be larger than 256 KiB' },
];

/** Shortens an alert of one key; of the others, fewer and fewer keys are listed. */
const shortenBy =
  (step: (alert: AlertOfKey) => AlertOfKey): Step =>
  (alert) =>
    isAboutKey(alert) ? step(alert) : halfOf(alert);

function halfOf(alert: SummaryAlert | BlindSpotAlert): SummaryAlert | BlindSpotAlert {
  const all: readonly unknown[] = alert.kind === 'summary' ? alert.keys : alert.atRisk;
  const kept = Math.ceil(all.length / 2);
  const left = all.length - kept;
  return alert.kind === 'summary'
    ? { ...alert, keys: alert.keys.slice(0, kept), keysNotListed: alert.keysNotListed + left }
    : { ...alert, atRisk: alert.atRisk.slice(0, kept), atRiskNotListed: alert.atRiskNotListed + left };
}

/** From what readers miss least to what is needed to fit. After the last, an alert of our own bounds is far below 256 KiB. */
const STEPS: readonly Step[] = [
  shortenBy((alert) => ({ ...alert, data: alert.data.slice(0, 3), unavailable: leftOut(alert, 'data') })),
  shortenBy((alert) => {
    const { tags: _, ...key } = alert.key;
    return { ...alert, key, unavailable: leftOut(alert, 'key.tags') };
  }),
  shortenBy((alert) => {
    const callers = alert.occurrences.callers.slice(0, 5);
    const callersNotListed = alert.occurrences.callersNotListed + alert.occurrences.callers.length - callers.length;
    return {
      ...alert,
      occurrences: { ...alert.occurrences, callers, callersNotListed },
      unavailable: leftOut(alert, 'occurrences.callers'),
    };
  }),
  shortenBy((alert) => ({
    ...alert,
    key: { ...alert.key, ...(alert.key.aliases && { aliases: alert.key.aliases.slice(0, 3) }) },
    unavailable: leftOut(alert, 'key.aliases'),
  })),
  shortenBy((alert) => ({ ...alert, data: [], unavailable: leftOut(alert, 'data') })),
];

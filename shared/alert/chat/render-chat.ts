import { digest } from '../../incident/incident.ts';
import { parseKeyArn } from '../../kms/key-arn.ts';
import { isAboutKey } from '../about-key.ts';
import type { Alert } from '../alert.ts';
import { forChatText } from '../inert-chat.ts';
import { isRegion } from '../links.ts';
import { known } from '../optional.ts';
import { fittingAbove } from '../slack/parts.ts';
import { aboutBlindSpot } from './about-blind-spot.ts';
import { aboutKey } from './about-key.ts';
import { aboutMany } from './about-many.ts';
import { CHAT_LIMITS, type CustomNotification } from './custom-notification.ts';
import { chatSteps } from './next-steps.ts';

/**
 * Renders an alert for Amazon Q Developer: shorter than the Slack message, and in words that read the same in Slack and in Microsoft
 * Teams. `now` is the moment of sending.
 */
export function renderChat(alert: Alert, now: Date): CustomNotification {
  const severity = alert.kind === 'test' ? 'TEST' : alert.severity.toUpperCase();
  return {
    version: '1.0',
    source: 'custom',
    id: alert.id,
    content: {
      textType: 'client-markdown',
      title: forChatText(`${severity} - ${alert.title}`, CHAT_LIMITS.title),
      description: descriptionOf(alert, now),
      nextSteps: chatSteps(alert, now),
      keywords: keywordsOf(alert),
    },
    metadata: {
      threadId: threadOf(alert),
      summary: forChatText(alert.title, CHAT_LIMITS.summary),
      eventType: `kms-deletion-guard-${alert.kind}`,
      relatedResources: arnsIn(alert).slice(0, CHAT_LIMITS.relatedResources),
      additionalContext: contextOf(alert),
      enableCustomActions: false,
    },
  };
}

/** The lines give way to the last one, by which an alert that comes twice is known. */
function descriptionOf(alert: Alert, now: Date): string {
  const lines = linesOf(alert, now);
  return fittingAbove(lines.slice(0, -1), lines.at(-1) ?? '', CHAT_LIMITS.description).join('\n');
}

function linesOf(alert: Alert, now: Date): string[] {
  switch (alert.kind) {
    case 'key-use':
    case 'management-call':
    case 'digest':
    case 'reminder':
    case 'remediation':
    case 'test':
      return aboutKey(alert, now);
    case 'summary':
      return aboutMany(alert, now);
    case 'blind-spot':
      return aboutBlindSpot(alert, now);
  }
}

/**
 * One thread for each key, a drill's apart, by its ARN: it goes on when the deletion of the same key is cancelled and scheduled again,
 * as long as the chat remembers the thread, which is not documented. Keys of which the record gives only a name have one by that name,
 * account and Region; those without any share one. A check has one thread for each deployment, a summary one of its own.
 */
function threadOf(alert: Alert): string {
  if (alert.kind === 'summary') return alert.id;
  const { guard } = alert;
  if (alert.kind === 'blind-spot')
    return [alert.accountId, guard.region ?? 'unknown', guard.stack, alert.check.id].join('/');
  const { arn, accountId, region, name } = alert.key;
  const key = parseKeyArn(arn)?.arn ?? `key/${digest(JSON.stringify([accountId, region, name]), 24)}`;
  return alert.kind === 'test' ? `drill/${key}` : key;
}

/** What people search for; accounts by the names that they know, ours first where the key is another's. */
function keywordsOf(alert: Alert): string[] {
  const { accountId, accountName, region } = placeOf(alert);
  return [alert.severity, alert.kind, ourAccount(alert), accountName ?? accountId, region]
    .filter((word) => word !== undefined)
    .map((word) => forChatText(word, CHAT_LIMITS.keyword));
}

function ourAccount(alert: Alert): string | undefined {
  if (!isAboutKey(alert) || !alert.key.otherAccount) return undefined;
  return alert.caller.accountName ?? alert.caller.accountId ?? alert.event.recipientAccountId;
}

interface Place {
  readonly accountId?: string;
  readonly accountName?: string;
  readonly region?: string;
}

function placeOf(alert: Alert): Place {
  if (isAboutKey(alert)) return alert.key;
  if (alert.kind === 'summary') return {};
  return known({ accountId: alert.accountId, accountName: alert.accountName, region: alert.guard.region });
}

function arnsIn(alert: Alert): string[] {
  const arns = isAboutKey(alert)
    ? [alert.key.arn]
    : (alert.kind === 'summary' ? alert.keys : alert.atRisk).map(({ arn }) => arn);
  return arns.flatMap((arn) => parseKeyArn(arn)?.arn ?? []);
}

function contextOf(alert: Alert): Record<string, string> {
  const { accountId = '', region } = placeOf(alert);
  return {
    severity: alert.severity,
    ...(/^\d{12}$/.test(accountId) ? { accountId } : {}),
    ...(isRegion(region) ? { region } : {}),
  };
}

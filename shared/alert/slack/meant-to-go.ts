import type { AlertOfKey } from '../alert.ts';
import { escapeSlack } from '../inert.ts';
import { meantToGo } from '../meant-to-go.ts';

/** What to do where the key is meant to go, as small print, where there is something to say. */
export function meantToGoLine(alert: AlertOfKey, now: Date): string[] {
  const meant = meantToGo(alert, now);
  if (meant === undefined) return [];
  return [meant.command === undefined ? meant.words : `${meant.words}: \`${escapeSlack(meant.command)}\``];
}

import type { AlertOfKey } from '../alert.ts';
import { rescueFacts } from '../rescue-facts.ts';
import { rescueAbove, rescueBelow } from '../rescue-line.ts';
import type { Situation } from '../situation.ts';
import { field, hanging } from './layout.ts';

/** What the guard failed to do, or decided, right below the first words. */
export function rescuedAbove(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  const line = rescueAbove(alert, situation, now);
  return line === undefined ? [] : ['', ...hanging(line)];
}

/** What it did in particular, where it cancelled the deletion. */
export const rescueFields = (alert: AlertOfKey, now: Date): string[] =>
  rescueFacts(alert, now).flatMap(([label, text]) => field(label, text));

/** What it does about a deletion that goes on, below the steps; else by which its own call is found in CloudTrail. */
export function rescuedBelow(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  const line = rescueBelow(alert, situation, now);
  return line === undefined ? [] : hanging(line);
}

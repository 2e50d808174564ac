import type { AlertOfKey } from '../alert.ts';
import { openingOf } from '../opening.ts';
import type { Situation } from '../situation.ts';
import { wrap } from './layout.ts';

/** The first lines of a mail: what happens to which kind of key, and when. */
export function heading(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  const { heading: first, text } = openingOf(alert, situation, now);
  return [first.toUpperCase(), ...wrap(text)];
}

import type { AlertOfKey } from '../alert.ts';
import { END_NOT_KNOWN_TO_US, foreignKeyNeeded, onlyOwnerCancels, textForOwner } from '../other-account-words.ts';
import { besides, howOften, inAll, otherCallers, whenTold } from '../particulars.ts';
import { whatFor } from '../wording.ts';
import { field, wrap } from './layout.ts';
import { footer, nextMessage, notKnown, steps } from './parts.ts';

/** The body for a key that is not ours: we can only tell its owner and save what we hold under it. */
export function otherAccountBody(alert: AlertOfKey, now: Date): string[] {
  const before = inAll(alert, now);
  return [
    ...wrap(foreignKeyNeeded(alert)),
    ...wrap(END_NOT_KNOWN_TO_US),
    '',
    ...keyField(alert.key.arn),
    ...field('For', `${whatFor(alert)}, ${whenTold(alert, now)}`),
    ...field('Result', `REFUSED, ${howOften(alert, now)}: whatever needed it failed`),
    ...otherCallers(alert).flatMap((other) => field('Also', other)),
    ...(before === undefined ? [] : field('In all', before)),
    ...besides(alert).flatMap((other) => field('Besides', other)),
    '',
    'WHAT TO DO',
    ...wrap(onlyOwnerCancels(alert)),
    ...steps(alert),
    '',
    'Text for the owner:',
    ...wrap(textForOwner(alert), 72).map((line) => `  ${line}`),
    '',
    ...notKnown(alert),
    ...nextMessage(alert),
    ...footer(alert, now),
  ];
}

/** The whole ARN, unbroken, on a line of its own: people copy it. */
const keyField = (arn: string | undefined): string[] => (arn === undefined ? [] : ['  Key', arn]);

import type { KnownBlock } from '@slack/types';
import type { AlertOfKey } from '../alert.ts';
import { forSlackBlock } from '../inert.ts';
import { END_NOT_KNOWN_TO_US, foreignKeyNeeded, onlyOwnerCancels, textForOwner } from '../other-account-words.ts';
import { besides, inAll, otherCallers } from '../particulars.ts';
import { whatFor } from '../wording.ts';
import { fields, section } from './blocks.ts';
import { linksOf, SLACK, smallPrint } from './parts.ts';
import { stepsOf } from './steps.ts';
import { given, often } from './use.ts';

/** The blocks for a key that is not ours, below the header: whom to tell, and a text to send them. */
export function otherAccountBlocks(alert: AlertOfKey, now: Date, mention: string): KnownBlock[] {
  const others = otherCallers(alert, SLACK);
  return [
    section(`${mention}${foreignKeyNeeded(alert, SLACK)} ${END_NOT_KNOWN_TO_US}`),
    ...fields([
      ['For', whatFor(alert, SLACK)],
      ['Refused', `${often(alert, now)}: whatever needed it failed`],
      ...given('Also', others.length === 0 ? undefined : others.join('\n')),
      ...given('In all', inAll(alert, now, SLACK)),
      ...given('Besides', besides(alert).join('\n') || undefined),
    ]),
    ...ownerBlocks(alert),
    ...linksOf(alert),
    smallPrint(alert, now),
  ];
}

/** What can be done about a key that only others can save. */
export const ownerBlocks = (alert: AlertOfKey): KnownBlock[] => [
  stepsOf(alert, onlyOwnerCancels(alert, SLACK)),
  section('Text for the owner:', `\`\`\`\n${textForOwner(alert, IN_BLOCK)}\n\`\`\``),
];

// Account ids, Regions and key ids that came out of an ARN, so that nothing acts in them; made inert all the same.
const IN_BLOCK = { ...SLACK, text: forSlackBlock };

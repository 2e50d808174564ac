import type { KnownBlock } from '@slack/types';
import { context } from './blocks.ts';
import { SLACK_LIMITS, type SlackMessage } from './message.ts';

/** A block of a message; one that is `spare` goes first when not all can stand, the last of them before the others. */
export interface Piece {
  readonly block: KnownBlock;
  readonly spare: boolean;
}

export const needed = (...blocks: readonly KnownBlock[]): Piece[] => blocks.map((block) => ({ block, spare: false }));
export const spare = (...blocks: readonly KnownBlock[]): Piece[] => blocks.map((block) => ({ block, spare: true }));

const ROOM_FOR_WORD = 200;

/** Puts a message together within Slack's limits; `leftOut` says in markup what does not stand in it, above the small print. */
export function compose(
  text: string,
  pieces: readonly Piece[],
  leftOut: (blocks: number) => string = () => 'Shortened: the e-mail and the JSON of this alert have the rest.',
): SlackMessage {
  const blocks = [...pieces];
  while (isTooLarge(text, blocks)) {
    const at = blocks.findLastIndex((piece) => piece.spare);
    if (at < 0) break;
    blocks.splice(at, 1);
  }
  const dropped = pieces.length - blocks.length;
  if (dropped > 0) blocks.splice(-1, 0, ...needed(context(leftOut(dropped))));
  return { text, blocks: blocks.map(({ block }) => block) };
}

const isTooLarge = (text: string, pieces: readonly Piece[]): boolean =>
  pieces.length >= SLACK_LIMITS.blocks ||
  pieces.reduce((sum, { block }) => sum + lengthOf(block), text.length + ROOM_FOR_WORD) > SLACK_LIMITS.all;

/** Characters of all texts of a block. */
function lengthOf(block: KnownBlock): number {
  switch (block.type) {
    case 'header':
      return block.text.text.length;
    case 'section':
      return [block.text, ...(block.fields ?? [])].reduce((sum, one) => sum + (one?.text.length ?? 0), 0);
    case 'context':
      return block.elements.reduce((sum, one) => sum + ('text' in one ? one.text.length : 0), 0);
    default:
      return 0;
  }
}

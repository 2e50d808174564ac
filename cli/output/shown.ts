import { forTerminal } from '../../shared/alert/inert.ts';

/** The longest word that fits beside a label. */
const MOST_OF_WORD = 60;
const KEY_ARN = /^arn:aws[a-z0-9-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+[.,;)]?$/;

/**
 * Somebody else's text, inert and never blank, with no word that is too long for its line; only key ARNs stay
 * whole, since they are to be copied.
 */
export const shown = (text: string, most = 300): string =>
  forTerminal(text, most)
    .split(' ')
    .map((word) => (KEY_ARN.test(word) ? word : forTerminal(word, MOST_OF_WORD)))
    .join(' ') || '(blank)';

import type { SectionBlock } from '@slack/types';
import { forSlackText } from '../alert/inert.ts';

/** Text that is shown as it is, line for line, where no markup acts; what does not fit is counted. */
export const textSection = (text: string): SectionBlock => ({
  type: 'section',
  text: { type: 'plain_text', text: plainText(text), emoji: false },
});

/** Leaves room for the count of what was left out, within Slack's 3,000. */
const MOST = 2900;

function plainText(text: string): string {
  let kept = beginningOf(text, MOST);
  // What is escaped is longer.
  while (inert(kept).length > MOST) kept = beginningOf(kept, Math.floor(kept.length * 0.9));
  const left = text.length - kept.length;
  const shown = [inert(kept), ...(left > 0 ? [`and ${left.toLocaleString('en-US')} more characters`] : [])];
  const whole = shown.filter((part) => part !== '').join('\n');
  return whole === '' ? '(no text)' : whole;
}

/** Never ends within a pair of surrogates. */
const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');

const inert = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => forSlackText(line, 10 * MOST))
    .join('\n')
    .trim();

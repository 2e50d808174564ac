import { forTerminal } from '../../shared/alert/inert.ts';
import { count } from '../../shared/alert/time.ts';
import type { ReportedFix } from '../reports/reported-fix.ts';
import { paragraph } from './layout.ts';

/** Most characters of a text of a verdict: room for some names in full. */
export const MOST = 600;

/** Columns before a text that belongs to a heading: no name of AWS's comes to stand at the start of a line, where our own words do. */
export const LEFT = 9;

/** How something was judged. */
export type Mark = 'pass' | 'warn' | 'fail' | 'unknown';

const WORDS: Readonly<Record<Mark, string>> = { pass: 'ok', warn: 'WARN', fail: 'FAIL', unknown: 'UNKNOWN' };
// SGR codes: green, yellow, red, magenta.
const COLOURS: Readonly<Record<Mark, string>> = { pass: '32', warn: '33', fail: '1;31', unknown: '35' };

/** "FAIL     A trail delivers to the log group". The text must be inert. */
export function heading(mark: Mark, text: string, colour: boolean, word = WORDS[mark]): string {
  const shown = colour ? `\u001b[${COLOURS[mark]}m${word}\u001b[0m` : word;
  return `${shown}${' '.repeat(LEFT - word.length)}${paragraph(text, LEFT).trimStart()}`;
}

/** A text below a heading, made inert. */
export const below = (text: string): string => paragraph(forTerminal(text, MOST), LEFT);

/** What to do, each with its command flush left and in one line, so that it can be copied. */
export const fixesText = (fixes: readonly ReportedFix[]): string =>
  fixes.map(({ title, command, url }) => `${below(`To do: ${title}`)}${copyable(command)}${copyable(url)}`).join('');

/** A command or link on a line of its own; nothing where there is none. */
export const copyable = (text: string | undefined): string => (text === undefined ? '' : `${text}\n`);

/** The rights that would answer what is unknown, as the statement of an IAM policy; nothing where none is missing. */
export function missingRightsText(rights: readonly string[]): string {
  if (rights.length === 0) return '';
  const statement = { Effect: 'Allow', Action: rights, Resource: '*' };
  const them = rights.length === 1 ? 'it' : 'them';
  return [
    paragraph(
      `What is unknown for want of ${count(rights.length, 'right')}: this statement of an IAM policy gives ${them}.`,
    ),
    `${JSON.stringify(statement, null, 2)}\n\n`,
  ].join('');
}

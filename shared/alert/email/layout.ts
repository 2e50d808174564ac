/** Columns of an e-mail; only commands, links and nothing else may be longer. */
export const COLUMNS = 76;
const INDENT = '  ';
const LABEL = 11;

/**
 * Breaks a text into lines of at most `columns`. Non-breaking spaces hold record text together, so that no line begins with a
 * word of a caller's choosing that is not the whole text; a word longer than a line is cut.
 */
export function wrap(text: string, columns: number = COLUMNS): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, columns))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= columns) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** "  Used by    role billing-batch", continued under the text, where record text may break: no such line is flush left. */
export function field(label: string, text: string): string[] {
  const column = INDENT.length + Math.max(LABEL, label.length + 2);
  return continued(text, COLUMNS - column).map((line, at) =>
    at === 0 ? `${INDENT}${label.padEnd(column - INDENT.length)}${line}` : `${' '.repeat(column)}${line}`,
  );
}

/** A paragraph whose lines after the first are indented, so that record text may break in it as well. */
export function hanging(text: string): string[] {
  return continued(text, COLUMNS - INDENT.length).map((line, at) => (at === 0 ? line : `${INDENT}${line}`));
}

/** Lines that may begin with record text, but never like a command, not even when they are indented. */
const continued = (text: string, columns: number): string[] =>
  wrap(text.replaceAll('\u00a0', ' '), columns - 1).map((line) =>
    /^(aws|kms-deletion-guard)\b/.test(line) ? `…${line}` : line,
  );

/** Cuts a word into lines, never through a character that takes two code units. */
const pieces = (word: string, columns: number): readonly string[] =>
  word.length <= columns ? [word] : (word.match(new RegExp(`[^]{1,${columns}}(?![\\udc00-\\udfff])`, 'g')) ?? []);

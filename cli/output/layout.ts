/** Columns of what is printed for people; only what must be copied whole may be longer. */
const COLUMNS = 80;
const LABEL = 9;

/** A text in lines, broken at blanks only: identifiers are to be copied. What it holds of others must be inert. */
export function paragraph(text: string, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line === '' || indent + line.length + 1 + word.length <= COLUMNS) line = line === '' ? word : `${line} ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each) => `${' '.repeat(indent)}${each}\n`).join('');
}

/** "  until    Tue 1 Dec 2026", continued under the text. */
export const labelled = (label: string, text: string, width: number = LABEL): string =>
  `  ${label.padEnd(width)}${paragraph(text, width + 2).slice(width + 2)}`;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '');

/** Letters to add, drop or change until one name is the other. Source: V. Levenshtein, 1965. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...one].entries()) {
    row = row.reduce<number[]>((next, above, column) => {
      const left = next[column - 1] ?? line;
      const diagonal = row[column - 1] ?? line;
      next.push(
        column === 0 ? line + 1 : Math.min(above + 1, left + 1, diagonal + (letter === other[column - 1] ? 0 : 1)),
      );
      return next;
    }, []);
  }
  return row.at(-1) ?? one.length;
}

/**
 * The known name that somebody must have meant: CDK takes any name as context, so that `-c email=...` would be ignored without
 * a word. Undefined for a known name, and for one that is like none of them.
 */
export function nearMiss(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  return known.find((candidate) => distance(plain(name), plain(candidate)) <= 2);
}

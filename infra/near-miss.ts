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

/** Shorter ones begin or end too many names. */
const SHORTEST_PART = 5;

/**
 * The known names that somebody may have meant: CDK takes any name as context, so that `-c email=...` would be ignored without a word,
 * and a way to people that was set up would not be there. None for a known name, for CDK's own, such as @aws-cdk/core:..., and for one
 * that is like none of them.
 */
export function nearMisses(name: string, known: readonly string[]): readonly string[] {
  if (known.includes(name)) return [];
  const typed = plain(name);
  const likeIt = (isLike: (candidate: string) => boolean) => known.filter((candidate) => isLike(plain(candidate)));
  // Nothing of CDK's begins so, and what does was meant for a chat, or for automatic cancel.
  const [way] = /^(?:slack|teams|remediat)/.exec(typed) ?? [];
  if (way === undefined && /[/:]/.test(name)) return [];
  return (
    [
      likeIt((candidate) => distance(typed, candidate) <= 2).slice(0, 1),
      likeIt(
        (candidate) => typed.length >= SHORTEST_PART && (candidate.startsWith(typed) || candidate.endsWith(typed)),
      ),
      likeIt((candidate) => typed.includes('webhook') && candidate.includes('webhook')),
      likeIt((candidate) => way !== undefined && candidate.startsWith(way)),
    ].find((names) => names.length > 0) ?? []
  );
}

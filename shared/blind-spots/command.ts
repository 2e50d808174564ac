/**
 * A command for a POSIX shell to copy and paste, each argument quoted where it must be: `words` as they are, then options with their
 * values, then what follows them. Undefined when a value could act or be misread nonetheless: one with a line break, a control or invisible character, anything
 * but plain ASCII, or that begins like an option. Who gives the command then leaves it out, and keeps its title.
 */
export function shellCommand(
  words: readonly string[],
  options: Readonly<Record<string, string>> = {},
  last: readonly string[] = [],
): string | undefined {
  const values = [...Object.values(options), ...last];
  const parts = [
    ...words.map(quote),
    ...Object.entries(options).flatMap(([option, value]) => [option, quote(value)]),
    ...last.map(quote),
  ];
  return values.some((value) => value.startsWith('-')) || parts.includes(undefined) ? undefined : parts.join(' ');
}

/** An argument as a shell reads it back unchanged; undefined when it holds anything but printable ASCII. */
export function quote(text: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(text)) return undefined;
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The exit codes of every command. docs/cli.md prints them, held equal by a test. */
export const EXIT = {
  done: { code: 0, meaning: 'done' },
  couldNotRun: { code: 1, meaning: 'could not run' },
  wrongUsage: { code: 2, meaning: 'wrong usage' },
  someUnreadable: { code: 3, meaning: 'done, but some input could not be read' },
  checkFailed: { code: 10, meaning: 'a check failed' },
  warnings: { code: 11, meaning: 'no check failed, but there are warnings or unknowns, under --strict' },
  useFound: { code: 20, meaning: 'a key pending deletion is in use' },
  incomplete: { code: 21, meaning: 'not all could be looked at' },
  interrupted: { code: 130, meaning: 'interrupted' },
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]['code'];

/** The table of exit codes for the end of a help text. */
export const EXIT_CODES_HELP = `
Exit codes:
${Object.values(EXIT)
  .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
  .join('\n')}
`;

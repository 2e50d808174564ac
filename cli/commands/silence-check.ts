import { forJson, forTerminal } from '../../shared/alert/inert.ts';
import { count } from '../../shared/alert/time.ts';
import type { StoredSilences } from '../../shared/aws/silences.ts';
import { isExpired } from '../../shared/silence/silence.ts';
import { type FoundLately, type Remembered, type Trial, trialOf } from '../../shared/silence/trial.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paragraph } from '../output/layout.ts';
import { type Terminal, write } from '../terminal.ts';

/** Reads what was found lately. */
export type RecentFindings = () => Promise<Remembered>;

/** Shows what each silence has hidden, and of what was told what it would have, had it been there, and what not although it covers it. */
export async function checkSilences(
  { silences, malformed }: StoredSilences,
  recentFindings: RecentFindings,
  format: 'text' | 'json',
  { stdout, now }: Terminal,
): Promise<ExitCode> {
  const time = now();
  const { found, hiddenBy } = await recentFindings();
  const inForce = silences.filter((silence) => !isExpired(silence, time));
  const trials = inForce.map((silence) => ({
    name: silence.name,
    hasHidden: hiddenBy.get(silence.name) ?? 0,
    ...trialOf(silence, found, time),
  }));
  if (format === 'json') {
    await write(stdout, `${JSON.stringify(trials.map(jsonOf), null, 2)}\n`);
    return EXIT.done.code;
  }
  if (trials.length === 0) await write(stdout, 'No silence is in force: none hides anything.\n');
  for (const trial of trials) await write(stdout, textOf(trial));
  const idle = silences.length - inForce.length + malformed.length;
  if (idle > 0)
    await write(stdout, `${idle} more ${idle === 1 ? 'hides' : 'hide'} nothing at all: see \`silence list\`.\n`);
  await write(stdout, `Tried on ${count(sumOf(found), 'finding')} that the guard told and remembers.\n`);
  return EXIT.done.code;
}

interface NamedTrial extends Trial {
  readonly name: string;
  /** Findings that it has hidden, of incidents that last. */
  readonly hasHidden: number;
}

const sumOf = (found: readonly FoundLately[]): number => found.reduce((sum, finding) => sum + finding.count, 0);

function textOf({ name, hasHidden, hidden, toldAllTheSame }: NamedTrial): string {
  const silence = `Silence ${forTerminal(name)}`;
  const so = hasHidden === 0 ? silence : `${silence} has hidden ${count(hasHidden, 'finding')}. Of what was told it`;
  const first =
    hidden.length === 0
      ? `${so} would have hidden nothing${toldAllTheSame.length === 0 ? '' : ' yet'}.`
      : `${so} would have hidden ${amountOf(hidden)}:`;
  const but = 'Told all the same, since the key ends within 72 hours, or nobody knows when:';
  return [
    paragraph(first),
    ...hidden.map(lineOf),
    ...(toldAllTheSame.length === 0 ? [] : [paragraph(but), ...toldAllTheSame.map(lineOf)]),
    '\n',
  ].join('');
}

const amountOf = (found: readonly FoundLately[]): string =>
  `${count(sumOf(found), 'finding')} of ${count(found.length, 'caller and operation', 'callers and operations')}`;

const lineOf = ({ count: times, operation, caller, key }: FoundLately): string =>
  `${times.toLocaleString('en-US').padStart(9)}  ${forTerminal(operation, 60)} by ${forTerminal(caller, 100)}, ${forTerminal(key, 100)}\n`;

const jsonOf = ({ name, hasHidden, hidden, toldAllTheSame }: NamedTrial) => ({
  name: forJson(name),
  hasHidden,
  hidden: hidden.map(jsonOfFinding),
  toldAllTheSame: toldAllTheSame.map(jsonOfFinding),
});

const jsonOfFinding = ({ key, caller, operation, count: times, lastSeen, end }: FoundLately) => ({
  key: forJson(key),
  caller: forJson(caller),
  operation: forJson(operation),
  count: times,
  lastSeen: lastSeen?.toISOString(),
  deletionDate: end?.toISOString(),
});

import { forJson, forTerminal } from '../../shared/alert/inert.ts';
import type { StoredSilences } from '../../shared/aws/silences.ts';
import { isExpired, type Silence } from '../../shared/silence/silence.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { LiveSilences } from '../live-silences.ts';
import { labelled, paragraph } from '../output/layout.ts';
import { coverageOf, endOf, endsBeforeDeletion } from '../output/silence-text.ts';
import { type Terminal, write } from '../terminal.ts';

/** Shows every silence with what it covers, and every one that hides nothing with why. */
export async function listSilences(
  live: Pick<LiveSilences, 'list' | 'region'>,
  format: 'text' | 'json',
  { stdout, now }: Terminal,
): Promise<ExitCode> {
  const time = now();
  const { silences, malformed } = await live.list();
  const byEnd = silences.toSorted((one, other) => one.until.getTime() - other.until.getTime());
  if (format === 'json') {
    const all = [...byEnd.map((silence) => jsonOf(silence, time)), ...malformed.map(jsonOfMalformed)];
    await write(stdout, `${JSON.stringify(all, null, 2)}\n`);
    return EXIT.done.code;
  }
  if (byEnd.length + malformed.length === 0) await write(stdout, noneIn(await live.region()));
  for (const silence of byEnd) await write(stdout, textOf(silence, time));
  for (const { name, fault } of malformed) {
    await write(stdout, `${forTerminal(name)}\n${paragraph(`HIDES NOTHING: ${forTerminal(fault, 500)}`, 2)}\n`);
  }
  return EXIT.done.code;
}

const noneIn = (region: string): string =>
  paragraph(
    `There are no silences in ${forTerminal(region)}. Settings of the deployment (ignoreCallers, managementCalls) may hide calls all the same.`,
  );

function textOf(silence: Silence, now: Date): string {
  const { name, reason, by, untilDeletion } = silence;
  return [
    `${forTerminal(name)}\n`,
    isExpired(silence, now) ? paragraph('HIDES NOTHING: it is over; `silence remove` takes it away', 2) : '',
    labelled('hides', coverageOf(silence)),
    labelled('until', endOf(silence, now)),
    endsBeforeDeletion(silence) ? labelled('', 'use and delegation: only until 72 h before the key is deleted') : '',
    untilDeletion ? labelled('', 'use and delegation: until the key is deleted') : '',
    labelled('reason', forTerminal(reason, 500)),
    labelled('by', forTerminal(by)),
    '\n',
  ].join('');
}

const jsonOf = ({ until, writtenAt, ...silence }: Silence, now: Date) => ({
  state: isExpired({ until }, now) ? 'over' : 'in-force',
  ...Object.fromEntries(
    Object.entries(silence).map(([field, value]) => [field, typeof value === 'string' ? forJson(value) : value]),
  ),
  until: until.toISOString(),
  writtenAt: writtenAt.toISOString(),
});

const jsonOfMalformed = ({ name, fault }: StoredSilences['malformed'][number]) => ({
  state: 'malformed',
  name: forJson(name),
  fault: forJson(fault),
});

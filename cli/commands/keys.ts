import { count } from '../../shared/alert/time.ts';
import { fewAtATime } from '../../shared/aws/blind-spots/few-at-a-time.ts';
import type { LogLine, Searched } from '../../shared/aws/refusals.ts';
import { examineKey, type Watch, watchOf } from '../../shared/blind-spots/examined-key.ts';
import { type Fact, fact } from '../../shared/blind-spots/fact.ts';
import { holdsAllSince, holdsOnlyFrom, type LogCoverage } from '../../shared/blind-spots/log-coverage.ts';
import type { PendingKey, PendingKeys } from '../../shared/blind-spots/pending-key.ts';
import type { Sourced } from '../../shared/blind-spots/refusals.ts';
import { createRefusalTally, refusalsInTable } from '../../shared/blind-spots/tally-refusals.ts';
import type { KeyReader } from '../../shared/enrichment/key-reader.ts';
import type { IncidentItem } from '../../shared/incident/item.ts';
import type { Rescue } from '../../shared/incident/rescue.ts';
import { type KeyArn, parseKeyArn } from '../../shared/kms/key-arn.ts';
import { type KeyDetails, nothingKnown } from '../../shared/kms/key-details.ts';
import { collectRecords } from '../../shared/pipeline/collect-records.ts';
import type { ExitCode } from '../exit-codes.ts';
import { keysText } from '../output/keys-text.ts';
import { createStatusLine, type StatusLine } from '../output/status-line.ts';
import { keysReport } from '../reports/keys-report.ts';
import { type Terminal, write } from '../terminal.ts';

/** What `keys` reads. None of it rejects for what AWS refuses: that is not known, and told. */
export interface KeysPorts {
  /** Of the account, where something names it before any key does. */
  readonly accountId: string | undefined;
  readonly pendingKeys: (onProgress: (regionsDone: number, keysSeen: number) => void) => Promise<PendingKeys>;
  readonly readKey: KeyReader;
  readonly incidents: () => Promise<Fact<readonly IncidentItem[]>>;
  readonly search: (since: Date, take: (lines: readonly LogLine[]) => void) => Promise<Fact<Searched>>;
  readonly coverage: () => Promise<LogCoverage>;
}

/** So many keys are read at once. */
const AT_ONCE = 8;

/** Shows every key pending deletion with a verdict on whether it is in use. */
export async function keys(ports: KeysPorts, format: 'text' | 'json', terminal: Terminal): Promise<ExitCode> {
  const now = terminal.now();
  const status = createStatusLine(terminal);
  const report = await lookAt(ports, status, now).finally(() => status.clear());
  const shown = format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : keysText(report);
  await write(terminal.stdout, shown);
  return report.exit;
}

async function lookAt(ports: KeysPorts, status: StatusLine, now: Date) {
  status.show('looking for keys that are pending deletion');
  const pending = await ports.pendingKeys((regions, seen) =>
    status.show(
      `looking for keys that are pending deletion: ${count(regions, 'Region')} done, ${count(seen, 'key')} seen`,
    ),
  );
  const details = await readAll(pending.keys, ports.readKey, status);
  const watched = pending.keys.map((key, at) => ({ key, watch: watchOf(key, detailsAt(details, at), now) }));
  const found = await findRefusals(watched, ports, status, now);
  const examined = watched.map(({ key, watch }, at) => {
    const held = holdsAllSince(found.coverage, key.region, watch.from, now);
    return examineKey(key, detailsAt(details, at), { ...found.of(key.arn, watch), held }, now);
  });
  return keysReport({ accountId: ports.accountId, pending, examined, rescueOf: found.rescueOf }, now);
}

const NOT_READ = nothingKnown('it was not read');
const detailsAt = (details: readonly KeyDetails[], at: number): KeyDetails => details[at] ?? NOT_READ;

function readAll(pending: readonly PendingKey[], readKey: KeyReader, status: StatusLine) {
  let done = 0;
  return fewAtATime(AT_ONCE, pending, async ({ arn }): Promise<KeyDetails> => {
    const key: KeyArn | undefined = parseKeyArn(arn);
    const read = key === undefined ? nothingKnown('its ARN has no form that is known') : await readKey(key);
    done += 1;
    status.show(`reading what is known of them: ${done} of ${pending.length}`);
    return read;
  });
}

interface Found {
  readonly coverage: LogCoverage;
  rescueOf(arn: string): Rescue | undefined;
  of(arn: string, watch: Watch): { readonly logs: Fact<Sourced>; readonly table: Fact<Sourced> };
}

/** One search of the log group and one read of the table serve all keys. */
async function findRefusals(
  watched: readonly { readonly key: PendingKey; readonly watch: Watch }[],
  ports: KeysPorts,
  status: StatusLine,
  now: Date,
): Promise<Found> {
  const since = new Map(watched.map(({ key, watch }) => [key.arn, watch.scheduledAt]));
  const tally = createRefusalTally((arn) => since.get(arn));
  const search = searchFor(
    watched.map(({ watch }) => watch),
    ports,
    tally,
    status,
  );
  const [coverage, searched, incidents] = await Promise.all([
    watched.length === 0 ? NO_COVERAGE : ports.coverage(),
    search,
    watched.length === 0 ? fact([]) : ports.incidents(),
  ]);
  const itemOf = (arn: string) => (incidents.known ? incidents.value.find(({ id }) => id === arn) : undefined);
  return {
    coverage,
    rescueOf: (arn) => itemOf(arn)?.rescue,
    of: (arn, { scheduledAt, from }) => ({
      logs: searched.known
        ? fact({
            ...{ refusals: tally.of(arn), source: 'log group', atLeast: searched.value.endedBy !== undefined },
            since: holdsOnlyFrom(coverage.logGroup, from, now),
          })
        : searched,
      table: incidents.known ? fact(refusalsInTable(itemOf(arn), scheduledAt)) : incidents,
    }),
  };
}

const NO_COVERAGE: LogCoverage = { trails: fact([]), logGroup: fact('missing') };

function searchFor(
  watches: readonly Watch[],
  ports: KeysPorts,
  tally: Pick<ReturnType<typeof createRefusalTally>, 'add'>,
  status: StatusLine,
): Promise<Fact<Searched>> {
  if (watches.length === 0) return Promise.resolve(fact({ endedBy: undefined }));
  const earliest = new Date(Math.min(...watches.map(({ from }) => from.getTime())));
  let lines = 0;
  const collector = {
    add: (finding: Parameters<typeof tally.add>[0]) => {
      tally.add(finding);
      return true;
    },
    keys: () => [],
  };
  return ports.search(earliest, (page) => {
    lines += page.length;
    status.show(`searching the log group for refusals: ${lines} found`);
    collectRecords(page, collector, { now: () => earliest }, undefined);
  });
}

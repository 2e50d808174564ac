import type { AlertOfKey } from '../../shared/alert/alert.ts';
import { forTerminal } from '../../shared/alert/inert.ts';
import { renderSlack } from '../../shared/alert/slack/render-slack.ts';
import { count } from '../../shared/alert/time.ts';
import type { RecordRejection } from '../../shared/cloudtrail/record.ts';
import type { KeyReader } from '../../shared/enrichment/key-reader.ts';
import { rank } from '../../shared/finding/severity.ts';
import { createCollector } from '../../shared/incident/collector.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import { collectRecords, type RecordCounts } from '../../shared/pipeline/collect-records.ts';
import { tellOnce } from '../../shared/pipeline/tell-once.ts';
import type { RemediationPolicy } from '../../shared/remediation/policy.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readRecords } from '../input/read-records.ts';
import { listSources, type Source } from '../input/sources.ts';
import { type KeysFile, readKeysFile } from '../keys-file.ts';
import { createFaultList } from '../output/fault-list.ts';
import { writeJson } from '../output/json.ts';
import { createProgress } from '../output/progress.ts';
import { nothingToShow, writeText } from '../output/text.ts';
import { checkPagePath, writePage } from '../preview/write-page.ts';
import { NOT_REHEARSED } from '../remediation-options.ts';
import { type Terminal, write } from '../terminal.ts';

export const FORMATS = ['text', 'slack', 'json'] as const;

export interface ReplayOptions {
  readonly format: (typeof FORMATS)[number];
  /** Path of the page that shows the alerts as people get them; undefined: none is written. */
  readonly preview: string | undefined;
  /** Path of a keys file. */
  readonly keys: string | undefined;
  /** The moment to judge from, in place of the clock. */
  readonly at: Date | undefined;
  /** Reads what the keys file does not say from KMS and CloudTrail; undefined: offline. */
  readonly live: KeyReader | undefined;
  readonly version: string;
  /** What a deployment would be allowed to do by itself: then each alert tells what it would have decided. */
  readonly policy: RemediationPolicy | undefined;
}

/**
 * Shows the alerts that records would have caused: reads, never writes to AWS, never publishes. Everything is read before the
 * first alert is shown, so that each key is told once.
 */
export async function replay(paths: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.preview !== undefined) await checkPagePath(options.preview);
  const keys = await keysOf(options);
  const now = options.at ?? terminal.now();
  let reading = '';
  const faults = createFaultList();
  const collector = createCollector();
  const ports = {
    now: () => now,
    rejected: ({ path, reason }: RecordRejection, told: boolean) =>
      faults.add(reading, `${path === '' ? '' : `${path}: `}${reason}${told ? '; told by what could be read' : ''}`),
  };
  const settings = {
    guard: { version: options.version, stack: 'replay' },
    accountNames: keys.accountNames,
    consoleLinkTemplate: undefined,
    runbookUrl: undefined,
    ownerTag: undefined,
  };

  const progress = createProgress(terminal);
  const total = { records: 0, fromKms: 0, sources: 0, skipped: 0 };
  const addUp = (counts: RecordCounts) => {
    total.records += counts.recordsIn;
    total.fromKms += counts.fromKms;
  };
  const readSource = async (source: Source) => {
    reading = source.name;
    total.sources += 1;
    for await (const read of readRecords(source)) {
      if (read.kind === 'records') addUp(collectRecords(read.records, collector, ports, undefined));
      else faults.add(source.name, read.reason);
      if (read.kind === 'unreadable') total.sources -= 1;
      progress.show(total.sources, total.records, source.name);
    }
  };
  for await (const listed of listSources(paths, terminal.stdin)) {
    if (listed.kind === 'source') await readSource(listed.source);
    else if (listed.kind === 'unreadable') faults.add(listed.name, listed.reason);
    else total.skipped += 1;
  }
  progress.clear();
  const alerts = [...(await tellOnce(collector, keys.readKey, settings, now, options.policy))];
  alerts.sort((one, other) => rank(other.severity) - rank(one.severity) || endOf(one) - endOf(other));
  const refused = sumOf(alerts, ({ occurrences }) => occurrences.count - occurrences.unconfirmed);
  const unconfirmed = sumOf(alerts, ({ occurrences }) => occurrences.unconfirmed);
  const shown = { alerts, records: total.records, now };
  await show(options.format, shown, terminal);
  const page = options.preview === undefined ? [] : [await preview(options.preview, shown)];
  const skipped = total.skipped > 0 ? [`${count(total.skipped, 'file')} skipped: neither JSON nor gzip by name`] : [];
  const last = `${total.records} records read, ${total.fromKms} from kms.amazonaws.com, ${refused} refused because of pending deletion`;
  const unsure = unconfirmed > 0 ? [`${count(unconfirmed, 'record')} more shown that KMS itself does not confirm`] : [];
  const rehearsed =
    options.policy === undefined ? [] : [`${NOT_REHEARSED}, and without any silence; no key was changed`];
  const notes = [...faults.lines(), ...skipped, ...unsure, ...rehearsed, ...page, last].map(
    (line) => `${forTerminal(line, 500)}\n`,
  );
  await write(terminal.stderr, notes.join(''));
  if (faults.count === 0) return EXIT.done.code;
  return total.sources === 0 ? EXIT.couldNotRun.code : EXIT.someUnreadable.code;
}

interface Shown {
  readonly alerts: readonly AlertOfKey[];
  readonly records: number;
  readonly now: Date;
}

/** The alerts on standard output: the e-mails, what a webhook of Slack's would get, or the alerts themselves. */
async function show(
  format: ReplayOptions['format'],
  { alerts, records, now }: Shown,
  terminal: Terminal,
): Promise<void> {
  switch (format) {
    case 'text':
      return writeText(alerts, records, now, terminal);
    case 'slack':
      return writeJson(
        alerts.map((alert) => renderSlack(alert, now, MENTION_NOBODY)),
        terminal,
      );
    case 'json':
      return writeJson(alerts, terminal);
  }
}

/** Writes the page, and says where it is. */
async function preview(path: string, { alerts, records, now }: Shown): Promise<string> {
  await writePage(path, { alerts, records, now, nothing: nothingToShow(records) });
  return `${count(alerts.length, 'alert')} as people get them: ${path}`;
}

/** The key that goes first is told first; one whose end is not known, last. */
const endOf = ({ key }: AlertOfKey): number =>
  key.deletionDate === undefined ? Number.MAX_VALUE : Date.parse(key.deletionDate);

const sumOf = (alerts: readonly AlertOfKey[], figure: (alert: AlertOfKey) => number): number =>
  alerts.reduce((sum, alert) => sum + figure(alert), 0);

const MENTION_NOBODY = { mention: 'none' } as const;

const OFFLINE: KeyReader = async () => nothingKnown('offline: no --keys file given');

const keysOf = async ({ keys, live }: ReplayOptions): Promise<KeysFile> =>
  keys === undefined ? { readKey: live ?? OFFLINE, accountNames: {} } : readKeysFile(keys, live);

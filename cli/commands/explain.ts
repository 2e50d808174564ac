import { forTerminal } from '../../shared/alert/inert.ts';
import type { AlertSettings } from '../../shared/alert/settings.ts';
import type { Fact } from '../../shared/blind-spots/fact.ts';
import { enrich } from '../../shared/enrichment/enrich.ts';
import type { KeyReader } from '../../shared/enrichment/key-reader.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import type { Spread } from '../../shared/finding/severity.ts';
import { incidentIdOf } from '../../shared/incident/incident.ts';
import { type KeyDetails, nothingKnown } from '../../shared/kms/key-details.ts';
import type { RemediationPolicy } from '../../shared/remediation/policy.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { explainText } from '../output/explain-text.ts';
import { createFaultList } from '../output/fault-list.ts';
import type { ExplainReport } from '../reports/explain.ts';
import { explainedRecord } from '../reports/explain-report.ts';
import { type Terminal, write } from '../terminal.ts';
import { MOST, type Reading, readAll, type Subject } from './explain-reading.ts';

export interface ExplainOptions {
  readonly format: 'text' | 'json';
  readonly readKey: KeyReader;
  readonly accountNames: Readonly<Record<string, string>>;
  readonly silences: () => Promise<Fact<readonly Silence[]>>;
  readonly version: string;
  /** What a deployment would be allowed to do by itself: then it is told what it would have decided. */
  readonly policy: RemediationPolicy | undefined;
}

/** Says of each record whether it counts, and why; of those that count, what an alert would say. */
export async function explain(subject: Subject, options: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  const faults = createFaultList();
  const reading = await readAll(subject, faults, terminal);
  const report = await reportOf(reading, options, terminal.now());
  await write(
    terminal.stdout,
    options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : explainText(report),
  );
  await write(
    terminal.stderr,
    faults
      .lines()
      .map((line) => `${forTerminal(line, 500)}\n`)
      .join(''),
  );
  if (faults.count === 0) return EXIT.done.code;
  return reading.sources === 0 ? EXIT.couldNotRun.code : EXIT.someUnreadable.code;
}

const NO_DETAILS = nothingKnown('it does not count');
const NO_SPREAD: Spread = { callers: 1, lastsMs: 0 };

async function reportOf(reading: Reading, options: ExplainOptions, now: Date): Promise<ExplainReport> {
  const { counting, others, counters, sum } = reading;
  const kept = [...counting, ...others].slice(0, MOST);
  const findings = kept.flatMap(({ explained }) => (explained.counts ? [explained.finding] : []));
  const details = await detailsOf(findings, options.readKey);
  const silences = await (findings.length === 0 ? NOT_NEEDED : options.silences());
  const settings = settingsOf(options);
  const records = kept.map((read) => {
    const id = read.explained.counts ? incidentIdOf(read.explained.finding) : '';
    const spread = counters.get(id)?.counted()?.incident.spread ?? NO_SPREAD;
    return explainedRecord(read, {
      details: details.get(id) ?? NO_DETAILS,
      spread,
      silences,
      settings,
      now,
      policy: options.policy,
    });
  });
  const shown = records.filter(({ counts }) => counts).length;
  const more = { counting: sum.counting - shown, notCounting: sum.others - (records.length - shown) };
  return { schemaVersion: '0.1', at: now.toISOString(), records, more };
}

const NOT_NEEDED: Fact<readonly Silence[]> = { known: false, reason: 'nothing counts' };

/** What is known of each key, read once. */
async function detailsOf(findings: readonly Finding[], readKey: KeyReader): Promise<ReadonlyMap<string, KeyDetails>> {
  const byKey = new Map(findings.map((finding) => [incidentIdOf(finding), finding.key]));
  return new Map(await Promise.all([...byKey].map(async ([id, key]) => [id, await enrich(key, readKey)] as const)));
}

const settingsOf = ({ version, accountNames, policy }: ExplainOptions): AlertSettings => ({
  ...(policy === undefined ? {} : { remediationMode: policy.mode }),
  guard: { version, stack: 'explain' },
  accountNames,
  consoleLinkTemplate: undefined,
  runbookUrl: undefined,
  ownerTag: undefined,
});

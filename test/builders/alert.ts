import type { AlertOfKey } from '../../shared/alert/alert.ts';
import { buildAlert } from '../../shared/alert/build-alert.ts';
import type { AlertSettings } from '../../shared/alert/settings.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { createIncidentCounter } from '../../shared/incident/counter.ts';
import type { Incident } from '../../shared/incident/incident.ts';
import { tellingOnce } from '../../shared/incident/telling.ts';
import { type KeyDetails, known, nothingKnown } from '../../shared/kms/key-details.ts';
import { aRefusal, findingOf, type Json } from './record.ts';

/** Four minutes after the refusal of the record builder: Sun 22 Nov 2026. */
export const NOW = new Date('2026-11-22T03:15:45Z');

export const someSettings = (overrides: Partial<AlertSettings> = {}): AlertSettings => ({
  guard: { version: '0.0.0-test', stack: 'KmsDeletionGuard', region: 'eu-west-1' },
  accountNames: { '111122223333': 'payments-prod' },
  consoleLinkTemplate: undefined,
  runbookUrl: undefined,
  ownerTag: undefined,
  ...overrides,
});

/** A key of which everything is known: destroyed on Sat 28 Nov 2026 14:02 UTC. */
export const knownDetails = (overrides: Partial<KeyDetails> = {}): KeyDetails => ({
  metadata: known({
    state: 'PendingDeletion',
    deletionDate: new Date('2026-11-28T14:02:00Z'),
    pendingWindowInDays: undefined,
    createdAt: undefined,
    description: 'ledger archive',
    manager: 'CUSTOMER',
  }),
  aliases: known(['alias/ledger-prod']),
  tags: known({ team: 'ledger' }),
  lastUsage: known({ used: true, operation: 'Decrypt', time: new Date('2026-11-20T13:58:00Z'), eventId: undefined }),
  scheduledBy: known({ principal: 'terraform-deploy (gh-run-8812)', time: new Date('2026-11-20T14:02:00Z') }),
  ...overrides,
});

/** The incident that these records make. */
export const incidentOf = (...records: readonly Json[]): Incident =>
  incidentOfFindings(...records.map((record) => findingOf(record)));

/** The incident that these findings make. */
export function incidentOfFindings(...findings: readonly Finding[]): Incident {
  const counter = createIncidentCounter();
  for (const finding of findings) counter.add(finding);
  const incident = counter.counted()?.incident;
  if (incident === undefined) throw new Error('wanted at least one finding');
  return incident;
}

/** The alert of these records, told at {@link NOW}. */
export const alertOf = (
  records: readonly Json[] = [aRefusal()],
  details: KeyDetails = nothingKnown('offline'),
  settings: AlertSettings = someSettings(),
  now: Date = NOW,
): AlertOfKey => buildAlert(tellingOnce(incidentOf(...records)), details, settings, now);

import { graver, type Severity, useOf } from '../finding/severity.ts';
import { digest } from '../incident/incident.ts';
import { type Claim, type ClaimKind, earliest, type IncidentItem, latest } from '../incident/item.ts';
import { hiddenOf, spreadOf, tellingOf } from '../incident/telling.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import type { SummaryAlert, SummaryKey } from './alert.ts';
import { forJson } from './inert.ts';
import { known, knownTexts } from './optional.ts';
import { remediationOf } from './remediation.ts';
import { type AlertSettings, accountNameOf } from './settings.ts';
import { severityNow } from './severity.ts';
import { count, span } from './time.ts';

const MOST_CALLERS = 3;

/** One key of a summary: its item, the claims on it that the summary tells, and what could be learned. */
export interface SummaryEntry {
  readonly item: IncidentItem;
  readonly claims: readonly Claim[];
  readonly details: KeyDetails;
}

/** The same for the same claims, and another for others, so that no key is taken for told that was not. */
function idOf(entries: readonly SummaryEntry[]): string {
  const claims = entries.flatMap((entry) => entry.claims.map(({ id }) => id));
  return digest(JSON.stringify(['summary', ...claims.sort()]), 24);
}

/** Makes one alert of what is due for many keys. Pure. */
export function buildSummary(
  reason: SummaryAlert['reason'],
  entries: readonly SummaryEntry[],
  settings: AlertSettings,
  now: Date,
): SummaryAlert {
  const keys = entries.map((entry) => keyOf(entry, settings, now)).sort(goesFirst);
  const severity = reason !== 'many-due' ? 'low' : keys.map((key) => key.severity).reduce<Severity>(graver, 'low');
  const title = titleOf(reason, keys, now);
  const links = settings.runbookUrl === undefined ? [] : [{ title: 'Runbook', url: settings.runbookUrl }];
  return {
    schemaVersion: '0.1',
    id: idOf(entries),
    kind: 'summary',
    reason,
    severity,
    title,
    summary: `${title}.`,
    nextSteps: [
      {
        title: NEXT_STEPS[reason],
      },
    ],
    links,
    unavailable: [],
    guard: settings.guard,
    keys,
    keysNotListed: 0,
  };
}

const NEXT_STEPS: Readonly<Record<SummaryAlert['reason'], string>> = {
  weekly: 'See that these calls are still meant to be hidden',
  'many-due': 'Decide for each key whether to cancel its deletion; the one that goes first stands first',
  'dry-run': 'See for each key whether the guard would have been right, before you let it cancel',
};

function titleOf(reason: SummaryAlert['reason'], keys: readonly SummaryKey[], now: Date): string {
  const calls = keys.reduce((sum, key) => sum + key.count, 0);
  if (reason === 'dry-run')
    return `dry run: automatic cancel would have saved ${count(keys.length, 'key')} since the last summary`;
  if (reason === 'weekly') return `hidden calls of the week: ${count(calls, 'call')} to ${count(keys.length, 'key')}`;
  const chances = keys.filter(({ due }) => due.includes('reminder')).length;
  const last = chances > 0 ? `, LAST CHANCE for ${chances}` : '';
  const [first] = keys;
  const more = calls > 0 ? `, ${count(calls, 'time')} more` : '';
  const goes = first?.deletionDate === undefined ? '' : `, the first ${fateAt(first, now)}`;
  return `${count(keys.length, 'KMS key')} called while pending deletion${more}${last}${goes}`;
}

/** When the first of them goes, for the title. */
function fateAt({ deletionDate }: SummaryKey, now: Date): string {
  const left = Date.parse(deletionDate ?? '') - now.getTime();
  return left > 0 ? `destroyed in ${span(left)}` : 'due to be destroyed';
}

function keyOf({ item, claims, details }: SummaryEntry, settings: AlertSettings, now: Date): SummaryKey {
  const { key } = item;
  const metadata = details.metadata.status === 'known' ? details.metadata.value : undefined;
  const arn = key.kind === 'arn' ? key.key : undefined;
  const accountId = arn?.accountId ?? (key.kind === 'named' ? key.accountId : undefined);
  const region = arn?.region ?? (key.kind === 'named' ? key.region : undefined);
  const callers = callersOf(item, claims);
  return {
    ...knownTexts({
      arn: arn?.arn,
      name: key.kind === 'named' ? key.name : undefined,
      alias: details.aliases.status === 'known' ? details.aliases.value[0] : item.learned.alias,
      accountId,
      accountName: accountNameOf(accountId, settings),
      region,
      state: metadata?.state ?? item.lead?.keyState,
    }),
    ...known({ deletionDate: metadata?.deletionDate?.toISOString() }),
    otherAccount: isOfOtherAccount(item, accountId, metadata !== undefined),
    confirmed: item.facets.length === 0 || item.facets.some(({ operation }) => operation.confirmed),
    severity: severityOf(item, details, now),
    due: [...new Set(claims.map(({ kind }) => dueOf(kind)))],
    ...automaticOf(item, settings),
    count: claims.reduce((sum, claim) => sum + claim.count, 0),
    total: item.count + (claims.some(({ kind }) => kind === 'reminder') ? hiddenOf(item).silenced : 0),
    callers: callers.slice(0, MOST_CALLERS),
    callersNotListed:
      Math.max(0, callers.length - MOST_CALLERS) + (claims.some((c) => c.othersCount > 0) ? item.others.atLeast : 0),
    ...knownTexts({
      firstSeen: timeOf(earliest(...claims.map((claim) => claim.firstSeen))),
      lastSeen: timeOf(latest(...claims.map((claim) => claim.lastSeen))),
    }),
    hidden: claims.flatMap(({ hidden }) =>
      hidden.map(({ hiddenBy, count: times }) => ({
        by: forJson(
          hiddenBy.kind === 'silence'
            ? `silence ${hiddenBy.by}`
            : hiddenBy.kind === 'own'
              ? 'the guard itself'
              : `setting ${hiddenBy.by}`,
        ),
        class: hiddenBy.class,
        count: times,
      })),
    ),
  };
}

/** Of a key of which everything is hidden: as grave as what is. */
function severityOf(item: IncidentItem, details: KeyDetails, now: Date): Severity {
  const { facets, lead } = item;
  const uses = facets.length > 0 || lead === undefined ? facets.map(({ use }) => use) : [useOf(lead)];
  return severityNow(uses, spreadOf(item), lead?.keyState, details, now);
}

/** As for an alert of its own: an account is ours when its trail delivers to us, or when its key could be read. */
const isOfOtherAccount = (
  { key, recipients }: IncidentItem,
  accountId: string | undefined,
  wasRead: boolean,
): boolean => key.kind === 'arn' && !wasRead && recipients.length > 0 && !recipients.includes(accountId ?? '');

function callersOf(item: IncidentItem, claims: readonly Claim[]): SummaryKey['callers'] {
  const counted = new Map<string, SummaryKey['callers'][number]>();
  for (const claim of claims) {
    for (const { id, caller, operation, count: calls, total } of tellingOf(item, claim)?.incident.facets ?? []) {
      // A last chance names everybody, with all that they were refused.
      const times = claim.kind === 'reminder' ? total : calls + (counted.get(id)?.count ?? 0);
      if (times > 0)
        counted.set(id, { caller: forJson(caller.name), operation: forJson(operation.name), count: times });
    }
  }
  return [...counted.values()];
}

function dueOf(kind: ClaimKind): SummaryKey['due'][number] {
  switch (kind) {
    case 'first':
    case 'facet':
      return 'key-use';
    case 'rescue':
      return 'remediation';
    case 'digest':
    case 'reminder':
    case 'hidden':
    case 'dry-run':
      return kind;
  }
}

function automaticOf({ rescue, lead }: IncidentItem, settings: AlertSettings): Pick<SummaryKey, 'remediation'> {
  const remediation = remediationOf(rescue, lead, settings);
  return remediation.mode === 'off' ? {} : { remediation };
}

const timeOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** The one that goes first; one whose end is not known, last; of those the gravest. */
function goesFirst(one: SummaryKey, other: SummaryKey): number {
  const end = ({ deletionDate }: SummaryKey) =>
    deletionDate === undefined ? Number.MAX_VALUE : Date.parse(deletionDate);
  return end(one) - end(other) || other.total - one.total;
}

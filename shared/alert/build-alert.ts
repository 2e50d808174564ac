import { createHash } from 'node:crypto';
import type { Caller } from '../finding/caller.ts';
import type { Finding } from '../finding/finding.ts';
import { graver, type Severity, severityOf } from '../finding/severity.ts';
import type { Incident } from '../incident/incident.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import { timeLeft } from '../kms/time-left.ts';
import type { Alert, AlertCaller, AlertData, AlertEvent, Occurrences } from './alert.ts';
import { describeKey } from './describe-key.ts';
import { forJson } from './inert.ts';
import { linksFor } from './links.ts';
import { nextStepsFor } from './next-steps.ts';
import { knownTexts } from './optional.ts';
import { type AlertSettings, accountNameOf } from './settings.ts';
import { keyName, summaryOf, titleWith } from './wording.ts';

const MOST_CALLERS = 50;

/**
 * Makes the alert of an incident out of what was counted and what could be learned. Pure: the same input, the same alert. A drill
 * makes it a test.
 */
export function buildAlert(
  incident: Incident,
  details: KeyDetails,
  settings: AlertSettings,
  now: Date,
  drill = false,
): Alert {
  const { lead } = incident;
  const { key, unavailable } = describeKey(incident, details, settings, now);
  const rejection = lead.rejection;
  if (rejection !== undefined) {
    unavailable.unshift({
      part: 'record',
      reason: forJson(rejection.path === '' ? rejection.reason : `${rejection.path}: ${rejection.reason}`),
    });
  }
  const onlyManagement = incident.facets.every(({ operation }) => operation.class === 'management');
  const draft: Alert = {
    schemaVersion: '0.1',
    id: idOf(incident),
    kind: drill ? 'test' : onlyManagement ? 'management-call' : 'key-use',
    severity: severityOfIncident(incident, details, now),
    title: '',
    summary: '',
    nextSteps: [],
    links: linksFor(
      lead.key.kind === 'arn' ? lead.key.key : undefined,
      { id: lead.event.id, region: lead.event.region, accountId: lead.event.recipientAccountId },
      settings,
    ),
    unavailable,
    guard: settings.guard,
    key,
    operation: {
      name: forJson(lead.operation.name),
      class: lead.operation.class,
      confirmed: lead.operation.confirmed,
      ...knownTexts({ eventSource: lead.operation.eventSource }),
    },
    caller: callerOfAlert(lead.caller, settings),
    error: knownTexts(lead.error),
    data: dataOf(incident),
    event: eventOf(lead),
    occurrences: occurrencesOf(incident),
    remediation: { mode: 'off', decision: 'none', reason: 'automatic cancel is off', outcome: 'nothing-done' },
  };
  const titled = { ...draft, title: titleWith(keyName(draft), draft, now), summary: summaryOf(draft) };
  return { ...titled, nextSteps: nextStepsFor(titled) };
}

/** The gravest of an incident's facets, with what the incident as a whole adds. */
export function severityOfIncident(incident: Incident, details: KeyDetails, now: Date): Severity {
  // Read as Enabled since: the deletion is cancelled and the callers work again.
  if (details.metadata.status === 'known' && details.metadata.value.state === 'Enabled') return 'low';
  const left = timeLeft(details.metadata, incident.lead.keyState, now);
  const spread = {
    callers: new Set(incident.facets.map(({ caller }) => caller.facet)).size,
    lastsMs: (incident.lastSeen?.getTime() ?? 0) - (incident.firstSeen?.getTime() ?? 0),
  };
  return incident.facets.map(({ use }) => severityOf(use, left, spread)).reduce(graver, 'low');
}

/** The same for the same findings, whatever order or how many times they came. */
function idOf(incident: Incident): string {
  const identity = [
    incident.id,
    incident.lead.id,
    incident.count,
    incident.firstSeen?.toISOString(),
    incident.lastSeen?.toISOString(),
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 24);
}

function callerOfAlert(caller: Caller, settings: AlertSettings): AlertCaller {
  const { type, kind, name, facet: _, ...rest } = caller;
  const accountName = accountNameOf(caller.accountId, settings);
  return { type: forJson(type), kind, name: forJson(name), ...knownTexts({ ...rest, accountName }) };
}

function dataOf({ data, lead }: Incident): AlertData[] {
  return data.map(({ type, id, from }) => ({
    type: forJson(type),
    id: forJson(id),
    from: forJson(from),
    byToldRecord: lead.data.some((own) => own.type === type && own.id === id),
  }));
}

function eventOf(lead: Finding): AlertEvent {
  const { time, ...rest } = lead.event;
  return { ...knownTexts(rest), ...knownTexts({ time: time?.toISOString() }) };
}

function occurrencesOf(incident: Incident): Occurrences {
  return {
    count: incident.count,
    ...knownTexts({ firstSeen: incident.firstSeen?.toISOString(), lastSeen: incident.lastSeen?.toISOString() }),
    callers: incident.facets.slice(0, MOST_CALLERS).map(({ caller, operation, count }) => ({
      caller: forJson(caller.name),
      operation: forJson(operation.name),
      count,
    })),
    callersNotListed: Math.max(0, incident.facets.length - MOST_CALLERS),
    unconfirmed: incident.unconfirmed,
    ownCalls: incident.ownCalls,
  };
}

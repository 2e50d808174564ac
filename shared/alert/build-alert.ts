import type { Caller } from '../finding/caller.ts';
import type { Finding } from '../finding/finding.ts';
import type { Severity } from '../finding/severity.ts';
import { drillUseIn, isDrill } from '../incident/drill-use.ts';
import type { Incident } from '../incident/incident.ts';
import type { Telling } from '../incident/telling.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import type { AlertCaller, AlertData, AlertEvent, AlertOfKey, Occurrences } from './alert.ts';
import { sentenceOf } from './alert-sentence.ts';
import { describeKey } from './describe-key.ts';
import { forJson } from './inert.ts';
import { linksFor } from './links.ts';
import { nextMessageOf } from './next-message.ts';
import { nextStepsFor } from './next-steps.ts';
import { known, knownTexts } from './optional.ts';
import { remediationOf } from './remediation.ts';
import { type AlertSettings, accountNameOf } from './settings.ts';
import { severityNow } from './severity.ts';
import { dayAndTime } from './time.ts';
import { keyName, titleWith } from './wording.ts';

const MOST_CALLERS = 58;

/**
 * Makes the alert of an incident out of what is to be told and what could be learned. Pure: the same input, the same alert. A drill
 * makes it a test, and so does a key that was made for one, as long as nobody but the drill has used it.
 */
export function buildAlert(
  telling: Telling,
  details: KeyDetails,
  settings: AlertSettings,
  now: Date,
  drill = false,
): AlertOfKey {
  const { incident } = telling;
  const { lead } = incident;
  const { key, unavailable } = describeKey(incident, details, settings, now);
  if (details.asOf !== undefined) {
    const { time, reason } = details.asOf;
    unavailable.unshift({ part: 'key', reason: forJson(`not read again (${reason}); as it was ${dayAndTime(time)}`) });
  }
  const rejection = lead.rejection;
  if (rejection !== undefined) {
    unavailable.unshift({
      part: 'record',
      reason: forJson(rejection.path === '' ? rejection.reason : `${rejection.path}: ${rejection.reason}`),
    });
  }
  const draft: AlertOfKey = {
    schemaVersion: '0.1',
    id: telling.id,
    kind: drill || wasDrill(telling, details) ? 'test' : kindOf(telling),
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
    ...known({ nextMessage: drill ? undefined : nextMessageOf(telling, details, now) }),
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
    occurrences: occurrencesOf(telling),
    remediation: remediationOf(telling.rescue, lead, settings),
  };
  const titled = { ...draft, title: titleWith(keyName(draft), draft, now), summary: sentenceOf(draft) };
  return { ...titled, nextSteps: nextStepsFor(titled) };
}

/** The gravest of what an alert tells. */
export const severityOfIncident = ({ facets, spread, lead }: Incident, details: KeyDetails, now: Date): Severity =>
  severityNow(
    facets.map(({ use }) => use),
    spread,
    lead.keyState,
    details,
    now,
  );

/** What is not told one by one may be anybody's, and so may be what a silence or a setting hides. */
function wasDrill({ incident, notListed, hidden }: Telling, details: KeyDetails): boolean {
  const beyond = notListed.calls + hidden.silenced + hidden.ignored;
  return beyond === 0 && incident.spread.callers <= 1 && isDrill(details, drillUseIn(incident));
}

function kindOf({ kind, incident }: Telling): AlertOfKey['kind'] {
  switch (kind) {
    case 'first':
    case 'facet':
      return incident.facets.every(({ operation }) => operation.class === 'management') ? 'management-call' : 'key-use';
    case 'digest':
    case 'reminder':
      return kind;
    case 'rescue':
      return 'remediation';
  }
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

function occurrencesOf({ incident, total, totalSince, totalLast, since, notListed, hidden }: Telling): Occurrences {
  const beyond = incident.facets.slice(MOST_CALLERS);
  return {
    count: incident.count,
    ...knownTexts({ firstSeen: incident.firstSeen?.toISOString(), lastSeen: incident.lastSeen?.toISOString() }),
    ...knownTexts({ since: since?.toISOString(), totalSince: totalSince?.toISOString() }),
    ...knownTexts({ totalLast: totalLast?.toISOString() }),
    ...known({ total }),
    callers: incident.facets.slice(0, MOST_CALLERS).map(({ caller, operation, count, total: inAll, isNew }) => ({
      caller: forJson(caller.name),
      operation: forJson(operation.name),
      count,
      total: inAll,
      isNew,
    })),
    callersNotListed: beyond.length + notListed.atLeast,
    callsNotListed: beyond.reduce((sum, { count }) => sum + count, notListed.calls),
    unconfirmed: incident.unconfirmed,
    silenced: hidden.silenced,
    ignored: hidden.ignored,
    ownCalls: hidden.own,
  };
}

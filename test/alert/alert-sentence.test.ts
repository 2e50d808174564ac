import { describe, expect, it } from '@jest/globals';
import type { AlertOfKey } from '../../shared/alert/alert.ts';
import { buildAlert } from '../../shared/alert/build-alert.ts';
import { situationOf } from '../../shared/alert/situation.ts';
import { tellingOnce } from '../../shared/incident/telling.ts';
import { alertOf, incidentOf, knownDetails, NOW, someSettings } from '../builders/alert.ts';
import { aRefusal, eventId, KEY, roleIdentity } from '../builders/record.ts';
import { SITUATIONS } from './situations.ts';
import { STORIES } from './stories.ts';

const ofKeys = Object.entries({ ...SITUATIONS, ...STORIES }).flatMap(([name, make]): [string, AlertOfKey][] => {
  const alert = make();
  return alert.kind === 'summary' || alert.kind === 'blind-spot' ? [] : [[name, alert]];
});
/** As people read it: what came out of records has spaces that do not break. */
const read = ({ summary }: AlertOfKey): string => summary.replaceAll('\u00a0', ' ');
const summaryOf = (name: string): string =>
  ofKeys.flatMap(([its, alert]) => (its === name ? [read(alert)] : [])).join();

describe('the one sentence of an alert', () => {
  it('tells a first alert: who, what, when, how often', () => {
    expect(summaryOf('first-use')).toBe(
      'role billing-batch (ECS task) was refused Decrypt of S3 object ledger-archive/2026/11/22.parquet on Sun 22 Nov 2026 03:11 UTC; 1 refusal counted.',
    );
    expect(summaryOf('several-callers')).toMatch(/; 7 refusals counted, by 5 callers or operations\.$/);
  });

  it('tells what is new apart from what there was in all', () => {
    expect(summaryOf('new-caller')).toMatch(
      /^role report-api .*; 2 refusals counted since Sat 21 Nov 2026 08:15 UTC; 189 in all\.$/,
    );
    expect(summaryOf('digest')).toMatch(
      /; 1,191 refusals counted since Sat 21 Nov 2026 08:15 UTC, by 2 callers or operations; 1,402 in all\.$/,
    );
  });

  it('tells of a last chance that nothing has come since, and by whom it was all', () => {
    expect(summaryOf('last-chance')).toMatch(/; none counted since Sat 21 Nov 2026 08:15 UTC; 187 in all\.$/);
  });

  it('tells what is hidden apart, where all is', () =>
    expect(summaryOf('last-chance-all-hidden')).toMatch(
      /^role etl .* was refused Decrypt .*; none counted; 40 calls hidden by silences\.$/,
    ));

  it('says of nothing that it was refused, where KMS has not confirmed it', () => {
    expect(summaryOf('unconfirmed')).toBe(
      'unconfirmed: an error message about Decrypt by role billing-batch (session i-0abc123def4567890) on Sun 22 Nov 2026 03:11 UTC calls a key pending deletion; 1 report counted.',
    );
    expect(summaryOf('unreadable')).toBe(
      'unconfirmed: a record that could not be read calls a key pending deletion (Decrypt by a caller that the record does not name at an unknown time); 1 report counted.',
    );
  });

  it('counts reports, not refusals, when some are not confirmed', () => {
    const records = [
      aRefusal(),
      aRefusal({
        eventID: eventId(1),
        userIdentity: roleIdentity('etl'),
        errorMessage: `Failed: ${KEY} is pending deletion. See there`,
      }),
    ];
    const alert = alertOf(records);
    expect(alert.occurrences).toMatchObject({ count: 2, unconfirmed: 1 });
    expect(read(alert)).toMatch(/ was refused Decrypt .*; 2 reports counted, by 2 callers or operations\.$/);
  });

  it('says of a drill that it is one, before all', () => {
    const drill = buildAlert(tellingOnce(incidentOf(aRefusal())), knownDetails(), someSettings(), NOW, true);
    expect(read(drill)).toMatch(
      /^A drill, no key is in danger; a real alert would say: role billing-batch .* was refused Decrypt on /,
    );
  });

  it.each(ofKeys)('is true of its own counts: %s', (_name, alert) => {
    const { count, total, silenced } = alert.occurrences;
    const numbers = alert.summary.replaceAll(',', '').match(/; .*/)?.[0] ?? '';
    expect(numbers).toContain(count === 0 ? 'none counted' : `${count} re`);
    if (total !== undefined && total !== count) expect(numbers).toContain(`${total} in all`);
    else expect(numbers).not.toContain('in all');
    if (silenced > 0) expect(numbers).toContain(`${silenced} calls hidden`);
    expect(alert.summary).not.toMatch(/\b0 (times|refusals|reports)/);
    const isConfirmed = !['unreadable', 'unconfirmed'].includes(situationOf(alert));
    expect(/refus/.test(alert.summary)).toBe(isConfirmed);
  });

  it('counts callers and operations, and says "at least" when there are some that it does not remember', () => {
    const records = ['a', 'b', 'c'].map((role, at) =>
      aRefusal({ eventID: eventId(at), userIdentity: roleIdentity(role) }),
    );
    expect(read(alertOf(records))).toContain('3 refusals counted, by 3 callers or operations.');
    const telling = { ...tellingOnce(incidentOf(...records)), notListed: { calls: 40, atLeast: 5 } };
    expect(read(buildAlert(telling, knownDetails(), someSettings(), NOW))).toContain(
      ', by at least 8 callers or operations',
    );
  });

  it('counts for a last chance those who have been quiet since as well', () => {
    const { incident, ...first } = tellingOnce(
      incidentOf(aRefusal(), aRefusal({ eventName: 'Encrypt', eventID: eventId(1) })),
    );
    const facets = incident.facets.map((facet) => ({ ...facet, count: 0, total: 6 }));
    const telling = { ...first, incident: { ...incident, count: 0, facets }, kind: 'reminder' as const, total: 12 };
    expect(read(buildAlert(telling, knownDetails(), someSettings(), NOW))).toMatch(
      /; none counted; 12 in all, by 2 callers or operations\.$/,
    );
  });

  it('names who a last chance is about when they have called since', () => {
    const first = tellingOnce(incidentOf(aRefusal(), aRefusal({ eventName: 'Encrypt', eventID: eventId(1) })));
    const telling = { ...first, kind: 'reminder' as const, total: 12, since: new Date('2026-11-21T08:15:45Z') };
    expect(read(buildAlert(telling, knownDetails(), someSettings(), NOW))).toMatch(
      /; 2 refusals counted since Sat 21 Nov 2026 08:15 UTC; 12 in all, by 2 callers or operations\.$/,
    );
  });
});

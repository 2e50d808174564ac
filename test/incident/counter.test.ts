import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../shared/finding/finding.ts';
import { createIncidentCounter } from '../../shared/incident/counter.ts';
import { type Incident, incidentIdOf, MOST_DATA } from '../../shared/incident/incident.ts';
import { aFinding, at, copiesAcrossAccounts, findingsOfOneKey } from '../builders/finding.ts';
import { KEY, OTHER_ACCOUNT, OTHER_KEY, roleIdentity, userIdentity } from '../builders/record.ts';

/** What a new counter answers to each finding, and what it tells in the end. */
function counted(findings: readonly Finding[]): { readonly isNew: readonly boolean[]; readonly incident: Incident } {
  const counter = createIncidentCounter();
  const isNew = findings.map((finding) => counter.add(finding));
  const incident = counter.counted()?.incident;
  if (incident === undefined) throw new Error('wanted an incident');
  return { isNew, incident };
}

const volume = (n: number) => ({ requestParameters: { encryptionContext: { 'aws:ebs:id': `vol-${n}` } } });
const facetsOf = ({ facets }: Incident) =>
  facets.map(({ caller, operation, count }) => [caller.name, operation.name, count]);

describe('counting the findings of an incident', () => {
  it('knows of no incident before the first', () => {
    expect(createIncidentCounter().counted()).toBeUndefined();
  });

  it('counts each and answers that it is new', () => {
    const { isNew, incident } = counted([aFinding(1), aFinding(2), aFinding(3)]);
    expect(isNew).toEqual([true, true, true]);
    expect(incident.count).toBe(3);
  });

  it('counts the same eventID once', () => {
    const { isNew, incident } = counted([aFinding(1), aFinding(1), aFinding(2), aFinding(1)]);
    expect(isNew).toEqual([true, false, true, false]);
    expect(incident.count).toBe(2);
    expect(facetsOf(incident)).toEqual([['role billing-batch', 'Decrypt', 2]]);
  });

  it('knows the first and the last, in whatever order they come', () => {
    const { incident } = counted([aFinding(5), aFinding(90_000), aFinding(1), aFinding(7)]);
    expect([incident.firstSeen, incident.lastSeen]).toEqual([new Date(at(1)), new Date(at(90_000))]);
  });

  it('counts a finding without a time, and knows of no time when none has one', () => {
    const timeless = { ...aFinding(1), event: { ...aFinding(1).event, time: undefined } };
    expect(counted([timeless]).incident).toMatchObject({ count: 1, firstSeen: undefined, lastSeen: undefined });
    expect(counted([timeless, aFinding(2)]).incident.firstSeen).toEqual(new Date(at(2)));
  });

  it('may be asked at any time and counts on', () => {
    const counter = createIncidentCounter();
    const { owner, caller } = copiesAcrossAccounts(1);
    counter.add(owner);
    counter.add(aFinding(2));
    const early = counter.counted()?.incident;
    counter.add(caller);
    counter.add(aFinding(3));
    expect(early?.count).toBe(2);
    expect(early?.facets.map(({ count }) => count)).toEqual([1, 1]);
    expect(counter.counted()?.incident.count).toBe(3);
  });

  it('tells the same however often it is asked', () => {
    const counter = createIncidentCounter();
    const { owner } = copiesAcrossAccounts(1);
    counter.add(owner);
    counter.add({ ...owner, id: 'another', event: { ...owner.event, sharedEventId: undefined } });
    const first = counter.counted();
    expect(first?.incident.facets.map(({ count }) => count)).toEqual([2]);
    expect(counter.counted()).toEqual(first);
  });

  it('keeps nothing of a copy that a better one has replaced, also when it was asked between the two', () => {
    const counter = createIncidentCounter();
    counter.add(copiesAcrossAccounts(1, volume(1)).owner);
    expect(counter.counted()?.incident.data.map(({ id }) => id)).toEqual(['vol-1']);
    counter.add(copiesAcrossAccounts(1, volume(2)).caller);
    expect(counter.counted()?.incident.data.map(({ id }) => id)).toEqual(['vol-2']);
  });

  it('names the accounts whose trails delivered it', () => {
    expect(counted([aFinding(1), aFinding(2, { recipientAccountId: undefined })]).incident.recipients).toEqual([
      '111122223333',
    ]);
  });
});

describe('a call across accounts', () => {
  const { caller, owner } = copiesAcrossAccounts(1);

  it.each([
    ['first', [caller, owner]],
    ['last', [owner, caller]],
    ['between copies delivered again', [owner, caller, owner, caller]],
  ])('counts once, told by the copy that names the caller, which comes %s', (_, copies) => {
    const { isNew, incident } = counted(copies);
    expect(isNew.filter(Boolean)).toHaveLength(1);
    expect(isNew[0]).toBe(true);
    expect(incident).toMatchObject({ count: 1, lead: { id: caller.id } });
    expect(facetsOf(incident)).toEqual([['role report-api', 'Decrypt', 1]]);
    expect(incident.recipients).toEqual(['111122223333', OTHER_ACCOUNT]);
  });

  it('of which only the copy of the owner came is told by that', () => {
    const { incident } = counted([owner]);
    expect(incident.count).toBe(1);
    expect(incident.lead.caller.name).toContain(OTHER_ACCOUNT);
  });

  it('is not another call: each has a sharedEventID of its own', () => {
    const other = copiesAcrossAccounts(2);
    const { isNew, incident } = counted([owner, other.owner, caller, other.caller]);
    expect(isNew).toEqual([true, true, false, false]);
    expect(incident.count).toBe(2);
  });
});

describe('a call across accounts that another batch brought a copy of', () => {
  const { caller, owner } = copiesAcrossAccounts(1);
  const counterOf = (...findings: readonly Finding[]) => {
    const counter = createIncidentCounter();
    for (const finding of findings) counter.add(finding);
    return counter;
  };

  it('is named by its sharedEventID, and says whether the copy at hand names the caller', () => {
    const id = caller.event.sharedEventId;
    expect(counterOf(owner, aFinding(2)).sharedCalls()).toEqual([{ id, named: false }]);
    expect(counterOf(caller).sharedCalls()).toEqual([{ id, named: true }]);
    expect(counterOf(owner, caller).sharedCalls()).toEqual([{ id, named: true }]);
    expect(counterOf(aFinding(1)).sharedCalls()).toEqual([]);
  });

  it('may be left out, and nothing else with it', () => {
    const counter = counterOf(caller, owner, aFinding(7));
    const rest = counterOf(aFinding(7)).counted()?.incident;
    // Both accounts have delivered a record of this key all the same.
    expect(counter.counted(() => true)?.incident).toEqual({ ...rest, recipients: ['111122223333', OTHER_ACCOUNT] });
    expect(counter.counted(({ named }) => !named)?.incident.count).toBe(2);
    expect(counter.counted()?.incident.count).toBe(2);
  });

  it('leaves nothing when there was nothing else', () => {
    expect(counterOf(owner).counted(() => true)).toBeUndefined();
  });
});

describe('what is told first', () => {
  it('is the gravest, then the earliest', () => {
    const { incident } = counted([
      aFinding(1, { eventName: 'TagResource' }),
      aFinding(3),
      aFinding(2, { userIdentity: roleIdentity('report-api') }),
    ]);
    expect(incident.lead.event.id).toBe(aFinding(2).event.id);
    expect(incident.facets.map(({ operation }) => operation.name)).toEqual(['Decrypt', 'Decrypt', 'TagResource']);
  });

  it('is use of data before a grant to a service, though both are as grave and the grants came first and more often', () => {
    const grant = { eventName: 'CreateGrant', userIdentity: { ...roleIdentity(), invokedBy: 'rds.amazonaws.com' } };
    const { incident } = counted([aFinding(1, grant), aFinding(2, grant), aFinding(3)]);
    expect(incident.facets.map(({ operation }) => operation.name)).toEqual(['Decrypt', 'CreateGrant']);
  });

  it('is use of data before delegation, which is before administration, whichever came first', () => {
    const names = ['TagResource', 'GetPublicKey', 'Decrypt'];
    const { incident } = counted(names.map((eventName, n) => aFinding(n, { eventName })));
    expect(incident.facets.map(({ operation }) => operation.name)).toEqual([...names].reverse());
    expect(incident.lead.operation.name).toBe('Decrypt');
  });

  it('of callers equally grave is the one that was refused most often', () => {
    const often = { userIdentity: roleIdentity('billing-batch') };
    const seldom = { userIdentity: roleIdentity('report-api') };
    const { incident } = counted([aFinding(1, seldom), aFinding(2, often), aFinding(3, often), aFinding(4, often)]);
    expect(facetsOf(incident)).toEqual([
      ['role billing-batch', 'Decrypt', 3],
      ['role report-api', 'Decrypt', 1],
    ]);
  });
});

describe('the facets', () => {
  it('part callers and operations, not sessions', () => {
    const { incident } = counted([
      aFinding(1, { userIdentity: roleIdentity('app', 'i-1') }),
      aFinding(2, { userIdentity: roleIdentity('app', 'i-2') }),
      aFinding(3, { userIdentity: roleIdentity('app', 'i-2'), eventName: 'Encrypt' }),
      aFinding(4, { userIdentity: userIdentity('app') }),
    ]);
    expect(facetsOf(incident).map(String).sort()).toEqual([
      'role app,Decrypt,2',
      'role app,Encrypt,1',
      'user app,Decrypt,1',
    ]);
  });

  it('part an operation of KMS from the same name on another service', () => {
    const { incident } = counted([aFinding(1), aFinding(2, { eventSource: 'payment-cryptography.amazonaws.com' })]);
    expect(incident.facets).toHaveLength(2);
  });

  it('know when each was first and last seen, and its earliest finding', () => {
    const api = { userIdentity: roleIdentity('report-api') };
    const timeless = { ...aFinding(9), event: { ...aFinding(9).event, time: undefined } };
    const counter = createIncidentCounter();
    for (const finding of [aFinding(5, api), aFinding(3), aFinding(2, api), aFinding(8), timeless])
      counter.add(finding);
    const counted = counter.counted();
    const [batch, reports] = counted?.incident.facets.map(({ id }) => counted.seen.get(id)) ?? [];
    expect([batch?.first, batch?.last]).toEqual([Date.parse(at(3)), Date.parse(at(8))]);
    expect(batch?.lead.id).toBe(aFinding(3).id);
    expect([reports?.first, reports?.last]).toEqual([Date.parse(at(2)), Date.parse(at(5))]);
    expect(reports?.lead.id).toBe(aFinding(2).id);
  });

  it('are known again by their id, however long the caller calls itself', () => {
    const long = { userIdentity: roleIdentity('r'.repeat(3000)) };
    const [one] = counted([aFinding(1, long)]).incident.facets;
    const [again] = counted([aFinding(2, long)]).incident.facets;
    const [other] = counted([aFinding(2, { userIdentity: roleIdentity(`${'r'.repeat(3000)}x`) })]).incident.facets;
    expect(one?.id).toBe(again?.id);
    expect(one?.id).not.toBe(other?.id);
    expect(one?.id.length).toBeLessThan(40);
  });

  it('that nobody told of before are new', () => {
    const { facets } = counted([aFinding(1), aFinding(2), aFinding(3, { eventName: 'Encrypt' })]).incident;
    expect(facets.map(({ isNew, count, total }) => [isNew, count, total])).toEqual([
      [true, 2, 2],
      [true, 1, 1],
    ]);
  });

  it('part what KMS confirmed from what it did not, and say how many', () => {
    const claims = { errorMessage: `upstream said: ${KEY} is pending deletion.` };
    const { incident } = counted([aFinding(1), aFinding(2, claims), aFinding(3, claims)]);
    expect(incident).toMatchObject({ count: 3, unconfirmed: 2 });
    expect(incident.facets.map(({ count }) => count).sort()).toEqual([1, 2]);
    expect(incident.lead.operation.confirmed).toBe(true);
  });

  it('tell how far the use spreads: callers, and how long it goes on', () => {
    const { spread } = counted([
      aFinding(0),
      aFinding(90_000, { eventName: 'Encrypt' }),
      aFinding(7, { userIdentity: roleIdentity('report-api') }),
    ]).incident;
    expect(spread).toEqual({ callers: 2, lastsMs: 90_000_000 });
  });

  it('add up to the count', () => {
    fc.assert(
      fc.property(findingsOfOneKey(), (findings) => {
        const { incident } = counted(findings);
        expect(incident.facets.reduce((sum, { count }) => sum + count, 0)).toBe(incident.count);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the data', () => {
  it('is named once each, that of the lead first', () => {
    const tagged = aFinding(1, { eventName: 'TagResource', ...volume(1) });
    const { incident } = counted([tagged, aFinding(2, volume(2)), aFinding(3, volume(2)), aFinding(4, volume(3))]);
    expect(incident.data.map(({ id }) => id)).toEqual(['vol-2', 'vol-1', 'vol-3']);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 100 }, (_, n) => aFinding(n, volume(n)));
    expect(counted(many).incident.data).toHaveLength(MOST_DATA);
  });

  it('is the same in whatever order it came, also when there is more than is kept', () => {
    const many = Array.from({ length: MOST_DATA * 10 }, (_, n) => aFinding(n, volume(n)));
    const { data } = counted(many).incident;
    expect(counted([...many].reverse()).incident.data).toEqual(data);
    fc.assert(
      fc.property(fc.shuffledSubarray(many, { minLength: many.length }), (shuffled) => {
        expect(counted(shuffled).incident.data).toEqual(data);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same in whatever order it came, also when two records name it by different parts', () => {
    const findings = [
      aFinding(1),
      aFinding(2, { requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger-archive/x' } } }),
      aFinding(3, { requestParameters: { bucketName: 'ledger-archive', key: 'x' }, eventSource: 's3.amazonaws.com' }),
    ];
    expect(counted([...findings].reverse()).incident.data).toEqual(counted(findings).incident.data);
  });
});

describe('the order', () => {
  it('in which records come changes nothing of what is told', () => {
    const anyOrder = findingsOfOneKey().chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(anyOrder, ([all, shuffledTwice]) => {
        const { isNew, incident } = counted(shuffledTwice);
        expect(incident).toEqual(counted(all).incident);
        expect(isNew.filter(Boolean)).toHaveLength(incident.count);
      }),
      { numRuns: 100 },
    );
  });

  it('in which records come changes nothing of when each facet was seen', () => {
    const anyOrder = findingsOfOneKey().chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    const seen = (findings: readonly Finding[]) => {
      const counter = createIncidentCounter();
      for (const finding of findings) counter.add(finding);
      return counter.counted()?.seen;
    };
    fc.assert(
      fc.property(anyOrder, ([all, shuffled]) => {
        expect(seen(shuffled)).toEqual(seen(all));
      }),
      { numRuns: 60 },
    );
  });

  it('of a hundred thousand refusals takes no hundred seconds', () => {
    const counter = createIncidentCounter();
    const one = aFinding(1);
    const started = process.hrtime.bigint();
    for (let n = 0; n < 100_000; n += 1) counter.add({ ...one, id: String(n) });
    expect(counter.counted()?.incident.count).toBe(100_000);
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(5);
  });
});

describe('the identity of an incident', () => {
  it('is its key, whoever calls and whatever for', () => {
    expect(incidentIdOf(aFinding(1))).toBe(incidentIdOf(aFinding(2, { eventName: 'TagResource', userIdentity: {} })));
    expect(incidentIdOf(aFinding(1))).not.toBe(
      incidentIdOf(aFinding(1, { errorMessage: `${OTHER_KEY} is pending deletion.` })),
    );
  });

  it.each([
    ['the name', { requestParameters: { keyId: 'alias/other' } }],
    ['the account', { recipientAccountId: OTHER_ACCOUNT, userIdentity: {} }],
    ['the Region', { awsRegion: 'eu-central-1' }],
  ])('without an ARN parts keys by %s', (_, overrides) => {
    const named = { errorMessage: 'is pending deletion', resources: [], requestParameters: { keyId: 'alias/ledger' } };
    expect(incidentIdOf(aFinding(1, named))).not.toBe(incidentIdOf(aFinding(1, { ...named, ...overrides })));
  });
});

import { describe, expect, it } from '@jest/globals';
import { MOST_FACETS } from '../../shared/incident/item.ts';
import { isOver, shouldBeRead } from '../../shared/incident/lifetime.ts';
import { tellingOf } from '../../shared/incident/telling.ts';
import { aFinding, at } from '../builders/finding.ts';
import { DAY, HOUR, lifeOf, pendingUntil, readAs, START, useAt } from '../builders/incident.ts';
import { KEY, roleIdentity } from '../builders/record.ts';

const kinds = (claims: readonly { readonly kind: string }[]) => claims.map(({ kind }) => kind);
/** A message that only contains the words, each by another operation. */
const echo = (n: number) =>
  aFinding(1000 + n, { eventName: `Invented${n}`, errorMessage: `bad value: ${KEY} is pending deletion. (${n})` });

describe('a primary key that waits for its replicas', () => {
  it('is watched for as long as it waits, and has its last chances when the clock has started', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, readAs('PendingReplicaDeletion'));
    for (let day = 1; day <= 60; day += 1) {
      expect(shouldBeRead(life.item, START + day * DAY)).toBe(true);
      life.settles({ details: readAs('PendingReplicaDeletion') }, START + day * DAY);
    }
    const end = START + 68 * DAY;
    life.settles({ details: pendingUntil(end) }, START + 61 * DAY);
    expect(isOver(life.item, START + 65 * DAY)).toBe(false);
    expect(kinds(life.tick(end - 71 * HOUR).send)).toEqual(['reminder']);
  });
});

describe('a key whose deletion was cancelled, and scheduled again while nobody calls', () => {
  it('is looked at once a day, and has its last chances', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, readAs('Disabled'));
    expect(shouldBeRead(life.item, START + HOUR)).toBe(false);
    expect(shouldBeRead(life.item, START + DAY)).toBe(true);
    life.settles({ details: pendingUntil(START + 9 * DAY) }, START + 2 * DAY);
    expect(kinds(life.tick(START + 6 * DAY + HOUR).send)).toEqual(['reminder']);
  });

  it('is not looked at for administration alone', () => {
    const life = lifeOf();
    life.brings(START, useAt(START, 'tagger', 'TagResource'));
    life.sendsAll(START, readAs('Disabled'));
    expect(shouldBeRead(life.item, START + DAY)).toBe(false);
  });
});

describe('more callers and operations than are remembered', () => {
  const crowded = () => {
    const life = lifeOf();
    for (let n = 0; n < MOST_FACETS + 10; n += 1) {
      life.brings(START + n, echo(n));
      life.sendsAll(START + n);
    }
    return life;
  };

  it('that KMS did not confirm push nobody out whom it refused', () => {
    const life = crowded();
    for (const role of ['payroll', 'payroll-2', 'payroll-3']) {
      expect(kinds(life.brings(START + DAY, useAt(START + DAY, role)).send)).toEqual(['facet']);
      life.sendsAll(START + DAY);
    }
    expect(life.item.facets.length).toBeLessThanOrEqual(MOST_FACETS + 2);
    const total = life.item.facets.reduce((sum, { count }) => sum + count, life.item.others.count);
    expect(total).toBe(life.item.count);
  });

  it('that are the last of their kind keep their place, so that they are not told as new again', () => {
    const life = lifeOf();
    life.brings(START, useAt(START, 'tagger', 'TagResource'));
    life.sendsAll(START);
    for (let n = 0; n < MOST_FACETS + 5; n += 1) {
      life.brings(START + n, useAt(START + n, `worker-${n}`));
      life.sendsAll(START + n);
    }
    expect(life.brings(START + HOUR, useAt(START + HOUR, 'tagger', 'TagResource')).send).toEqual([]);
  });

  it('do not lead an alert that names others', () => {
    const life = lifeOf();
    for (let n = 0; n < MOST_FACETS - 1; n += 1) {
      life.brings(START + 1000 + n, useAt(START + 1000 + n, `worker-${n}`));
      life.sendsAll(START + n);
    }
    // The one that is named calls more often, the one beyond called earlier.
    const calls = [useAt(START + 20, 'named'), useAt(START + 21, 'named'), useAt(START + 10, 'beyond')];
    const [claim] = life.brings(START + DAY, ...calls).send;
    const telling = claim && tellingOf(life.item, claim);
    expect(telling?.incident.facets.map(({ caller }) => caller.name)).toContain(telling?.incident.lead.caller.name);
  });

  it('are told as not listed, never as hidden', () => {
    const life = crowded();
    life.brings(START + DAY, echo(500));
    const [claim] = life.tick(START + 3 * DAY).send.filter(({ kind }) => kind === 'digest');
    const telling = claim && tellingOf(life.item, claim);
    expect(telling).toMatchObject({ notListed: { calls: expect.any(Number) }, hidden: { silenced: 0 } });
    expect(telling?.notListed.calls).toBeGreaterThan(0);
  });
});

describe('a count', () => {
  it('is about those whom it counts, not about who was gravest long ago', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START);
    life.brings(START + 1, useAt(START + 1, 'tagger', 'TagResource'));
    life.sendsAll(START + 1);
    life.brings(START + DAY, useAt(START + DAY, 'tagger', 'TagResource'));
    const [claim] = life.tick(START + 2 * DAY).send;
    const telling = claim && tellingOf(life.item, claim);
    expect(telling?.incident.lead).toMatchObject({
      caller: { name: 'role tagger', arn: undefined },
      operation: { name: 'TagResource', class: 'management' },
      event: { id: undefined },
    });
  });

  it('of a new caller names no data of others', () => {
    const life = lifeOf();
    const volume = (id: string) => ({ requestParameters: { encryptionContext: { 'aws:ebs:id': id } } });
    life.brings(START, aFinding(1, volume('vol-1')));
    life.sendsAll(START);
    const other = aFinding(2, { ...volume('vol-9'), eventTime: at(2), userIdentity: roleIdentity('report') });
    const [claim] = life.brings(START + 1, other).send;
    const telling = claim && tellingOf(life.item, claim);
    expect(telling?.incident.data.map(({ id }) => id)).toEqual(['vol-9']);
  });

  it('that was claimed before the deletion was scheduled again keeps its totals', () => {
    const life = lifeOf();
    life.brings(START, useAt(START), useAt(START + 1));
    life.settles({ details: readAs('Disabled') }, START + HOUR);
    const before = life.item.outbox[0];
    life.brings(START + 3 * DAY, useAt(START + 3 * DAY));
    const claim = life.item.outbox.find(({ id }) => id === before?.id);
    expect(claim && tellingOf(life.item, claim)).toMatchObject({ total: 2, incident: { count: 2 } });
  });
});

describe('an incident that is over', () => {
  it('does not begin anew by a batch of which everything was counted before', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    life.sendsAll(START, pendingUntil(START + 7 * DAY));
    const late = START + 20 * DAY;
    expect(isOver(life.item, late)).toBe(true);
    const empty = { kind: 'batch', id: 'copies', visible: [], hidden: [], sharedCalls: [] } as const;
    expect(life.happens(empty, late).send).toEqual([]);
    expect(life.item).toMatchObject({ openedAt: START, count: 1, lead: { caller: { name: 'role billing-batch' } } });
  });
});

import { describe, expect, it } from '@jest/globals';
import { readFacts } from '../../../shared/aws/blind-spots/read-facts.ts';
import { guardClients } from '../../../shared/aws/guard-clients.ts';
import { examine } from '../../../shared/blind-spots/examine.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { keysUsedBy } from '../../../shared/blind-spots/own-keys.ts';
import { deliveryOf } from '../../../shared/blind-spots/trail/delivery.ts';
import { feedingTrailsOf } from '../../../shared/blind-spots/trail/feeding.ts';
import { SABOTAGES } from '../../blind-spots/sabotages.ts';
import { healthyAccount } from '../../builders/account.ts';
import { answerAccount, onHost } from '../../fakes/account-over-http.ts';
import { useFakeAws } from '../../fakes/aws.ts';
import { once } from './once.ts';

const aws = useFakeAws();
const clients = once(() => guardClients({ region: undefined, profile: undefined }));

/** What of an account is looked at: keys and buckets that the guard depends on, other Regions where no trail covers them. */
function lookedAt(facts: Facts): Facts {
  const feeding = feedingTrailsOf(facts);
  const delivering = feeding.filter((trail) => deliveryOf(trail, facts).state !== 'fail');
  const covering = delivering.length > 0 ? delivering : feeding;
  const bucketKeys = only(
    facts.bucketKeys,
    feeding.flatMap(({ bucket }) => bucket ?? []),
  );
  const seen = { ...facts, bucketKeys };
  return {
    ...seen,
    keys: only(
      facts.keys,
      keysUsedBy(seen).map(({ keyId }) => keyId),
    ),
    otherRegions: covering.some(({ isMultiRegion }) => isMultiRegion) ? undefined : withKeys(facts.otherRegions),
  };
}

/** A Region without customer keys is not listed. */
const withKeys = (regions: Facts['otherRegions'] = fact([])): Facts['otherRegions'] =>
  regions.known ? fact(regions.value.filter(({ customerKeys }) => customerKeys > 0)) : regions;

const only = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));

const statesOf = (facts: Facts) =>
  Object.fromEntries(examine(facts).map(({ check, verdict }) => [check.id, verdict.state]));

// What the checks are tested on in memory is what AWS's answers are read as: one contract for both.
describe('an account that is sabotaged', () => {
  it.each(SABOTAGES.map((sabotage) => [sabotage.name, sabotage] as const))(
    '%s: is read and judged as it is',
    async (_, sabotage) => {
      const facts = onHost(sabotage.break(healthyAccount()));
      answerAccount(aws, facts);
      const found = await readFacts(clients(), {
        stack: facts.stack.name,
        profile: undefined,
        packageVersion: facts.packageVersion,
        now: facts.now,
        budget: AbortSignal.timeout(8000),
      });
      expect(found).toEqual(lookedAt(facts));
      expect(statesOf(found)).toEqual(statesOf(facts));
    },
  );
});

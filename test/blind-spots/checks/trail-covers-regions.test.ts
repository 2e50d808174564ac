import { describe } from '@jest/globals';
import { trailCoversRegions } from '../../../shared/blind-spots/checks/trail-covers-regions.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { aTrail } from '../../builders/account.ts';
import { withTrail } from '../breaking.ts';
import { basic } from '../selectors.ts';
import { asItIs, judges } from './situations.ts';

const oneRegion = (facts: Facts, otherRegions: Facts['otherRegions']): Facts => ({
  ...withTrail(facts, { isMultiRegion: false }),
  otherRegions,
});

describe('trail-covers-regions', () => {
  judges(trailCoversRegions, [
    ['a multi-Region trail', asItIs, 'pass', 'multi-Region'],
    ['an organization trail', (facts) => withTrail(facts, { isOrganization: true }), 'pass'],
    [
      'one Region, keys elsewhere',
      (facts) =>
        oneRegion(
          facts,
          fact([
            { region: 'us-east-1', customerKeys: 2 },
            { region: 'sa-east-1', customerKeys: 0 },
          ]),
        ),
      'fail',
      'us-east-1 (2)',
      /^(?!.*sa-east-1)/s,
      'update-trail --region eu-west-1',
      '--is-multi-region-trail',
    ],
    [
      'one Region, no keys elsewhere',
      (facts) => oneRegion(facts, fact([{ region: 'us-east-1', customerKeys: 0 }])),
      'pass',
    ],
    [
      'one Region, others not known',
      (facts) => oneRegion(facts, notKnown('no right', 'kms:ListKeys')),
      'unknown',
      'kms:ListKeys',
    ],
    ['one Region, others not asked', (facts) => oneRegion(facts, undefined), 'fail'],
    [
      'a single-Region trail makes up for a write-only multi-Region one, but only here',
      (facts) => ({
        ...facts,
        trails: fact([
          aTrail({ selectors: basic({ readWriteType: 'WriteOnly' }) }),
          aTrail({ name: 'local', isMultiRegion: false }),
        ]),
      }),
      'fail',
      'outside eu-west-1',
      'write-only',
    ],
    [
      'a write-only multi-Region trail alone is for trail-records-kms to find',
      (facts) => withTrail(facts, { selectors: basic({ readWriteType: 'WriteOnly' }) }),
      'pass',
    ],
    ['no trail', (facts) => ({ ...facts, trails: fact([]) }), 'unknown', 'see trail-delivers'],
  ]);
});

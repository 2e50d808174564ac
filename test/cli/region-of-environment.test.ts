import { expect, it } from '@jest/globals';
import { regionOf } from '../../cli/region-of-environment.ts';

// Expected as the AWS CLI User Guide, "Environment variables", has it: AWS_REGION overrides AWS_DEFAULT_REGION.
it.each([
  [{}, undefined],
  [{ AWS_REGION: '', AWS_DEFAULT_REGION: '' }, undefined],
  [{ AWS_REGION: 'eu-west-1' }, 'eu-west-1'],
  [{ AWS_DEFAULT_REGION: 'eu-central-1' }, 'eu-central-1'],
  [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-central-1' }, 'eu-central-1'],
  [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-central-1' }, 'eu-west-1'],
])('%j names Region %s', (environment, region) => {
  expect(regionOf(environment)).toBe(region);
});

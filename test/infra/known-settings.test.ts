import { expect, it } from '@jest/globals';
import { SETTINGS } from '../../infra/settings.ts';
import { KNOWN_SETTINGS } from '../../shared/blind-spots/deployed-settings.ts';

it('the checks for blind spots know every setting of a deployment', () => {
  expect(KNOWN_SETTINGS).toEqual(expect.arrayContaining(SETTINGS.map(({ name }) => name)));
});

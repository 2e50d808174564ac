import { expect, it } from '@jest/globals';
import type { Tools } from '../../../functions/notify-slack/tools.ts';
import type { Alert } from '../../../shared/alert/alert.ts';
import { envelopeOf } from './envelope.ts';
import { aContainer, anAlert, received } from './function.ts';

const VERSION = '0.0.0-test';
const HERE = { stack: 'KmsDeletionGuard', region: 'eu-west-1' };

/** Whether the channel is mentioned for a critical alert of that guard, by the function of {@link HERE}. */
async function isMentioned(guard: Alert['guard'], overrides: Partial<Tools> = {}): Promise<boolean> {
  const world = aContainer(undefined, { settings: { mention: 'channel' }, guard: HERE, ...overrides });
  const body = envelopeOf(JSON.stringify({ ...anAlert('a'), severity: 'critical', guard }));
  await world.invoke(received('a', { body }));
  expect(world.posts).toHaveLength(1);
  return JSON.stringify(world.posts).includes('<!channel>');
}

it('mentions for a critical alert of its own guard', async () => {
  expect(await isMentioned({ version: VERSION, ...HERE })).toBe(true);
  expect(await isMentioned({ version: VERSION, stack: HERE.stack })).toBe(true);
});

it.each([
  ['another stack', { stack: 'SomebodyElse', region: 'eu-west-1' }],
  ['replay', { stack: 'replay' }],
  ['a stack of the same name in another Region', { stack: 'KmsDeletionGuard', region: 'us-east-1' }],
  ['a stack without a name', { stack: '', region: 'eu-west-1' }],
])('sends an alert of %s without a mention', async (_what, guard) => {
  expect(await isMentioned({ version: VERSION, ...guard })).toBe(false);
});

it('mentions for no Region when it does not know its own', async () => {
  const guard = { stack: HERE.stack, region: undefined };
  expect(await isMentioned({ version: VERSION, ...HERE }, { guard })).toBe(false);
  expect(await isMentioned({ version: VERSION, stack: HERE.stack }, { guard })).toBe(true);
});

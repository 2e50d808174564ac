import { describe, expect, it } from '@jest/globals';
import type { BlindSpotAlert } from '../../shared/alert/alert.ts';
import { COLUMNS } from '../../shared/alert/email/layout.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { examine } from '../../shared/blind-spots/examine.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { checkBlindSpots } from '../../shared/pipeline/check-blind-spots.ts';
import { healthyAccount } from '../builders/account.ts';
import { someSettings } from '../builders/alert.ts';
import { aPendingKey, pendingKeys } from '../builders/blind-spot.ts';
import { aWorld } from '../pipeline/blind-spot-world.ts';
import { SABOTAGES } from './sabotages.ts';

/** What is told of an account that was healthy, is found so, and is healthy again. */
async function toldOf(broken: Facts): Promise<readonly BlindSpotAlert[]> {
  let facts = healthyAccount();
  const world = aWorld({
    readFacts: async () => facts,
    readPendingKeys: async () => pendingKeys(aPendingKey()),
    whoChanged: async ({ to }) => fact({ principal: 'role cost-saver', event: 'DeleteIt', time: to }),
  });
  for (const next of [healthyAccount(), broken, broken, healthyAccount()]) {
    facts = next;
    world.clock.move(3_600_000);
    const sendBefore = world.clock.now().getTime() + 80_000;
    await checkBlindSpots(world.ports, { alert: someSettings(), sendBefore });
  }
  return world.alerts;
}

const TITLES = {
  seeing: /^KMS Deletion Guard (cannot see|sees again): /,
  telling: /^alerts (may reach nobody|arrive again): /,
  acting: /^KMS Deletion Guard (cannot|may) cancel/,
};

// The key of the trail may go with which nothing is seen any more, and the alert of that may be lost with the topic's own.
it('a key that the guard depends on concerns what it sees', async () => {
  const broken = SABOTAGES.find(({ name }) => name === 'the key of the trail is pending deletion');
  const [failed] = await toldOf(broken?.break(healthyAccount()) ?? healthyAccount());
  expect(failed).toMatchObject({ check: { id: 'own-keys' }, concerns: 'seeing' });
  expect(failed?.title).toMatch(/^KMS Deletion Guard cannot see: /);
});

// The way of each sabotage, from the facts to the words that people read.
describe.each(SABOTAGES.map((sabotage) => [sabotage.name, sabotage] as const))(
  'of an account where %s',
  (_, sabotage) => {
    const broken = sabotage.break(healthyAccount());
    const verdicts = examine(broken);
    const fails = verdicts.some(({ check, verdict }) => check.id === sabotage.found && verdict.state === 'fail');

    it(`people are told ${fails ? 'once, and once of its end' : 'nothing: it is a warning'}`, async () => {
      const alerts = await toldOf(broken);
      const told = alerts.map(({ check, state }) => `${check.id} ${state}`);
      expect(told).toEqual(fails ? [`${sabotage.found} failed`, `${sabotage.found} recovered`] : []);
      for (const alert of alerts) {
        expect(alert.title).toMatch(TITLES[alert.concerns]);
        const { subject, body } = renderEmail(alert, new Date(alert.since));
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        const commands = alert.nextSteps.map(({ command }) => command);
        for (const line of body.split('\n'))
          if (line.length > COLUMNS) expect(commands.includes(line) || /^https:\/\/\S+$/.test(line)).toBe(true);
      }
    });

    it('no command that mends it is kept from the mail', async () => {
      const [failed] = await toldOf(broken);
      for (const { title } of failed?.nextSteps ?? []) expect(title).not.toContain('not shown here');
    });
  },
);

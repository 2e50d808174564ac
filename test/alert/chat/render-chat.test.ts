import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAboutKey } from '../../../shared/alert/about-key.ts';
import type { Alert, SummaryKey } from '../../../shared/alert/alert.ts';
import { renderChat } from '../../../shared/alert/chat/render-chat.ts';
import { silenceCommand } from '../../../shared/alert/meant-to-go.ts';
import { savingOf, silencesAdvice } from '../../../shared/alert/summary-words.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { known, unavailable } from '../../../shared/kms/key-details.ts';
import { alertOf, knownDetails, NOW, someSettings } from '../../builders/alert.ts';
import { aPendingKey, pendingKeys } from '../../builders/blind-spot.ts';
import { hostileText } from '../../builders/hostile.ts';
import { aRefusal, KEY, roleIdentity } from '../../builders/record.ts';
import { BLIND_SPOTS, blindSpotOf } from '../blind-spots.ts';
import { SITUATIONS } from '../situations.ts';
import { STORIES } from '../stories.ts';
import { expectNotification } from './validate-notification.ts';

const golden = (name: string) => join(import.meta.dirname, `../../fixtures/chat/${name}.json`);
const ALL: Readonly<Record<string, () => Alert | Promise<Alert>>> = { ...SITUATIONS, ...STORIES, ...BLIND_SPOTS };
const made = async (name: string) => {
  const make = ALL[name];
  if (make === undefined) throw new Error(`wanted a story, got ${name}`);
  return make();
};
// Of all that acts in either chat, what our own words outside of code spans never hold.
const ACTING = /[`*~<>&\\@#]|\]\(|:\/\/|:[\w+'-]+:/;
const COMMAND = /`((aws|kms-deletion-guard) [^`]*)`/;

const commandsOf = (alert: Alert): unknown[] => [
  ...alert.nextSteps.map(({ command }) => command),
  ...(isAboutKey(alert) ? [silenceCommand(alert, NOW)] : []),
  ...(alert.kind === 'summary' ? [silencesAdvice(alert).command, ...alert.keys.map(commandFor)] : []),
];
const commandFor = (key: SummaryKey) => {
  const saving = savingOf(key);
  return saving?.kind === 'command' || saving?.kind === 'enable' ? saving.command : undefined;
};

describe.each(Object.keys(ALL))('the notification for %s', (name) => {
  it('reads as was chosen', async () => {
    const text = `${JSON.stringify(renderChat(await made(name), NOW), null, 2)}\n`;
    // To choose other words, run `UPDATE_CHAT=1 npm test -- test/alert/chat` and read the difference.
    if (process.env.UPDATE_CHAT === '1') {
      mkdirSync(join(import.meta.dirname, '../../fixtures/chat'), { recursive: true });
      writeFileSync(golden(name), text);
    }
    expect(text).toBe(readFileSync(golden(name), 'utf8'));
  });

  it('has the form that Amazon Q Developer takes, and commands that are those of the alert', async () => {
    const alert = await made(name);
    const notification = renderChat(alert, NOW);
    expect(expectNotification(notification)).not.toMatch(ACTING);
    const commands = commandsOf(alert);
    for (const step of notification.content.nextSteps) {
      const [, command] = COMMAND.exec(step) ?? [];
      if (command !== undefined) expect(commands).toContain(command);
    }
  });
});

describe('whatever stands in records and names', () => {
  const strange = fc.record({ a: hostileText(), b: hostileText(), c: hostileText(), d: hostileText() });
  const bound = fc
    .constantFrom(1, 1, 1, 60)
    .chain((times) =>
      strange.map(
        (texts) =>
          Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.repeat(times)])) as typeof texts,
      ),
    );

  it('acts in no notification about a key, and none is too long', () => {
    fc.assert(
      fc.property(bound, ({ a, b, c, d }) => {
        const record = aRefusal({
          userIdentity: { ...roleIdentity(a, b), invokedBy: c },
          eventName: `x${d}`,
          requestParameters: { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${c}`, [b]: a } },
        });
        const details = knownDetails({
          aliases: known([`alias/${a}`]),
          tags: unavailable(b),
          scheduledBy: known({ principal: c, time: NOW }),
        });
        const settings = someSettings({
          accountNames: { '111122223333': d },
          ownerTag: 'team',
          consoleLinkTemplate: 'https://x/?a={accountId}&to={destination}',
        });
        expect(expectNotification(renderChat(alertOf([record], details, settings), NOW))).not.toMatch(ACTING);
      }),
      { numRuns: 80 },
    );
  });

  it('acts in no notification about a message or a key that is not known', () => {
    fc.assert(
      fc.property(bound, ({ a, b }) => {
        const echo = aRefusal({ errorMessage: `${a} ${KEY} is pending deletion. ${b}` });
        const nameless = aRefusal({
          errorMessage: `${a} is pending deletion.`,
          resources: [],
          requestParameters: { keyId: b },
        });
        for (const record of [echo, nameless]) {
          const alert = (() => {
            try {
              return alertOf([record]);
            } catch {
              return undefined; // Not every such message counts.
            }
          })();
          if (alert !== undefined) expect(expectNotification(renderChat(alert, NOW))).not.toMatch(ACTING);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('acts in no notification about a blind spot', async () => {
    await fc.assert(
      fc.asyncProperty(bound, async ({ a, b, c, d }) => {
        const alert = await blindSpotOf({
          turn: { found: a },
          fixes: [
            { title: `x ${b}`, command: `aws sns subscribe --notification-endpoint '${c}'` },
            { title: `x ${c}`, url: `https://x/${d}` },
          ],
          pending: fact({ ...pendingKeys(aPendingKey()), notSeen: [{ what: d, reason: a }] }),
          aliases: { [KEY]: `alias/${b}` },
          changedBy: notKnown(c),
          settings: { accountNames: { '111122223333': d } },
        });
        expect(expectNotification(renderChat(alert, NOW))).not.toMatch(ACTING);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the thread', () => {
  const threadOf = (alert: Alert) => renderChat(alert, NOW).metadata.threadId;

  it('is that of the key, for all that is told of it', async () => {
    const stories = ['first-use', 'new-caller', 'digest', 'last-chance'];
    for (const name of stories) expect(threadOf(await made(name))).toBe(KEY);
  });

  it('of a drill is another', async () => {
    const use = alertOf();
    expect(threadOf({ ...use, kind: 'test' })).toBe(`drill/${KEY}`);
  });

  it('of a check is one for each deployment', async () => {
    expect(threadOf(await made('blind-spot'))).toBe('111122223333/eu-west-1/KmsDeletionGuard/trail-records-kms');
    expect(threadOf(await made('blind-spot-recovered'))).toBe(threadOf(await made('blind-spot')));
  });

  it('of a summary is its own', async () => {
    const alert = await made('many-due');
    expect(threadOf(alert)).toBe(alert.id);
  });

  it('of keys that only have names is one for each name', () => {
    const named = (name: string): Alert => {
      const { arn: _, id: _id, ...key } = alertOf().key;
      return { ...alertOf(), key: { ...key, name } };
    };
    expect(threadOf(named('<!channel>'))).toMatch(/^key\/[\w-]{24}$/);
    expect(threadOf(named('a'))).toBe(threadOf(named('a')));
    expect(threadOf(named('a'))).not.toBe(threadOf(named('b')));
  });
});

describe('a command in a notification', () => {
  const stepOf = (command: string) =>
    renderChat({ ...alertOf(), nextSteps: [{ title: 'Do', command }] }, NOW).content.nextSteps.slice(0, 1);

  it.each([
    'aws sns subscribe --notification-endpoint ops@example.com',
    `aws cloudtrail put-event-selectors --event-selectors '[{"ExcludeManagementEventSources":["kms.amazonaws.com"]}]'`,
  ])('stands as it is: %s', (command) => expect(stepOf(command)).toEqual([`Do: \`${command}\``]));

  it.each(["x '`id`'", 'x <!channel>', 'x @here', "x '@here'", 'x & y', 'x \\', 'x é', `x ${'y'.repeat(700)}`])(
    'stands elsewhere, when it would act or be another: %s',
    (command) => expect(stepOf(command)).toEqual(['Do (see the e-mail or the JSON of this alert)']),
  );
});

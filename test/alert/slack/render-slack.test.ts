import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isAboutKey } from '../../../shared/alert/about-key.ts';
import type { Alert } from '../../../shared/alert/alert.ts';
import { renderSlack } from '../../../shared/alert/slack/render-slack.ts';
import { NOW } from '../../builders/alert.ts';
import { asRead, parseMarkup } from '../../slack/markup.ts';
import { faultsOf, textsIn } from '../../slack/validate-message.ts';
import { BLIND_SPOTS } from '../blind-spots.ts';
import { SITUATIONS } from '../situations.ts';
import { STORIES } from '../stories.ts';

const golden = (name: string) => join(import.meta.dirname, `../../fixtures/slack/${name}.json`);
const ALL: Readonly<Record<string, () => Alert | Promise<Alert>>> = { ...SITUATIONS, ...STORIES, ...BLIND_SPOTS };
const made = async (name: string): Promise<Alert> => {
  const make = ALL[name];
  if (make === undefined) throw new Error(`no alert ${name}`);
  return make();
};
const messageOf = (alert: Alert) => renderSlack(alert, NOW, { mention: 'here' });

describe.each(Object.keys(ALL))('the Slack message for %s', (name) => {
  it('reads as was chosen', async () => {
    const text = `${JSON.stringify(messageOf(await made(name)), null, 2)}\n`;
    // To choose other words, run `UPDATE_SLACK=1 npm test -- test/alert/slack` and read the difference.
    if (process.env.UPDATE_SLACK === '1') writeFileSync(golden(name), text);
    expect(text).toBe(readFileSync(golden(name), 'utf8'));
  });

  it('is one that Slack takes', async () => {
    expect(faultsOf(messageOf(await made(name)), '<!here>')).toEqual([]);
  });

  it('mentions people when it is critical, once, and else nobody', async () => {
    const alert = await made(name);
    const mentions = textsIn(messageOf(alert).blocks).flatMap((text) => parseMarkup(text).mentions);
    expect(mentions).toEqual(alert.severity === 'critical' && alert.kind !== 'digest' ? ['<!here>'] : []);
  });

  it('lets every command be copied as it stands in the alert', async () => {
    const alert = await made(name);
    const copied = textsIn(messageOf(alert).blocks)
      .flatMap((text) => parseMarkup(text).code)
      .join('\n')
      .split('\n');
    for (const { command } of alert.nextSteps) if (command !== undefined) expect(copied).toContain(command);
  });
});

const aboutKeys = { ...SITUATIONS, ...STORIES };

describe.each(Object.keys(aboutKeys))('the Slack message for %s', (name) => {
  it('says which key, whose, where, who, and when it goes', async () => {
    const alert = await made(name);
    if (!isAboutKey(alert)) return;
    const { key, occurrences, caller } = alert;
    const read = textsIn(messageOf(alert).blocks).map(asRead).join('\n');
    for (const part of [key.aliases?.[0] ?? key.id, key.accountId, key.accountName, key.region])
      if (part !== undefined) expect(read).toContain(part);
    const [first] =
      alert.kind === 'digest' ? occurrences.callers.filter(({ count }) => count > 0) : occurrences.callers;
    const who = first?.caller ?? caller.name;
    expect(read).toContain(who.replace('@example.com', '@example[.]com'));
    if (key.deletionDate !== undefined) expect(read).toMatch(/destroyed in|Destroyed/);
  });

  it('is told apart from another delivery of itself by its id', async () => {
    const alert = await made(name);
    const last = textsIn(messageOf(alert).blocks.at(-1)).join('\n');
    expect(parseMarkup(last).code).toContain(alert.id);
  });
});

describe('the notification', () => {
  it('has severity, key, when and account, and no markup', async () => {
    expect(messageOf(await made('first-use')).text).toBe(
      'HIGH - KMS key alias/ledger-prod still in use, destroyed in 6 days - payments-prod',
    );
  });
});

describe('blocks as alert-texts has them', () => {
  const typesOf = async (name: string) => messageOf(await made(name)).blocks.map(({ type }) => type);
  it('a management call is small print only', async () => {
    expect(await typesOf('management-call')).toEqual(['context']);
    expect(await typesOf('digest-of-management')).toEqual(['context']);
  });
  it('a digest has no header', async () => expect(await typesOf('digest')).not.toContain('header'));
  it.each(['first-use', 'last-chance', 'many-due', 'blind-spot', 'enable-refused'])('%s has one', async (name) => {
    expect((await typesOf(name))[0]).toBe('header');
  });
  it('one that follows from a record that is not sure has a code block for each command', async () => {
    const blocks = (text: string) => text.split('```').length - 1;
    const textsOf = async (name: string) => textsIn(messageOf(await made(name)).blocks).join('\n');
    expect(blocks(await textsOf('unconfirmed'))).toBe(6);
    expect(blocks(await textsOf('first-use'))).toBe(2);
  });
});

describe('a drill', () => {
  it('says so first, and calls nobody however grave it looks', async () => {
    const alert = { ...(await made('overdue')), kind: 'test', severity: 'critical' } as Alert;
    const { text, blocks } = messageOf(alert);
    expect(text).toMatch(/^TEST - drill: no key is in danger/);
    expect(textsIn(blocks)[1]).toMatch(/^\*THIS IS A DRILL\./);
    expect(faultsOf({ text, blocks })).toEqual([]);
  });
});

describe('whom it mentions', () => {
  it.each([
    ['none', ''],
    ['here', '<!here>'],
    ['channel', '<!channel>'],
    [{ user: 'U012AB3CD' }, '<@U012AB3CD>'],
    [{ group: 'S012AB3CD' }, '<!subteam^S012AB3CD>'],
  ] as const)('%j: %s', async (mention, expected) => {
    const message = renderSlack(await made('overdue'), NOW, { mention });
    expect(faultsOf(message, expected)).toEqual([]);
    expect(textsIn(message.blocks).join('').includes('<!here>')).toBe(expected === '<!here>');
    if (expected !== '') expect(textsIn(message.blocks)[1]).toMatch(new RegExp(`^${expected.replace('^', '\\^')} `));
  });
});

describe('a command that is not one of ours for the key', () => {
  it.each(['aws kms schedule-key-deletion --key-id x', 'aws kms enable-key --region eu-west-1 --key-id x; rm -rf /'])(
    'is not shown, whoever made the alert: %s',
    async (command) => {
      const alert = { ...(await made('first-use')), nextSteps: [{ title: 'Do it', command }] };
      expect(textsIn(messageOf(alert).blocks).join('\n')).not.toContain(command);
    },
  );
});

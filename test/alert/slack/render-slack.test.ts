import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isAboutKey } from '../../../shared/alert/about-key.ts';
import type { Alert, AlertOfKey } from '../../../shared/alert/alert.ts';
import { renderSlack } from '../../../shared/alert/slack/render-slack.ts';
import { dayAndTime } from '../../../shared/alert/time.ts';
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

// The guard has just cancelled, and whatever needs the key fails until a person enables it.
const DOWN = [
  'rescue-cancelled',
  'rescue-cancelled-not-enabled',
  'rescue-cancelled-was-disabled',
  'rescue-enable-failed',
  'rescue-answer-lost',
  'rescue-multi-region',
];

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

  it('mentions people when it is critical, or down until somebody enables it, once, and else nobody', async () => {
    const alert = await made(name);
    const mentions = textsIn(messageOf(alert).blocks).flatMap((text) => parseMarkup(text).mentions);
    const calls = (alert.severity === 'critical' && alert.kind !== 'digest') || DOWN.includes(name);
    expect(mentions).toEqual(calls ? ['<!here>'] : []);
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
  });

  it('says when the key goes', async () => {
    const alert = await made(name);
    if (!isAboutKey(alert) || alert.key.deletionDate === undefined) return;
    const read = textsIn(messageOf(alert).blocks).map(asRead).join('\n');
    // Of management calls alone it is enough how soon.
    if (alert.kind === 'management-call') expect(read).toMatch(/is destroyed in \d+/);
    else expect(read).toContain(dayAndTime(new Date(alert.key.deletionDate)));
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
  it("names our account where the key is another account's", async () => {
    const { text } = messageOf(await made('other-account'));
    expect(text).toMatch(
      /^HIGH - our role report-api needs a key of account 999988887777 .* - reporting-prod, key of partner-x$/,
    );
  });
});

const readAs = async (name: string, change: (alert: AlertOfKey) => Alert = (alert) => alert) => {
  const alert = await made(name);
  if (!isAboutKey(alert)) throw new Error('wanted an alert about a key');
  return textsIn(messageOf(change(alert)).blocks)
    .map(asRead)
    .join('\n');
};

describe('what the end of a key means', () => {
  const NOBODY = 'After that nobody, AWS included, can read what it encrypted.';
  it.each(['first-use', 'digest', 'date-unknown', 'last-chance', 'long-overdue', 'overdue', 'inventory'])(
    'is said: %s',
    async (name) => expect(await readAs(name)).toContain(NOBODY),
  );
  it('is less of a multi-Region key', async () => {
    const read = await readAs('multi-region-replica');
    expect(read).toContain('After that only a related multi-Region key in another Region, if there is one, can read');
    expect(read).not.toContain(NOBODY);
  });
  it('lies ahead while replicas keep the waiting period from starting', async () => {
    expect(await readAs('replica-deletion')).toContain(
      'Its waiting period of 14 days has not started: it starts when the last replica key is deleted.',
    );
  });
  it('is not said of a key that no longer goes', async () => {
    for (const name of ['no-longer-pending', 'digest-after-cancel']) {
      expect(await readAs(name)).not.toContain('After that');
    }
  });
});

describe('a digest', () => {
  it('says when the key goes, who wanted that, and whose it is', async () => {
    const read = await readAs('digest', (alert) => ({ ...alert, key: { ...alert.key, owner: 'team-ledger' } }));
    const lines = read.split('\n');
    expect(lines[1]).toBe('payments-prod (111122223333), eu-west-1.');
    expect(lines[2]).toContain('Destroyed: in 6 days, not before Sat 28 Nov 2026 14:02 UTC.');
    expect(lines).toContain('Scheduled: Fri 20 Nov 14:02 UTC by terraform-deploy (gh-run-8812)');
    expect(lines).toContain('Owner: team-ledger');
  });
  it('of management calls says when as well', async () => {
    expect(await readAs('digest-of-management')).toContain(
      'Destroyed: in 21 days, not before Sun 13 Dec 2026 14:02 UTC',
    );
  });
});

describe('the command that silences a key', () => {
  const KEY_AT = '--region eu-west-1 --key arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const USE = `kms-deletion-guard silence add ${KEY_AT} --for 24h --reason "..."`;
  const MANAGEMENT = `kms-deletion-guard silence add ${KEY_AT} --class management --for 21d --reason "..."`;
  const smallPrintOf = (alert: Alert) =>
    messageOf(alert)
      .blocks.filter(({ type }) => type === 'context')
      .flatMap((block) => textsIn(block).flatMap((text) => parseMarkup(text).code));
  it.each([
    ['first-use', USE],
    ['digest', USE],
    ['management-call', MANAGEMENT],
    ['digest-of-management', MANAGEMENT],
  ])('is in the small print of %s', async (name, command) => {
    expect(smallPrintOf(await made(name))).toContain(command);
  });
  it.each(['last-chance', 'overdue', 'other-account', 'unconfirmed', 'no-longer-pending', 'enable-refused'])(
    'is not offered where it would not work or help: %s',
    async (name) => expect(await readAs(name)).not.toContain('silence add'),
  );
  it.each(['eu-west-1; rm -rf /', '`x`', ''])('is not made with a Region that is none: %j', async (region) => {
    const change = (alert: AlertOfKey): Alert => ({ ...alert, guard: { ...alert.guard, region } });
    expect(await readAs('first-use', change)).not.toContain('silence add');
    expect(await readAs('management-call', change)).not.toContain('silence add');
  });
});

describe('a key of another account', () => {
  it.each(['other-account', 'unconfirmed', 'digest'])(
    'has no link to itself, which opens nothing: %s',
    async (name) => {
      const foreign = await readAs(name, (alert) => ({ ...alert, key: { ...alert.key, otherAccount: true } }));
      expect(foreign).not.toContain('Open the key');
      expect(foreign).toContain('Event');
    },
  );
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

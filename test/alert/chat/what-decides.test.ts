import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert, SummaryAlert, SummaryKey } from '../../../shared/alert/alert.ts';
import { renderChat } from '../../../shared/alert/chat/render-chat.ts';
import { NOW } from '../../builders/alert.ts';
import { hostileText } from '../../builders/hostile.ts';
import { BLIND_SPOTS } from '../blind-spots.ts';
import { SITUATIONS } from '../situations.ts';
import { STORIES } from '../stories.ts';
import { expectNotification } from './validate-notification.ts';

const ALL: Readonly<Record<string, () => Alert | Promise<Alert>>> = { ...SITUATIONS, ...STORIES, ...BLIND_SPOTS };
const contentOf = async (name: string) => {
  const alert = await ALL[name]?.();
  if (alert === undefined) throw new Error(`wanted a story, got ${name}`);
  return renderChat(alert, NOW).content;
};
const summaryOf = (name: 'many-due' | 'hidden-of-the-week'): SummaryAlert => {
  const alert = STORIES[name]?.();
  if (alert?.kind !== 'summary') throw new Error(`wanted a summary, got ${alert?.kind}`);
  return alert;
};
const withKey = (summary: SummaryAlert, change: (key: SummaryKey) => Partial<SummaryKey>): SummaryAlert => ({
  ...summary,
  keys: summary.keys.slice(0, 1).map((key) => ({ ...key, ...change(key) })),
});

describe('when the key goes', () => {
  it.each([
    ['long-overdue', /Goes: should be gone by now.*ended Fri 20 Nov 2026 02:30 UTC/],
    ['overdue', /Goes: at any moment: its waiting period ended Sun 22 Nov 2026 02:30 UTC/],
    ['first-use', /Goes: in 6 days, not before Sat 28 Nov 2026 14:02 UTC\. After that nobody, AWS included, can read/],
    ['multi-region-replica', /Goes: .*After that only a related multi-Region key in another Region/],
    ['replica-deletion', /waiting period of 14 days has not started: it starts when the last replica key is deleted/],
    ['date-unknown', /Goes: when is not known; a waiting period lasts 7 to 30 days/],
  ])('%s says it as the e-mail does', async (name, words) => {
    expect((await contentOf(name)).description).toMatch(words);
  });

  it('is said of a key long overdue in a summary too', () => {
    const summary = withKey(summaryOf('many-due'), () => ({ deletionDate: '2026-11-20T02:30:00.000Z' }));
    expect(renderChat(summary, NOW).content.description).toMatch(/: should be gone by now/);
  });
});

describe('a key of another account', () => {
  it('comes with our account, a text for the owner, and no link that our console does not find', async () => {
    const { description, nextSteps, keywords } = await contentOf('other-account');
    expect(description).toMatch(/^Our `role report-api` of `reporting-prod`, account `111122223333`/);
    expect(description).not.toContain('Open the key');
    expect(nextSteps.at(-1)).toMatch(/^Text for the owner: "Your KMS key 77aa77aa-.*from account 111122223333\./);
    expect(keywords).toEqual(['high', 'key-use', 'reporting-prod', 'partner-x', 'eu-central-1']);
  });
});

describe('what is told of the calls', () => {
  it.each(['unconfirmed', 'unreadable', 'no-longer-pending'])('names caller and operation: %s', async (name) => {
    const { description } = await contentOf(name);
    expect(description).toMatch(/^- Caller: `.+`/m);
    expect(description).toMatch(/^- For: `Decrypt`/m);
  });

  it.each([
    ['digest', /^- Data: `S3 object ledger-archive\/2026\/11\/22\.parquet`/m],
    ['last-chance', /^- Data: `S3 object ledger-archive\/2026\/11\/22\.parquet`/m],
    ['several-callers', /^- Also for: `S3 object ledger-archive\/.+`.*in the other calls$/m],
  ])('names the data: %s', async (name, line) => {
    expect((await contentOf(name)).description).toMatch(line);
  });

  it.each(['first-use', 'digest', 'management-call', 'digest-of-management'])(
    'comes with the command that silences it, last: %s',
    async (name) => expect((await contentOf(name)).nextSteps.at(-1)).toMatch(/`kms-deletion-guard silence add [^`]+`$/),
  );
});

describe('a summary', () => {
  it('has a command for each key that fits, and says where the others are', () => {
    const { nextSteps, description } = renderChat(summaryOf('many-due'), NOW).content;
    const commands = nextSteps.filter((step) => step.includes('`aws kms cancel-key-deletion '));
    expect(commands.length).toBeGreaterThanOrEqual(8);
    expect(nextSteps[1]).toMatch(/^Stop the deletion of `alias\/team-0`: `aws kms cancel-key-deletion .*000`$/);
    expect(nextSteps.at(-1)).toBe(`and ${24 - commands.length} more: see the e-mail or the JSON of this alert`);
    expect(description).toMatch(/`alias\/team-0`.*refused 1 time \(critical\), by `role nightly-backup`/);
  });

  it('offers for each key what can be done about it', () => {
    const stepFor = (change: Partial<SummaryKey>) =>
      renderChat(
        withKey(summaryOf('many-due'), () => change),
        NOW,
      ).content.nextSteps[1];
    expect(stepFor({ confirmed: false })).toMatch(/^See what state `alias\/team-0` is in: `aws kms describe-key /);
    expect(stepFor({ otherAccount: true })).toMatch(
      /^Tell account `111122223333`, only they can cancel .*`arn:aws:kms:/,
    );
    expect(stepFor({ arn: 'arn:aws:kms:eu-west-1:111122223333:key/new' })).toMatch(
      /^Look `alias\/team-0` up .*key\/new`$/,
    );
    expect(stepFor({ state: 'Disabled' })).toBeUndefined();
  });

  it('of the week says how to list silences, and how many more hide calls', () => {
    const hidden = ['a', 'b', 'c', 'd'].map((by) => ({ by: `silence ${by}`, class: 'management' as const, count: 2 }));
    const { nextSteps, description } = renderChat(
      withKey(summaryOf('hidden-of-the-week'), () => ({ hidden })),
      NOW,
    ).content;
    expect(nextSteps).toEqual([expect.stringContaining('`kms-deletion-guard silence list --region eu-west-1`')]);
    expect(description).toMatch(
      /hidden: 2 management calls by `silence a`, 2 management calls by `silence b`, and 2 more$/m,
    );
  });

  it('lets nothing act, and keeps the line with its id', () => {
    const strange = fc.tuple(hostileText(), hostileText(), hostileText(), fc.constantFrom(1, 60));
    fc.assert(
      fc.property(strange, ([a, b, c, times]) => {
        const summary = summaryOf('many-due');
        const change = { alias: a.repeat(times), accountName: b.repeat(times), region: c, accountId: b };
        const callers = [{ caller: c.repeat(times), operation: a, count: 1 }];
        const keys = summary.keys.map((key, at) => ({ ...key, ...change, callers, otherAccount: at % 2 === 0 }));
        const notification = renderChat({ ...summary, keys }, NOW);
        expect(expectNotification(notification)).not.toMatch(/[`*~<>&\\@#]|\]\(|:\/\/|:[\w+'-]+:/);
        expect(notification.content.description).toMatch(new RegExp(`\nAlert ${summary.id}\\.$`));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a check', () => {
  it('that is well again says from when until when it may have failed', async () => {
    expect((await contentOf('blind-spot-recovered')).description).toMatch(
      /may not have been seen from Sat 21 Nov 20:10 UTC until today 03:15 UTC\./,
    );
  });

  it('says what is not known', async () => {
    expect((await contentOf('blind-spot-nothing-known')).description).toMatch(
      /^Not known: .*who changed it \(`no right cloudtrail:LookupEvents`\)/m,
    );
  });
});

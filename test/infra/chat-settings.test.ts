import { describe, expect, it } from '@jest/globals';
import { readSettings, SETTINGS } from '../../infra/settings.ts';

const LOG_GROUP = { logGroupName: 'my-trail' };
const WEBHOOK = { slackWebhookParameter: '/kms-deletion-guard/slack-webhook' };
const IN_SLACK = { slackWorkspaceId: 'T0123ABCDEF', slackChannelId: 'C0123ABCDEF' };
const TENANT = '1234abcd-12ab-34cd-56ef-1234567890ab';
const TEAM = 'ABCD1234-12ab-34cd-56ef-1234567890ab';
const IN_TEAMS = { teamsTenantId: TENANT, teamsTeamId: TEAM, teamsChannelId: '19%3Aabc%40thread.tacv2' };

const settingsOf = (context: Record<string, unknown>) => {
  const outcome = readSettings({ ...LOG_GROUP, ...context });
  if ('faults' in outcome) throw new Error(outcome.faults.join('\n'));
  return outcome.settings;
};
const faultsOf = (context: Record<string, unknown>): readonly string[] => {
  const outcome = readSettings({ ...LOG_GROUP, ...context });
  return 'faults' in outcome ? outcome.faults : [];
};

describe('the settings of Slack', () => {
  it('are a parameter, and beside it whom to mention and on which hosts', () => {
    expect(settingsOf(WEBHOOK).slack).toEqual({ webhookParameter: '/kms-deletion-guard/slack-webhook' });
    const more = { slackMention: 'here', slackWebhookHosts: 'chat.example.com, chat.example.com:8443' };
    expect(settingsOf({ ...WEBHOOK, ...more })).toMatchObject({
      slack: {
        webhookParameter: '/kms-deletion-guard/slack-webhook',
        mention: 'here',
        webhookHosts: ['chat.example.com', 'chat.example.com:8443'],
      },
      amazonQ: undefined,
      given: { ...WEBHOOK, slackMention: 'here', slackWebhookHosts: 'chat.example.com,chat.example.com:8443' },
    });
    for (const slackMention of ['none', 'channel', 'U0123ABCDEF', 'W0123ABCDEF', 'S0123ABCDEF'])
      expect(settingsOf({ ...WEBHOOK, slackMention }).slack).toMatchObject({ mention: slackMention });
    for (const slackMention of ['@here', 'everyone', '<!here>', 'u0123', ''])
      expect(faultsOf({ ...WEBHOOK, slackMention })).toEqual([
        expect.stringMatching(/^slackMention: got ".*", wanted none/),
      ]);
  });

  // A name with a slash must begin with one. Source: Systems Manager API Reference, PutParameter, Name.
  it('take the name of a parameter as Parameter Store would', () => {
    for (const slackWebhookParameter of ['webhook', '/a/b.c_d-e', '/webhook', '/kms-deletion-guard/silences'])
      expect(settingsOf({ slackWebhookParameter }).slack).toEqual({ webhookParameter: slackWebhookParameter });
    const wrong = ['', '/', 'a/b', '/a/', '//a', '/a b', '/a*', '/a:1', `/${'a'.repeat(500)}`];
    for (const slackWebhookParameter of [...wrong, 'arn:aws:ssm:eu-west-1:111122223333:parameter/a', 42])
      expect(faultsOf({ slackWebhookParameter })).toEqual([
        expect.stringMatching(/^slackWebhookParameter: got .*, wanted the name of an SSM parameter/),
      ]);
  });

  it('take no parameter that is a silence, which is read as text and shown', () =>
    expect(faultsOf({ slackWebhookParameter: '/kms-deletion-guard/silences/webhook' })).toEqual([
      expect.stringContaining('that is no silence'),
    ]));

  it('are nothing without the parameter', () => {
    expect(settingsOf({}).slack).toBeUndefined();
    expect(faultsOf({ slackMention: 'here', slackWebhookHosts: 'chat.example.com' })).toEqual([
      'slackMention: got it without slackWebhookParameter, wanted the parameter that holds the webhook as well',
      'slackWebhookHosts: got it without slackWebhookParameter, wanted the parameter that holds the webhook as well',
    ]);
  });
});

describe('the settings of Amazon Q Developer', () => {
  it('are a channel of Slack, one of Microsoft Teams, or both', () => {
    const slack = { workspaceId: 'T0123ABCDEF', channelId: 'C0123ABCDEF' };
    const teams = { tenantId: TENANT, teamId: TEAM, channelId: '19%3Aabc%40thread.tacv2' };
    expect(settingsOf(IN_SLACK).amazonQ).toEqual({ slack });
    expect(settingsOf(IN_TEAMS).amazonQ).toEqual({ teams });
    expect(settingsOf({ ...IN_SLACK, ...IN_TEAMS }).amazonQ).toEqual({ slack, teams });
    expect(settingsOf({}).amazonQ).toBeUndefined();
    expect(settingsOf(IN_SLACK).slack).toBeUndefined();
  });

  it.each([
    [{ slackWorkspaceId: 'T0123ABCDEF' }, 'slackWorkspaceId: got it without slackChannelId, wanted all 2 or none'],
    [{ slackChannelId: 'G0123ABCDEF' }, 'slackChannelId: got it without slackWorkspaceId, wanted all 2 or none'],
    [{ teamsTeamId: TEAM }, 'teamsTeamId: got it without teamsTenantId and teamsChannelId, wanted all 3 or none'],
    [
      { teamsTenantId: TENANT, teamsTeamId: TEAM },
      'teamsTenantId, teamsTeamId: got them without teamsChannelId, wanted all 3 or none',
    ],
  ])('are all there or none: %j', (context, fault) => expect(faultsOf(context)).toEqual([fault]));

  // Source: Amazon Q Developer in chat applications API Reference, TeamsChannelConfiguration.
  it('take the channel of Teams encoded, as its link has it, and as the service asks', () => {
    for (const teamsChannelId of ['19%3aABCDEF-_x%40thread.tacv2', '19%3Aa%40thread.skype'])
      expect(settingsOf({ ...IN_TEAMS, teamsChannelId }).amazonQ?.teams?.channelId).toBe(teamsChannelId);
    for (const teamsChannelId of ['19:abc@thread.tacv2', '19%3Aabc', 'general', `19%3A${'a'.repeat(250)}%40x`])
      expect(faultsOf({ ...IN_TEAMS, teamsChannelId })).toEqual([expect.stringMatching(/^teamsChannelId: .* encoded/)]);
  });

  it('leave room for the Region in the name of the configuration, 128 characters', () => {
    const longest = 'a'.repeat(104);
    expect(`${longest}-ap-southeast-1-teams`.length).toBeLessThanOrEqual(128);
    expect(faultsOf({ ...IN_SLACK, stackName: longest })).toEqual([]);
    expect(faultsOf({ ...IN_SLACK, stackName: `${longest}a` })).toEqual([
      'stackName: got 105 characters, wanted at most 104 with Amazon Q Developer',
    ]);
    expect(faultsOf({ ...WEBHOOK, stackName: `${longest}a` })).toEqual([]);
  });
});

describe('a webhook that is given as a setting', () => {
  const MARK = 'mArKeDsEcReT24';
  const URLS = [
    `https://hooks.slack.com/services/T00000000/B00000000/${MARK}`,
    `HTTPS://HOOKS.SLACK.COM/services/T00000000/B00000000/${MARK}`,
    `hooks.slack.com/services/T00000000/B00000000/${MARK}`,
    `https://hooks.slack-gov.com/services/T00000000/B00000000/${MARK}`,
    `https://hooks.slack.com/workflows/T00000000/A00000000/1/${MARK}`,
    `/services/T00000000/B00000000/${MARK}`,
  ];
  const cases = [...SETTINGS.map(({ name }) => name), 'slackWebhook', 'webhookUrl', 'slackWebhookParam'].flatMap(
    (name) => URLS.map((url) => [name, url] as const),
  );

  it.each(cases)('%s is refused without being shown', (name, url) => {
    for (const value of [url, [url], `ops@example.com,${url}`, { url }, ` ${url}\n`]) {
      const faults = faultsOf({ ...WEBHOOK, [name]: value });
      expect(faults).toContainEqual(
        expect.stringMatching(
          new RegExp(`^${name}: got the URL of a webhook, not shown here, .* aws ssm put-parameter `),
        ),
      );
      expect(faults.join('\n')).not.toContain(MARK);
      expect(faults.join('\n')).not.toMatch(/hooks\.slack/i);
    }
  });

  it.each(['slackWebhookParameter', 'slackWebhookHosts'])('of another service neither, in %s', (name) => {
    const faults = faultsOf({ ...WEBHOOK, [name]: `https://chat.example.com/hooks/${MARK}` });
    expect(faults).toEqual([expect.stringContaining(`${name}: got the URL of a webhook`)]);
    expect(faults.join('')).not.toMatch(/mArKeD|chat\.example/);
  });

  it('is no host, even with https:// before it: nobody can post by that', () => {
    for (const slackWebhookHosts of [
      'https://chat.example.com',
      'http://chat.example.com:8443/',
      ' https://CHAT.example.com',
    ])
      for (const value of [slackWebhookHosts, `chat.example.net,${slackWebhookHosts}`, [slackWebhookHosts]])
        expect(faultsOf({ ...WEBHOOK, slackWebhookHosts: value })).toEqual([
          `slackWebhookHosts: got "${slackWebhookHosts.trim()}", wanted host names without https://, such as chat.example.com,chat.example.com:8443`,
        ]);
    expect(settingsOf({ ...WEBHOOK, slackWebhookHosts: 'hooks.slack.com' }).slack).toMatchObject({
      webhookHosts: ['hooks.slack.com'],
    });
    const secret = ['/x', '?x', '#x', ',https://chat.example.com/x', ',https://x@chat.example.com'];
    for (const rest of secret)
      expect(faultsOf({ ...WEBHOOK, slackWebhookHosts: `https://chat.example.com${rest}` })).toEqual([
        expect.stringContaining('got the URL of a webhook'),
      ]);
  });

  it.each([
    ['slackMention', 'https://chat.example.com/hooks/marked-123'],
    ['slackChannelId', 'https://chat.example.com/hooks/marked-123'],
    ['teamsChannelId', 'https://example.webhook.office.com/webhookb2/marked-123'],
    ['slackWebhookParameter', 'chat.example.com/hooks/marked-123'],
    ['slackWebhookParameter', 'hooks%2Eslack%2Ecom%2Fservices%2Fmarked-123'],
    ['slackWebhookHosts', 'chat.example.com/hooks/marked-123'],
    ['slackMention', ['marked-123/x']],
  ])('is not shown where %s is given %j, of whichever service and in whatever form', (name, value) => {
    const faults = faultsOf({ ...WEBHOOK, [name]: value });
    expect(faults.join('\n')).toContain(`${name}: got`);
    expect(faults.join('\n')).not.toContain('marked');
  });

  it('does not keep from seeing what was mistyped', () =>
    expect(faultsOf({ ...WEBHOOK, slackMention: 'everybody' }).join()).toContain('got "everybody"'));

  it('says what to do: take it back, and store the new one', () => {
    const [fault = '', ...more] = faultsOf({ slackWebhookParameter: URLS[0] });
    expect(more).toEqual([]);
    for (const part of [
      "the shell's history",
      'cdk.json',
      'make a new webhook',
      'remove this one',
      '--type SecureString',
    ])
      expect(fault).toContain(part);
  });

  it('is not seen in a link that is none', () =>
    expect(faultsOf({ runbookUrl: 'https://wiki.example.com/slack/services/team' })).toEqual([]));
});

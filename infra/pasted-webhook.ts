const WEBHOOK = /hooks\.slack(?:-gov)?\.com|services\/T[A-Z0-9]{2,}\/B[A-Z0-9]{2,}\//i;
/** Settings that a webhook of another service is likely to be given to. */
const ABOUT_WEBHOOKS = ['slackWebhookParameter', 'slackWebhookHosts'];

const HOST = /^(?:https?:\/\/)?[a-z0-9.-]+(?::\d{1,5})?\/?$/i;

/** Hosts with nothing behind them, by which nobody can post: no secret, even when they are Slack's, or begin with https://. */
const areHosts = (raw: unknown): boolean =>
  [raw].flat().every((entry) => typeof entry === 'string' && entry.split(',').every((host) => HOST.test(host.trim())));

/** Whether a value of CDK context looks like the URL of a webhook, which whoever has it can post by: it must be in no output. */
export function holdsWebhook(name: string, raw: unknown): boolean {
  if (name === 'slackWebhookHosts' && areHosts(raw)) return false;
  const text = JSON.stringify(raw) ?? '';
  return WEBHOOK.test(text) || (ABOUT_WEBHOOKS.includes(name) && /:\/\/|https?:/i.test(text));
}

/** The fault of such a setting, without its value. The new one is read from the keyboard, as the shell remembers its command lines. */
export const WEBHOOK_GIVEN =
  'got the URL of a webhook, not shown here, as it is a secret, wanted the name of the SSM parameter that holds it, in slackWebhookParameter; ' +
  "this URL now stands in the shell's history or in cdk.json, so take it out there, make a new webhook and remove this one, and store the new URL " +
  '(docs/slack.md), which this command reads from the keyboard, ended by Enter and Ctrl-D: aws ssm put-parameter --type SecureString --name /kms-deletion-guard/slack-webhook --value file:///dev/stdin';

const PLAIN = /^"(?:[A-Za-z0-9.,: @<>!-]{0,40}|(?:https?:\/\/)?[A-Za-z0-9.-]+(?::\d{1,5})?\/?)"(?: twice)?$/;

/**
 * What was got, in a fault of a setting about Slack or Teams: ids and host names are short and plain, and whatever is not may be the
 * webhook of any service, without its scheme, or escaped.
 */
export const shownFault = (name: string, got: string): string =>
  /^(?:slack|teams)/.test(name) && !PLAIN.test(got) ? 'a value that is not shown, as it may be a secret' : got;

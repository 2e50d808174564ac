import { ENVIRONMENT } from '../../contract/environment.ts';
import { type Fix, fail, pass, type Verdict } from '../check.ts';
import { ENVIRONMENT_AGAIN, valueIn } from '../checks/settings.ts';
import { deployedSettings, isSetTo, settingOf } from '../deployed-settings.ts';
import type { Facts, ParameterFacts, SlackFacts } from '../facts.ts';
import { byAws, byCommand } from '../fixes.ts';
import { keyFact } from '../key-facts.ts';
import { SSM_KEY } from '../own-keys.ts';
import { unread } from '../verdicts.ts';

/** Whether the function can read a webhook, and that of the settings. What the URL is, or whether it is one, nobody here can see. */
export function judgeWebhook(slack: SlackFacts, facts: Facts): Verdict {
  const { webhook, parameter = '' } = slack;
  const moved = anotherParameter(slack, facts);
  if (moved !== undefined) return moved;
  if (!webhook.known) return unread(webhook, "the parameter of Slack's webhook");
  if (webhook.value === 'missing')
    return fail(`parameter ${parameter}, which is to hold the webhook of Slack, is not there`, store(parameter, facts));
  return judgeParameter(parameter, webhook.value, facts);
}

function anotherParameter({ function: its, parameter }: SlackFacts, { stack }: Facts): Verdict | undefined {
  const settings = deployedSettings(stack);
  if (!its.known || its.value === 'missing' || !settings.known) return undefined;
  const is = valueIn(its.value.environment, ENVIRONMENT.slackWebhookParameter);
  const given = settingOf(settings.value, 'slackWebhookParameter');
  if (is === undefined || given === undefined || isSetTo(given, is)) return undefined;
  return fail(
    `function ${its.value.name} takes the webhook of Slack from parameter ${parameter}, which nobody set`,
    ENVIRONMENT_AGAIN,
  );
}

/**
 * The function takes a SecureString alone, and has no right to use a key. Source: Systems Manager API Reference, PutParameter:
 * HierarchyTypeMismatchException, the type of a parameter cannot be changed.
 */
function judgeParameter(name: string, { type, keyId }: ParameterFacts, facts: Facts): Verdict {
  if (type !== 'SecureString')
    return fail(
      `parameter ${name} is of type ${type ?? 'unknown'}, so that the webhook of Slack stands there in clear and is not used`,
      byAws('delete it', 'ssm', 'delete-parameter', facts.region, { '--name': name }),
      { title: 'make a new webhook in Slack, and revoke the old one, which others may have read' },
      store(name, facts),
    );
  if (keyId === undefined || keyId === SSM_KEY) return pass(`parameter ${name} is there`);
  const key = keyFact(facts, keyId);
  if (!key.known) return unread(key, `the key of parameter ${name}`);
  if (key.value !== 'missing' && key.value.manager === 'AWS') return pass(`parameter ${name} is there`);
  return fail(
    `parameter ${name} lies under ${keyId}, a key that the function has no right to use`,
    store(name, facts, '--overwrite'),
  );
}

/** The URL is read from the terminal, since an argument would stand in the shell's history and in the list of processes. */
const store = (name: string, { region }: Facts, ...flags: readonly '--overwrite'[]): Fix =>
  byCommand(
    'store the URL of the webhook: paste it when the command waits, then press Enter and Ctrl-D',
    ['aws', 'ssm', 'put-parameter', ...flags],
    { '--region': region, '--name': name, '--type': 'SecureString', '--value': 'file:///dev/stdin' },
  );

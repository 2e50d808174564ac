import { type Name, TRAIL_COST, type Values } from './setting-rows.ts';

const NO_SOURCE =
  'got neither logGroupName nor createTrail, wanted one: -c logGroupName=NAME for the log group that your trail already ' +
  `delivers to, or -c createTrail=true for a trail of the guard's own, of which ${TRAIL_COST}`;
/** Lambda's quota is 4 KB for all variables together; ARNs and names take the rest. */
const ENVIRONMENT_BYTES = 3_000;
const LONG_TEXTS = [
  'accountNames',
  'consoleLinkTemplate',
  'runbookUrl',
  'ownerTag',
  'remediationNever',
  'ignoreCallers',
] as const;

type Given = (name: Name) => boolean;

/** What is wrong between settings that may each be right, a line for each. */
export function contradictions(values: Values, context: Readonly<Record<string, unknown>>): readonly string[] {
  const given: Given = (name) => context[name] !== undefined && context[name] !== null;
  return [
    ...inSource(values, given),
    ...inSlack(given),
    ...inAmazonQ(values, given),
    ...inRemediation(given),
    ...inLength(values),
  ];
}

function inSource(values: Values, given: Given): readonly string[] {
  const faults: string[] = [];
  if (given('logGroupName') && values.createTrail === true) {
    faults.push(`logGroupName, createTrail: got both, wanted one, as ${TRAIL_COST}`);
  } else if (!given('logGroupName') && (!given('createTrail') || values.createTrail === false)) faults.push(NO_SOURCE);
  if (given('topicKeyArn') && !given('topicArn')) {
    faults.push('topicKeyArn: got a key without topicArn, wanted the topic that it encrypts as well');
  }
  return faults;
}

/** Somebody who mentions people in Slack wants Slack. */
const inSlack = (given: Given): readonly string[] =>
  (['slackMention', 'slackWebhookHosts'] as const)
    .filter((name) => given(name) && !given('slackWebhookParameter'))
    .map(
      (name) => `${name}: got it without slackWebhookParameter, wanted the parameter that holds the webhook as well`,
    );

/** Somebody who says how the guard is to act wants it to act; one who says off besides wants it to stop, now. A mode that is not one has a fault of its own. */
const inRemediation = (given: Given): readonly string[] =>
  given('remediation')
    ? []
    : (['remediationScope', 'remediationNever', 'remediationWithinDays', 'remediationDailyLimit'] as const)
        .filter(given)
        .map(
          (name) =>
            `${name}: got it without remediation, wanted remediation=dry-run, cancel or cancel-and-enable as well, or off`,
        );

const CHANNELS = [
  ['slackWorkspaceId', 'slackChannelId'],
  ['teamsTenantId', 'teamsTeamId', 'teamsChannelId'],
] as const;
/** The name of a channel's configuration has 128 characters: the stack's name, a hyphen, the Region, and `-teams`. */
const STACK_NAME_WITH_CHAT = 104;

function inAmazonQ({ stackName = '' }: Values, given: Given): readonly string[] {
  const torn = CHANNELS.flatMap((names) => {
    const missing = names.filter((name) => !given(name));
    const there = names.filter(given);
    const one = there.length === 1 ? 'it' : 'them';
    return there.length === 0 || missing.length === 0
      ? []
      : [`${there.join(', ')}: got ${one} without ${missing.join(' and ')}, wanted all ${names.length} or none`];
  });
  const long = CHANNELS.flat().some(given) && stackName.length > STACK_NAME_WITH_CHAT;
  return long
    ? [
        ...torn,
        `stackName: got ${stackName.length} characters, wanted at most ${STACK_NAME_WITH_CHAT} with Amazon Q Developer`,
      ]
    : torn;
}

function inLength(values: Values): readonly string[] {
  const bytes = Buffer.byteLength(LONG_TEXTS.map((name) => values[name] ?? '').join(''));
  if (bytes <= ENVIRONMENT_BYTES) return [];
  return [
    `${LONG_TEXTS.join(', ')}: got ${bytes} bytes together, wanted at most ` +
      `${ENVIRONMENT_BYTES}, as a function's environment holds 4 KB; name the accounts and callers that matter most`,
  ];
}

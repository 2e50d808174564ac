import type { Facts, SilenceFacts } from '../../shared/blind-spots/facts.ts';
import { SILENCE_PATH } from '../../shared/contract/names.ts';
import { type Answering, ifKnown, jsonPage, type Manner, seconds } from './account/answers.ts';
import { answerCloudWatch, answerFunctions, answerStores } from './account/functions.ts';
import { answerBuckets, answerKeys } from './account/keys.ts';
import { answerLogs } from './account/logs.ts';
import { answerRemediation } from './account/remediation.ts';
import { answerSlack } from './account/slack.ts';
import { answerStack, answerTopics } from './account/stack.ts';
import { answerTrails } from './account/trails.ts';

/** More than any list has. */
const ONE_PAGE: Manner = { pageSize: 1000 };

/**
 * Makes a stand-in AWS answer as the account of these facts would, in the shapes of the API References. A fact that is not known is
 * refused. The addresses of the queues must be on the stand-in's host, see {@link onHost}.
 */
export function answerAccount(aws: Answering, facts: Facts, manner: Manner = ONE_PAGE): void {
  answerStack(aws, facts, manner);
  answerTopics(aws, facts, manner);
  answerTrails(aws, facts);
  answerLogs(aws, facts, manner);
  answerFunctions(aws, facts);
  answerCloudWatch(aws, facts, manner);
  answerStores(aws, facts);
  answerSlack(aws, facts);
  answerRemediation(aws, facts, manner);
  answerKeys(aws, facts, manner);
  answerBuckets(aws, facts);
  aws.answer('GetParametersByPath', (request) =>
    ifKnown(facts.silences, (silences) => jsonPage(request, manner, 'Parameters', 'NextToken', parametersOf(silences))),
  );
}

/** The same account with its queues on another host, since SQS is asked where a queue's address says. */
export function onHost(facts: Facts, url: string | undefined = process.env.AWS_ENDPOINT_URL): Facts {
  if (url === undefined) return facts;
  const moved = Object.entries(facts.stack.outputs).map(([name, value]) =>
    name.endsWith('QueueUrl') ? [name, new URL(new URL(value).pathname, url).href] : [name, value],
  );
  return { ...facts, stack: { ...facts.stack, outputs: Object.fromEntries(moved) } };
}

/** Silences as `silence add` writes them; a malformed one is of the wrong type. */
const parametersOf = ({ silences, malformed }: SilenceFacts) => [
  ...silences.map(({ name, until, writtenAt, ...rest }) => ({
    Name: `${SILENCE_PATH}${name}`,
    Type: 'String',
    LastModifiedDate: seconds(writtenAt),
    Value: JSON.stringify({ ...rest, until: until.toISOString() }),
  })),
  ...malformed.map(({ name }) => ({
    Name: `${SILENCE_PATH}${name}`,
    Type: 'SecureString',
    LastModifiedDate: 0,
    Value: 'x',
  })),
];

import { beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig as readCheckConfig } from '../../functions/check-blind-spots/config.ts';
import { readConfig } from '../../functions/detect-key-use/config.ts';
import { NOW } from '../builders/alert.ts';
import { aPayload } from '../builders/payload.ts';
import { aRefusal, KEY } from '../builders/record.ts';
import { type Answer, snsError, useFakeAws } from '../fakes/aws.ts';
import { answerParameters } from '../fakes/ssm.ts';
import { ofKey } from '../pipeline/guard.ts';
import { aContainer, answerTable } from './container.ts';
import { ENVIRONMENT_GIVEN, figuresIn, TOPIC } from './tools.ts';

const CHAT_TOPIC = 'arn:aws:sns:eu-west-1:111122223333:chat';
const aws = useFakeAws();
beforeEach(() => {
  answerTable(aws);
  answerParameters(aws, NOW);
});
const withChat = () => aContainer(aws, { config: { chatTopicArn: CHAT_TOPIC } });
const batch = aPayload([ofKey(KEY.replace('1234abcd', '99999999'), 1), aRefusal()]);
const TAKEN: Answer = {
  status: 200,
  body: '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
};

/** What was published to a topic, as JSON. */
const publishedTo = (arn: string): Record<string, unknown>[] =>
  aws.requests
    .filter(({ operation, parameters }) => operation === 'Publish' && parameters.TopicArn === arn)
    .map(({ parameters }) => JSON.parse(String(parameters.Message)));
const answerTopic = (arn: string, answer: Answer) =>
  aws.answer('Publish', ({ parameters }) => (parameters.TopicArn === arn ? answer : TAKEN));

describe('detect-key-use with a chat topic', () => {
  it('tells it each alert that the alert topic gets, in the shape that Amazon Q Developer takes', async () => {
    const { told, lines } = await withChat().invoke(batch);
    const chat = publishedTo(CHAT_TOPIC);
    expect(told).toHaveLength(2);
    expect(chat.map(({ id }) => id)).toEqual(told.map(({ id }) => id));
    for (const message of chat) expect(message).toMatchObject({ version: '1.0', source: 'custom' });
    expect(lines.map(({ message }) => message)).not.toContain('chat');
  });

  it('tells drills there too', async () => {
    await withChat().invoke({ ...Object(aPayload([aRefusal()])), kmsDeletionGuardDrill: true });
    expect(publishedTo(CHAT_TOPIC)).toMatchObject([{ metadata: { eventType: 'kms-deletion-guard-test' } }]);
  });

  it.each<[string, Answer]>([
    ['refuses', snsError(403, 'AuthorizationError')],
    ['is down', snsError(500, 'InternalFailure')],
    ['hangs', 'hang'],
    ['breaks off', 'reset'],
  ])(
    'that %s, tells the alert topic all the same, fails nothing, and says what the chat has not got',
    async (_, answer) => {
      answerTopic(CHAT_TOPIC, answer);
      const container = withChat();
      const { thrown, answered, told, lines } = await container.invoke(batch);
      expect(thrown).toBeUndefined();
      expect(answered).toMatchObject({ sent: 2 });
      expect(told).toHaveLength(2);
      const line = lines.find(({ message }) => message === 'chat');
      expect(line).toMatchObject({
        level: 'error',
        chatNotSent: 2,
        failures: [expect.stringContaining(': '), expect.stringContaining(': ')],
      });
      expect(figuresIn(line)).toEqual({ ChatNotSent: 2 });
      expect(lines.find(({ message }) => message === 'batch')).toMatchObject({
        level: 'info',
        sent: 2,
        messagesFailed: 0,
      });
    },
  );

  it('is told an alert that the alert topic does not take, once, although Lambda tries that again', async () => {
    answerTopic(TOPIC, snsError(403, 'AuthorizationError'));
    const container = withChat();
    const one = aPayload([aRefusal()]);
    expect(String((await container.invoke(one)).thrown)).toContain('1 alert failed');
    expect(publishedTo(CHAT_TOPIC)).toHaveLength(1);
    answerTopic(TOPIC, TAKEN);
    expect((await container.invoke(one)).answered).toMatchObject({ sent: 1 });
    expect(publishedTo(CHAT_TOPIC)).toHaveLength(1);
  });

  it('is told nothing when there is none', async () => {
    const { told } = await aContainer(aws).invoke(batch);
    expect(told).toHaveLength(2);
    expect(aws.requests.filter(({ operation }) => operation === 'Publish')).toHaveLength(2);
  });
});

describe('the configuration of the chat topic', () => {
  const backstop = { GUARD_BACKSTOP_TOPIC_ARN: `${TOPIC}-backstop` };

  it('is optional, for both functions', () => {
    expect(readConfig(ENVIRONMENT_GIVEN).chatTopicArn).toBeUndefined();
    expect(readConfig({ ...ENVIRONMENT_GIVEN, GUARD_CHAT_TOPIC_ARN: CHAT_TOPIC }).chatTopicArn).toBe(CHAT_TOPIC);
    const check = readCheckConfig({ ...ENVIRONMENT_GIVEN, ...backstop, GUARD_CHAT_TOPIC_ARN: CHAT_TOPIC });
    expect(check.chatTopicArn).toBe(CHAT_TOPIC);
  });

  it('is a fault when it is no topic', () => {
    expect(() => readConfig({ ...ENVIRONMENT_GIVEN, GUARD_CHAT_TOPIC_ARN: 'chat' })).toThrow(
      'GUARD_CHAT_TOPIC_ARN: got "chat", wanted the ARN of an SNS topic',
    );
  });
});

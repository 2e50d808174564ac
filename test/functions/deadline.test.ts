import { expect, it } from '@jest/globals';
import { detectKeyUse } from '../../functions/detect-key-use/detect-key-use.ts';
import type { Alert } from '../../shared/alert/alert.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import { NOW } from '../builders/alert.ts';
import { aPayload } from '../builders/payload.ts';
import { aRefusal, eventId, KEY } from '../builders/record.ts';

it('a topic that hangs does not keep the function from saying, in time, which alerts were not sent', async () => {
  let time = NOW.getTime();
  const tried: Alert[] = [];
  const lines: Record<string, unknown>[] = [];
  const records = Array.from({ length: 9 }, (_, at) =>
    aRefusal({ eventID: eventId(at), errorMessage: `${KEY.replace('1234abcd', `${at}234abcd`)} is pending deletion.` }),
  );
  const invocation = detectKeyUse(aPayload(records), {
    config: {
      topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      stackName: 'KmsDeletionGuard',
      ownRoleArn: 'arn:aws:iam::111122223333:role/guard',
      accountNames: {},
      consoleLinkTemplate: undefined,
      runbookUrl: undefined,
      ownerTag: undefined,
      managementCalls: 'notify',
    },
    version: '0.0.0-test',
    readerOfInvocation: () => async () => nothingKnown('offline'),
    publish: async (alert) => {
      tried.push(alert);
      time += 20_000;
      throw new Error('TimeoutError');
    },
    now: () => new Date(time),
    log: (message, fields) => void lines.push({ message, ...fields }),
  });
  await expect(invocation).rejects.toThrow('9 of 9 alerts were not sent');
  expect(time - NOW.getTime()).toBeLessThan(60_000);
  expect(tried.length).toBeGreaterThan(0);
  expect(lines).toHaveLength(1);
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment } from './deployment.ts';
import { guardByNpm } from './guard-command.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { layRoad } from './sns-road.ts';

describe('kms-deletion-guard drill', () => {
  let stack: Deployment;
  let inbox: Inbox;
  beforeAll(async () => {
    stack = await deployment();
    inbox = await openInbox(stack.alertTopicArn);
  });

  it('sends an alert of kind `test` the whole way from the function to the topic', async () => {
    const { status, stdout } = await guardByNpm('drill');
    expect([status, stdout]).toEqual([EXIT.done.code, expect.stringContaining(stack.alertTopicArn)]);
    const { alert, subject, attributes } = await alertAbout(inbox, '00000000-0000-4000-8000-000000000000');
    expect(alert.kind).toBe('test');
    expect(attributes.kind).toBe('test');
    expect(subject).toContain('[TEST]');
    expect(await inbox.unclaimed()).toEqual([]);
  });

  it('fails when SNS takes nothing', async () => {
    const road = await layRoad(stack.functionName);
    try {
      road.shut();
      const { status, stdout } = await guardByNpm('drill');
      expect([status, stdout]).toEqual([EXIT.checkFailed.code, expect.stringContaining('FAILED')]);
      expect(await inbox.unclaimed()).toEqual([]);
    } finally {
      await road.remove();
    }
  });
});

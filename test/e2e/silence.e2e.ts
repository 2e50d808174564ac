import { randomUUID } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { silenceParameters } from '../../shared/aws/silences.ts';
import { aPayload } from '../builders/payload.ts';
import { type Json, roleIdentity } from '../builders/record.ts';
import { alertAbout, alertsAbout, summaries } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { freshContainers, invoke, sweep } from './function.ts';
import { guard } from './guard-command.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { DAY, type Incidents, incidentsIn } from './incidents.ts';
import { createPendingKey, recordOf, useKey } from './pending-key.ts';

const NAME = 'crossplane';
const WRONG = 'by-mistake';

/** Adds it by the command. */
const addSilence = () =>
  guard(
    ...['silence', 'add', '--name', NAME, '--caller', 'role crossplane-*', '--class', 'management'],
    ...['--for', '7d', '--reason', 'it tags keys every minute until the account is closed', '--by', 'alice'],
  );

describe('a silence on the administration of keys by a controller', () => {
  let stack: Deployment;
  let inbox: Inbox;
  let incidents: Incidents;
  const parameters = silenceParameters(new SSMClient());
  beforeAll(async () => {
    stack = await deployment();
    // Whatever other scenarios have left behind is told before.
    await sweep(stack.functionName);
    inbox = await openInbox(stack.alertTopicArn);
    incidents = incidentsIn(stack.tableName);
    expect(await addSilence()).toMatchObject({ status: EXIT.done.code });
    // A container remembers silences for a minute.
    await freshContainers(stack.functionName);
  });
  afterAll(async () => {
    for (const name of [NAME, WRONG]) await parameters.remove(name);
    await freshContainers(stack.functionName);
  });

  const aKey = async () => {
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    const use = recordOf(await useKey(key, 'Decrypt'));
    const tagging: Json = {
      ...use,
      eventName: 'TagResource',
      userIdentity: roleIdentity('crossplane-provider'),
      requestParameters: { keyId: key.arn, tags: [{ tagKey: 'team', tagValue: 'ledger' }] },
    };
    const taggings = (times: number) => Array.from({ length: times }, () => ({ ...tagging, eventID: randomUUID() }));
    return { key, use, taggings };
  };

  it('keeps its calls quiet, counts them, and tells them once a week', async () => {
    const [quiet, used] = [await aKey(), await aKey()];
    await invoke(stack.functionName, aPayload([...quiet.taggings(4), ...used.taggings(2), used.use]));
    await invoke(stack.functionName, aPayload(quiet.taggings(3)));
    const { alert } = await alertAbout(inbox, used.key.arn);
    expect(alert).toMatchObject({
      kind: 'key-use',
      operation: { name: 'Decrypt' },
      occurrences: { count: 1, silenced: 2, callers: [{ caller: 'role billing-batch', operation: 'Decrypt' }] },
    });
    expect(await inbox.unclaimed()).toEqual([]);
    expect(await incidents.of(quiet.key)).toMatchObject({
      count: 0,
      outbox: [],
      hidden: [{ hiddenBy: { kind: 'silence', by: NAME, class: 'management' }, count: 7, pending: 7 }],
    });

    for (const { key } of [quiet, used]) await incidents.waits(key, 8 * DAY);
    await sweep(stack.functionName);
    const [weekly, ...others] = await summaries(inbox);
    expect(others).toEqual([]);
    expect(weekly?.alert).toMatchObject({ kind: 'summary', reason: 'weekly', severity: 'low' });
    const hidden = weekly?.alert.keys.map(({ arn, count, hidden: by }) => ({ arn, count, by }));
    const by = (count: number) => [{ by: `silence ${NAME}`, class: 'management', count }];
    expect(hidden).toHaveLength(2);
    expect(hidden).toContainEqual({ arn: quiet.key.arn, count: 7, by: by(7) });
    expect(hidden).toContainEqual({ arn: used.key.arn, count: 2, by: by(2) });

    await sweep(stack.functionName);
    expect(await inbox.unclaimed()).toEqual([]);
  });

  it('hides nothing once it is gone, nor does one that is malformed, which is named', async () => {
    expect(await guard('silence', 'remove', NAME)).toMatchObject({ status: EXIT.done.code });
    const until = new Date(Date.now() + 7 * DAY).toISOString();
    const wrong = { class: 'management', caller: 'role crossplane-*', til: until, reason: 'x', by: 'alice' };
    expect(await parameters.put(WRONG, JSON.stringify(wrong))).toBe('written');
    await freshContainers(stack.functionName);
    const { key, taggings } = await aKey();
    await invoke(stack.functionName, aPayload(taggings(2)));
    const [message, ...others] = await alertsAbout(inbox, [key.arn]);
    expect(others).toEqual([]);
    expect(message?.alert).toMatchObject({ kind: 'management-call', occurrences: { count: 2, silenced: 0 } });
    const { reason } = message?.alert.unavailable.find(({ part }) => part === `silences.${WRONG}`) ?? {};
    expect(reason).toMatch(/hides nothing.*til/);

    expect(await addSilence()).toMatchObject({ status: EXIT.done.code });
    const { stdout } = await guard('silence', 'check');
    expect(stdout).toMatch(
      new RegExp(`Silence ${NAME} has hidden \\d+ findings\\. Of what was told it\\s+would\\s+have\\s+hidden`),
    );
    expect(stdout).toContain(`2  TagResource by role crossplane-provider, ${key.alias}\n`);
  });
});

import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import type { ExplainReport } from '../../cli/reports/explain.ts';
import type { KeysReport } from '../../cli/reports/keys.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { guard } from './guard-command.ts';
import { openInbox } from './inbox.ts';
import { createPendingKey, recordOf, useKey } from './pending-key.ts';
import { deliver } from './trail.ts';

const ELSEWHERE = 'eu-west-2';

describe('the keys that are about to go', () => {
  let stack: Deployment;
  beforeAll(async () => {
    stack = await deployment();
  });

  const keys = async (...args: readonly string[]): Promise<{ status: number; report: KeysReport }> => {
    const { status, stdout } = await guard('keys', '--format', 'json', ...args);
    return { status, report: JSON.parse(stdout) };
  };

  it('are listed in all Regions; one whose use was refused since is in use', async () => {
    const inbox = await openInbox(stack.alertTopicArn);
    const used = await createPendingKey({ region: HOME_REGION, alias: 'alias/used' });
    const quiet = await createPendingKey({ region: ELSEWHERE, alias: 'alias/quiet' });
    await deliver(stack.logGroupName, [recordOf(await useKey(used, 'Decrypt'))]);
    await alertAbout(inbox, used.arn);
    const { status, report } = await keys();
    expect(status).toBe(EXIT.useFound.code);
    const verdictOn = (arn: string) => report.keys.find((key) => key.arn === arn)?.verdict.kind;
    expect(verdictOn(used.arn)).toBe('in-use');
    // The emulator knows no GetKeyLastUsage, and has kept no records from before the test.
    expect(verdictOn(quiet.arn)).toBe('cannot-tell');
    expect(report.regions).toEqual(expect.arrayContaining([HOME_REGION, ELSEWHERE]));
  });

  it('are looked for in a Region alone, on request', async () => {
    const { status, report } = await keys('--region', ELSEWHERE);
    expect(status).toBe(EXIT.incomplete.code);
    expect(new Set(report.keys.map(({ region }) => region))).toEqual(new Set([ELSEWHERE]));
  });

  it('have events that can be explained by their id', async () => {
    await createPendingKey({ region: HOME_REGION, alias: 'alias/explained' });
    const eventId = await eventually('the event of the scheduling', async () => {
      const { Events: events = [] } = await new CloudTrailClient().send(new LookupEventsCommand({ MaxResults: 50 }));
      return events.find(({ EventName: name }) => name === 'ScheduleKeyDeletion')?.EventId;
    });
    const { status, stdout } = await guard('explain', '--format', 'json', eventId);
    const report: ExplainReport = JSON.parse(stdout);
    expect([status, report.records.map(({ counts }) => counts)]).toEqual([EXIT.done.code, [false]]);
  });
});

import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { forTerminal } from '../../shared/alert/inert.ts';
import type { DeployedStack, Deployment, Invocation } from '../../shared/aws/deployed-stack.ts';
import { DRILL_MARKER } from '../../shared/contract/names.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paragraph } from '../output/layout.ts';
import { type Terminal, write } from '../terminal.ts';

/** What the function answers for a batch, as far as a drill looks at it. */
const Outcome = v.object({ findings: v.number(), sent: v.number(), tracked: v.boolean() });

/**
 * Sends a made-up refusal through the deployed function and follows it to the topic: the function, its rights and the topic are
 * tested, the trail and the filters are not. No key is touched. The alert is of kind `test`, by a marker that stands beside the
 * payload, where no record can put one.
 */
export async function drill(stack: DeployedStack, { stdout, now }: Terminal): Promise<ExitCode> {
  const started = now().getTime();
  const say = (text: string) => {
    const head = `${((now().getTime() - started) / 1000).toFixed(1).padStart(6)} s  `;
    return write(stdout, `${head}${paragraph(forTerminal(text, 500), head.length).trimStart()}`);
  };
  const deployment = await stack.find();
  await say(`found version ${deployment.version}, function ${deployment.functionName}`);
  const id = randomUUID();
  await say(`sending a made-up record, event ${id}`);
  const invocation = await stack.invoke(deployment.functionName, {
    ...payloadOf(deployment, id, now()),
    [DRILL_MARKER]: { id },
  });
  const fault = faultOf(invocation);
  if (fault !== undefined) {
    await say(`FAILED: ${fault}`);
    await write(stdout, paragraph(ADVICE[invocation.kind]));
    return EXIT.checkFailed.code;
  }
  await say('the alert was published to');
  await write(stdout, paragraph(forTerminal(deployment.alertTopicArn, 500), 10));
  await write(stdout, paragraph(NOW_LOOK));
  return EXIT.done.code;
}

const NOW_LOOK =
  'Now look for the message "[TEST] drill: ..." where alerts should arrive. If it is not there within a minute, a subscription is missing or not confirmed: docs/runbook.md, "No alert comes". The trail is not part of this drill.';

const LOOK_AT_LOG = 'Look at the function\'s log for this minute; docs/runbook.md, "No alert comes".';

/** Where to look after a drill that failed. */
const ADVICE: Readonly<Record<Invocation['kind'], string>> = {
  answered: LOOK_AT_LOG,
  failed: LOOK_AT_LOG,
  'not-invoked': 'The function never ran, so nothing was tested, and its log says nothing of this drill.',
  'no-answer': `It may have run all the same, and the alert may come. ${LOOK_AT_LOG}`,
};

function faultOf(invocation: Invocation): string | undefined {
  if (invocation.kind === 'failed') return `the function failed: ${invocation.reason}`;
  if (invocation.kind === 'not-invoked') return `it could not be invoked; ${invocation.reason}`;
  if (invocation.kind === 'no-answer') return `nobody knows whether it ran; ${invocation.reason}`;
  const outcome = v.safeParse(Outcome, invocation.payload);
  if (!outcome.success) return 'the function answered something else than an outcome; is it of another version?';
  const { findings, sent, tracked } = outcome.output;
  if (findings !== 1 || sent !== 1) return `wanted one finding and one alert, got ${findings} and ${sent}`;
  return tracked
    ? undefined
    : 'the alert was published, but the table of incidents could not be reached: repeats would not be counted';
}

/** A log subscription payload with one record: a Decrypt refused by a key that nobody has, in the account of the topic. */
function payloadOf({ alertTopicArn }: Deployment, eventID: string, now: Date): { awslogs: { data: string } } {
  const [, partition = 'aws', , region = '', accountId = ''] = alertTopicArn.split(':');
  const key = `arn:${partition}:kms:${region}:${accountId}:key/00000000-0000-4000-8000-000000000000`;
  const record = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:${partition}:sts::${accountId}:assumed-role/kms-deletion-guard-drill/drill`,
      accountId,
      sessionContext: { sessionIssuer: { type: 'Role', userName: 'kms-deletion-guard-drill' } },
    },
    eventTime: now.toISOString(),
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    awsRegion: region,
    errorCode: 'KMSInvalidStateException',
    errorMessage: `${key} is pending deletion.`,
    resources: [{ accountId, type: 'AWS::KMS::Key', ARN: key }],
    eventID,
    recipientAccountId: accountId,
  };
  const batch = {
    messageType: 'DATA_MESSAGE',
    owner: accountId,
    logGroup: 'drill',
    logStream: 'drill',
    subscriptionFilters: [],
    logEvents: [{ id: eventID, timestamp: now.getTime(), message: JSON.stringify(record) }],
  };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } };
}

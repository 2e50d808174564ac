import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeSubscription } from '../shared/cloudwatch-logs/decode.ts';
import { createCollector } from '../shared/incident/collector.ts';
import { collectRecords, recordTextsOf } from '../shared/pipeline/collect-records.ts';
import { couldBeHiddenBy, subjectOf } from '../shared/silence/hiding.ts';

// 10,000 log events through decode, parse, detect and collect, against the floor that nothing can beat: inflating the payload
// and parsing the envelope and each message as JSON. Both in turn in one process, so that the ratio holds on any machine.
const EVENTS = 10_000;
const ROUNDS = 15;
const KEYS = 20;
const MOST_TIMES_FLOOR = 2;
const MOST_MEGABYTES = 512;

const recordOf = (n: number, refused: boolean) => {
  const key = `arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-${String(n % KEYS).padStart(12, '0')}`;
  const session = `i-${String(n % 50).padStart(17, '0')}`;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLEID:${session}`,
      arn: `arn:aws:sts::111122223333:assumed-role/billing-batch-${n % 3}/${session}`,
      accountId: '111122223333',
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEID',
          arn: `arn:aws:iam::111122223333:role/billing-batch-${n % 3}`,
          accountId: '111122223333',
          userName: `billing-batch-${n % 3}`,
        },
        attributes: { creationDate: '2026-11-22T01:00:00Z', mfaAuthenticated: 'false' },
      },
      invokedBy: 'AWS Internal',
    },
    eventTime: new Date(Date.UTC(2026, 10, 22, 3) + n * 10).toISOString().replace(/\.\d+/, ''),
    eventSource: 'kms.amazonaws.com',
    eventName: n % 2 === 0 ? 'Decrypt' : 'GenerateDataKey',
    awsRegion: 'eu-west-1',
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    ...(refused ? { errorCode: 'KMSInvalidStateException', errorMessage: `${key} is pending deletion.` } : {}),
    requestParameters: {
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::ledger-archive/2026/11/22/part-${n}.parquet` },
    },
    responseElements: null,
    additionalEventData: { keyMaterialId: '249ff1560efc7b313c30919fb4f95b43831f4dddb51134f69816742654cf2919' },
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: true,
    resources: [{ accountId: '111122223333', type: 'AWS::KMS::Key', ARN: key }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
  };
};

function payloadOf(refusedOf: (n: number) => boolean) {
  const batch = {
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: 'trail',
    logStream: '111122223333_CloudTrail_eu-west-1',
    subscriptionFilters: ['kms-deletion-guard'],
    logEvents: Array.from({ length: EVENTS }, (_, n) => ({
      id: String(n).padStart(56, '3'),
      timestamp: Date.UTC(2026, 10, 22),
      message: JSON.stringify(recordOf(n, refusedOf(n))),
    })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } };
}

function floor(payload: { awslogs: { data: string } }): number {
  const batch = JSON.parse(gunzipSync(Buffer.from(payload.awslogs.data, 'base64')).toString('utf8'));
  return batch.logEvents.filter(({ message }: { message: string }) => JSON.parse(message).errorMessage !== undefined)
    .length;
}

const NOW = new Date(Date.UTC(2026, 10, 22));
const IGNORE = { ignoreCallers: [], managementCalls: 'notify' } as const;

async function guard(payload: unknown): Promise<number> {
  const batch = decodeSubscription(payload);
  if (!batch.ok || batch.value.kind !== 'data') throw new Error('wanted a batch');
  const collector = createCollector((finding) => couldBeHiddenBy(subjectOf(finding), [], IGNORE, NOW));
  const { findings } = collectRecords(recordTextsOf(batch.value), collector, { now: () => NOW }, undefined);
  const counted = collector.keys().flatMap(({ parts }) => parts.map(({ counter }) => counter.counted()));
  if (counted.reduce((sum, one) => sum + (one?.incident.count ?? 0), 0) !== findings)
    throw new Error('wanted every finding counted');
  return findings;
}

const median = (figures: number[]) =>
  figures.sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;

async function measure(name: string, refusedOf: (n: number) => boolean): Promise<number> {
  const payload = payloadOf(refusedOf);
  const wanted = floor(payload);
  const [ours, bare, ratios]: [number[], number[], number[]] = [[], [], []];
  for (let round = -3; round < ROUNDS; round += 1) {
    const start = performance.now();
    floor(payload);
    const between = performance.now();
    const findings = await guard(payload);
    const end = performance.now();
    if (findings !== wanted) throw new Error(`got ${findings} findings, wanted ${wanted}`);
    if (round < 0) continue;
    bare.push(between - start);
    ours.push(end - between);
    ratios.push((end - between) / (between - start));
  }
  const ratio = median(ratios);
  console.log(
    `${name.padEnd(34)} ${median(ours).toFixed(0).padStart(5)} ms ${median(bare).toFixed(0).padStart(5)} ms ${ratio.toFixed(2).padStart(5)} times the floor`,
  );
  return ratio;
}

console.log(`${EVENTS} log events, median of ${ROUNDS} rounds, Node ${process.version}`.padEnd(70));
console.log(`${''.padEnd(34)} ${'guard'.padStart(8)} ${'floor'.padStart(8)}`);
const ratios = [
  await measure('every event a finding', () => true),
  await measure('one event in a hundred a finding', (n) => n % 100 === 0),
];
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(`peak memory ${megabytes.toFixed(0)} MB`);
if (Math.max(...ratios) > MOST_TIMES_FLOOR || megabytes > MOST_MEGABYTES) {
  console.error(`wanted at most ${MOST_TIMES_FLOOR} times the floor and ${MOST_MEGABYTES} MB`);
  process.exitCode = 1;
}

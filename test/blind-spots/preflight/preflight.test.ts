import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { TrailFacts } from '../../../shared/blind-spots/facts.ts';
import type { Before, Wishes } from '../../../shared/blind-spots/preflight/before.ts';
import { preflight } from '../../../shared/blind-spots/preflight/preflight.ts';
import { aLogGroup, anAlarm, aTrail, aTrailStatus, daysAgo, NAMES } from '../../builders/account.ts';
import { hostileText } from '../../builders/hostile.ts';
import {
  aGroup,
  anAccountBefore,
  DATA_ONLY,
  noWishes,
  organizationTrail,
  standingStack,
  WITHOUT_KMS,
  WRITE_ONLY,
} from './before.ts';

const UNCHANGED = { appliesToTransformed: false, fieldSelectionCriteria: undefined };

const judged = (changes: Partial<Before> = {}, wishes: Partial<Wishes> = {}) =>
  preflight(anAccountBefore(changes), noWishes(wishes));

const wordsOf = ({ sources }: ReturnType<typeof judged>) =>
  sources.flatMap(({ remarks }) =>
    remarks.map(({ verdict }) => `${verdict.state}: ${'found' in verdict ? verdict.found : verdict.reason}`),
  );

const lastCommand = ({ advice }: ReturnType<typeof judged>) => advice.at(-1)?.command;
const withTrail = (changes: Partial<TrailFacts>) => ({ trails: fact([aTrail(changes)]) });

describe('a source', () => {
  it('is usable when a good trail feeds a good log group', () => {
    const found = judged();
    expect(found.outcome).toBe('ready');
    expect(found.sources).toHaveLength(1);
    expect(found.chosen).toMatchObject({
      state: 'usable',
      logGroup: { name: 'my-trail', region: 'eu-west-1', accountId: '111122223333' },
      trails: [{ name: 'management', isMultiRegion: true }],
      slots: { known: true, value: [] },
    });
    expect(wordsOf(found).filter((words) => !words.startsWith('pass: '))).toEqual([]);
  });

  it.each([
    ['write-only', { selectors: WRITE_ONLY }, 'is write-only'],
    ['without KMS', { selectors: WITHOUT_KMS }, 'leaves out KMS'],
    ['of data events alone', { selectors: DATA_ONLY }, 'records no management events'],
    ['stopped', { status: fact(aTrailStatus({ isLogging: false, stoppedAt: daysAgo(3) })) }, 'management'],
    [
      'refused by the log group',
      { status: fact(aTrailStatus({ logsDeliveryError: 'AccessDenied', logsDeliveredAt: daysAgo(3) })) },
      'AccessDenied',
    ],
  ] as const)('is blind on a trail that is %s', (_name, trail, words) => {
    const found = judged(withTrail(trail));
    expect([found.outcome, found.chosen]).toEqual(['not-ready', undefined]);
    expect(found.sources.map(({ state }) => state)).toEqual(['blind']);
    expect(wordsOf(found).filter((each) => each.startsWith('fail: '))).toEqual([expect.stringContaining(words)]);
    expect(found.sources[0]?.remarks[0]?.verdict).toMatchObject({
      fixes: expect.arrayContaining([expect.objectContaining({ title: expect.any(String) })]),
    });
  });

  it('is blind on an old trail that has never delivered: no new deployment is there to be given time', () => {
    const found = judged(withTrail({ status: fact(aTrailStatus({ logsDeliveredAt: undefined })) }));
    expect(wordsOf(found)[0]).toBe('fail: trail management has never delivered to the log group');
  });

  it('is well fed by a reader and a writer together', () => {
    const trails = fact([
      aTrail({ selectors: WRITE_ONLY }),
      aTrail({
        ...{ name: 'reads', arn: `${NAMES.trailArn}-2` },
        selectors: fact({
          kind: 'basic',
          selectors: [
            {
              readWriteType: 'ReadOnly',
              includeManagementEvents: true,
              excludeManagementEventSources: [],
              hasDataResources: false,
            },
          ],
        }),
      }),
    ]);
    const found = judged({ trails });
    expect(found.chosen).toMatchObject({ state: 'usable', trails: [{ name: 'management' }, { name: 'reads' }] });
  });

  it.each(['INFREQUENT_ACCESS', 'DELIVERY', 'ESSENTIALS'])('is blind on a log group of class %s', (logGroupClass) => {
    const found = judged({ logGroups: [aGroup({ logGroup: fact(aLogGroup({ logGroupClass })) })] });
    expect(found.sources.map(({ state }) => state)).toEqual(['blind']);
    expect(wordsOf(found)).toContainEqual(expect.stringMatching(new RegExp(`^fail: .*class ${logGroupClass}`)));
  });

  it('is blind under a key that is pending deletion', () => {
    const { keys } = anAccountBefore();
    const [keyId = ''] = Object.keys(keys);
    const found = judged({
      keys: {
        [keyId]: fact({
          arn: keyId,
          state: 'PendingDeletion',
          deletionDate: daysAgo(-5),
          manager: 'CUSTOMER',
          policy: undefined,
        }),
      },
    });
    expect(found.outcome).toBe('not-ready');
    expect(wordsOf(found)[0]).toMatch(/^fail: .*, the key of trail management, is in state PendingDeletion/);
  });

  it('is usable, with a warning, when its bucket is in another account, out of sight', () => {
    const bucketKeys = {
      [NAMES.bucket]: notKnown('AWS does not allow it (AccessDenied)', 's3:GetEncryptionConfiguration'),
    };
    const found = judged({ bucketKeys });
    expect(found.outcome).toBe('ready');
    expect(wordsOf(found)[0]).toMatch(/^warn: whether all keys .* AWS does not allow it/);
  });

  it('is usable, with a warning, for one Region alone', () => {
    const found = judged(withTrail({ isMultiRegion: false }));
    expect(found.outcome).toBe('ready');
    expect(wordsOf(found)[0]).toMatch(/^warn: .*eu-west-1/);
  });

  it('is a trail without a log group, blind and cheaper mended than doubled', () => {
    const found = judged({ ...withTrail({ logGroupArn: undefined }), logGroups: [] });
    expect(found.sources).toMatchObject([{ state: 'blind', logGroup: undefined, trails: [{ name: 'management' }] }]);
    expect(found.outcome).toBe('not-ready');
    expect(found.advice[0]?.title).toMatch(/without a second trail/);
    expect(lastCommand(found)).toBe('AWS_REGION=eu-west-1 npx cdk deploy -c createTrail=true');
  });

  it('is elsewhere when its log group lies in another Region', () => {
    const logGroupArn = 'arn:aws:logs:us-east-1:111122223333:log-group:my-trail:*';
    const found = judged({ ...withTrail({ logGroupArn, homeRegion: 'us-east-1' }), logGroups: [] });
    expect(found.sources).toMatchObject([{ state: 'elsewhere', logGroup: { region: 'us-east-1' } }]);
    expect(JSON.stringify(found.sources)).toContain('ask again with --region us-east-1');
  });

  it('is elsewhere in another Region, whatever is known of a log group of that name here', () => {
    const trails = fact([aTrail({ logGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:my-trail:*' })]);
    const logGroups = [aGroup({ logGroup: notKnown('no answer in time') })];
    expect(judged({ trails, logGroups }).sources.map(({ state }) => state)).toEqual(['elsewhere']);
  });

  it('of this account in another Region is gone to before a second trail is made', () => {
    const logGroupArn = 'arn:aws:logs:us-east-1:111122223333:log-group:my-trail:*';
    const { advice } = judged({ ...withTrail({ logGroupArn }), logGroups: [] }, { profile: 'security' });
    expect(advice.map(({ command }) => command)).toEqual([
      'kms-deletion-guard preflight --region us-east-1 --profile security',
      expect.stringMatching(/npx cdk deploy .*-c createTrail=true/),
    ]);
    const ofOthers = judged({
      trails: fact([{ ...organizationTrail(), logGroupArn: logGroupArn.replace('111122223333', '444455556666') }]),
      logGroups: [],
    });
    expect(JSON.stringify(ofOthers.advice)).not.toContain('kms-deletion-guard preflight');
  });

  it.each([
    ['my-trail', 'my-trail'],
    ["it's $(mine)", `'it'\\''s $(mine)'`],
  ])('of this account and Region that is gone is said to be, with what makes it again: %s', (name, typed) => {
    const logGroupArn = `arn:aws:logs:eu-west-1:111122223333:log-group:${name}:*`;
    const missing = { ...withTrail({ logGroupArn }), logGroups: [aGroup({ name, logGroup: fact('missing') })] };
    for (const logGroupName of [undefined, name]) {
      const found = judged(missing, { logGroupName });
      expect([found.outcome, found.sources.map(({ state }) => state)]).toEqual(['not-ready', ['blind']]);
      expect(wordsOf(found)).toEqual([`fail: there is no log group ${name} in eu-west-1 any more`]);
      expect(found.sources[0]?.remarks[0]?.verdict).toMatchObject({
        fixes: [{ command: `aws logs create-log-group --region eu-west-1 --log-group-name ${typed}` }],
      });
      expect(JSON.stringify(found)).not.toContain('credentials of account');
    }
  });

  it('that is gone is none to update a standing guard onto', () => {
    const logGroups = [aGroup({ logGroup: fact('missing') })];
    const { advice } = judged({ logGroups, stack: fact(standingStack()) });
    expect(advice).toEqual([{ title: expect.stringMatching(/^there is no log group my-trail: create it/) }]);
  });

  it('is elsewhere when its organization keeps the log group in another account', () => {
    const name = 'aws-controltower/CloudTrailLogs';
    const logGroups = [aGroup({ name, logGroup: fact('missing') })];
    const found = judged({ trails: fact([organizationTrail()]), logGroups });
    expect(found.sources).toMatchObject([{ state: 'elsewhere', logGroup: { name, accountId: '444455556666' } }]);
    expect(JSON.stringify(found.sources)).toMatch(/deploy there: .* credentials of account 444455556666, in eu-west-1/);
    expect(found.outcome).toBe('not-ready');
  });

  it('is elsewhere when a log group here only has the same name', () => {
    const trails = fact([aTrail({ logGroupArn: 'arn:aws:logs:eu-west-1:444455556666:log-group:my-trail:*' })]);
    expect(judged({ trails }).sources.map(({ state }) => state)).toEqual(['elsewhere']);
  });

  it('is taken when the filter of another deployment stands there', () => {
    const subscriptionFilters = fact([
      { name: 'kms-deletion-guard', pattern: '', destinationArn: 'arn:aws:lambda:x', ...UNCHANGED },
    ]);
    expect(judged({ logGroups: [aGroup({ subscriptionFilters })] })).toMatchObject({
      sources: [{ state: 'taken' }],
      chosen: undefined,
      outcome: 'not-ready',
    });
    const unread = judged({ logGroups: [aGroup({ subscriptionFilters })], stack: notKnown('no answer in time') });
    expect(unread.sources).toMatchObject([
      { state: 'usable', remarks: [{ verdict: { state: 'warn' } }, ...Array(5).fill({})] },
    ]);
    const own = judged({ logGroups: [aGroup({ subscriptionFilters })], stack: fact(standingStack()) });
    expect(own.chosen?.state).toBe('usable');
  });

  it('names who has its slots, and refuses nothing for their number', () => {
    const filter = (name: string) => ({ name, pattern: '', destinationArn: `to-${name}`, ...UNCHANGED });
    const subscriptionFilters = fact(['siem', 'lake', 'a', 'b', 'c'].map(filter));
    const found = judged({ logGroups: [aGroup({ subscriptionFilters })] });
    expect(found.outcome).toBe('ready');
    expect(found.chosen?.slots).toMatchObject({
      value: [{ filter: 'siem', destination: 'to-siem' }, ...Array(4).fill({})],
    });
  });
});

describe('which source is chosen', () => {
  const second = 'arn:aws:logs:eu-west-1:111122223333:log-group:second';
  const two = (first: Partial<TrailFacts>, other: Partial<TrailFacts>) => ({
    trails: fact([
      aTrail(first),
      aTrail({ name: 'other', arn: `${NAMES.trailArn}-2`, logGroupArn: `${second}:*`, ...other }),
    ]),
    logGroups: [aGroup(), aGroup({ name: 'second', logGroup: fact(aLogGroup({ name: 'second', arn: second })) })],
  });

  it('is the one that sees', () => {
    const found = judged(two({ selectors: WRITE_ONLY }, {}));
    expect(found.sources.map(({ state }) => state)).toEqual(['usable', 'blind']);
    expect(lastCommand(found)).toBe('AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=second');
  });

  it('is the one that sees every Region', () => {
    expect(judged(two({ isMultiRegion: false }, {})).chosen?.logGroup?.name).toBe('second');
  });

  it('is the one that was asked for, and no other', () => {
    expect(judged(two({}, {}), { logGroupName: 'second' }).chosen?.logGroup?.name).toBe('second');
    const blind = judged(two({}, { selectors: WRITE_ONLY }), { logGroupName: 'second' });
    expect([blind.outcome, blind.chosen]).toEqual(['not-ready', undefined]);
    expect(blind.sources[0]).toMatchObject({ state: 'blind', logGroup: { name: 'second' } });
  });

  it('is listed once, also when the log group that was asked for cannot be read', () => {
    const logGroups = [aGroup({ logGroup: notKnown('no answer in time') })];
    expect(judged({ logGroups }, { logGroupName: 'my-trail' }).sources.map(({ state }) => state)).toEqual(['unknown']);
    expect(judged({}, { logGroupName: 'my-trail' }).sources.map(({ state }) => state)).toEqual(['usable']);
  });

  it('is none when no trail feeds what was asked for', () => {
    const changes = { trails: fact([]), logGroups: [aGroup()] };
    const found = judged(changes, { logGroupName: 'my-trail' });
    expect(found.sources).toMatchObject([{ state: 'blind', logGroup: { name: 'my-trail' }, trails: [] }]);
    const gone = judged(
      { trails: fact([]), logGroups: [aGroup({ logGroup: fact('missing') })] },
      { logGroupName: 'my-trail' },
    );
    expect(wordsOf(gone)).toEqual(['fail: there is no log group my-trail in eu-west-1']);
  });
});

describe('what stands in the way', () => {
  const byHand = fact([anAlarm({})]);

  it('is an alarm made by hand from the page of AWS: other names are offered, or to delete it', () => {
    const found = judged({ alarms: byHand });
    expect(found.outcome).toBe('ready');
    expect(found.remarks[0]?.verdict).toMatchObject({
      state: 'warn',
      fixes: [
        { command: 'aws cloudwatch delete-alarms --region eu-west-1 --alarm-names KMSKeyPendingDeletionErrorAlarm' },
      ],
    });
    expect(lastCommand(found)).toBe(
      'AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail -c alarmName=KMSKeyPendingDeletionErrorAlarm-KmsDeletionGuard -c metricNamespace=CloudTrailLogMetrics-KmsDeletionGuard',
    );
  });

  it('is not the alarm of the stack itself', () => {
    const found = judged({ alarms: byHand, stack: fact(standingStack()) });
    expect(JSON.stringify(found.remarks)).not.toContain('second alarm');
    const foreign = judged({ alarms: byHand, stack: fact(standingStack({ resources: fact([]) })) });
    expect(JSON.stringify(foreign.remarks)).toContain('second alarm');
  });

  it('is, less gravely, a metric filter made by hand', () => {
    const metricFilters = fact([
      {
        ...{
          name: 'by hand',
          pattern: 'x',
          namespace: 'CloudTrailLogMetrics',
          metricName: 'KMSKeyPendingDeletionErrorCount',
        },
        ...{
          metricValue: '1',
          defaultValue: undefined,
          dimensions: {},
          unit: undefined,
          emitSystemFieldDimensions: [],
        },
        ...UNCHANGED,
      },
      {
        ...{ name: 'other', pattern: 'x', namespace: 'CloudTrailLogMetrics', metricName: 'RootLogin' },
        ...{
          metricValue: '1',
          defaultValue: undefined,
          dimensions: {},
          unit: undefined,
          emitSystemFieldDimensions: [],
        },
        ...UNCHANGED,
      },
    ]);
    const found = judged({ logGroups: [aGroup({ metricFilters })] });
    expect(found.remarks.map(({ verdict }) => verdict)).toMatchObject([
      {
        state: 'warn',
        fixes: [
          {
            command:
              "aws logs delete-metric-filter --region eu-west-1 --log-group-name my-trail --filter-name 'by hand'",
          },
        ],
      },
    ]);
    expect(lastCommand(found)).toBe('AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail');
  });

  it("is a stack of that name that is somebody else's: no line deploys over it", () => {
    const found = judged({ stack: fact(standingStack({ outputs: {} })) });
    expect([found.outcome, found.advice]).toEqual(['not-ready', []]);
    expect(found.remarks[0]?.verdict).toMatchObject({ state: 'fail' });
  });

  it('is not a stack that was never made', () => {
    const found = judged({ stack: fact(standingStack({ outputs: {}, status: 'ROLLBACK_COMPLETE' })) });
    expect(found.outcome).toBe('ready');
    expect(lastCommand(found)).toBe('AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail');
  });
});

describe('the line that deploys', () => {
  it('has all that was decided, quoted for the shell', () => {
    const wishes = {
      emails: ["o'brien@example.com", 'ops@example.com'],
      profile: 'sec team',
      logGroupName: 'my-trail',
    };
    const found = judged({ stackName: 'Second' }, wishes);
    expect(lastCommand(found)).toBe(
      "AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail -c 'emails=o'\\''brien@example.com,ops@example.com' -c stackName=Second -c alarmName=KMSKeyPendingDeletionErrorAlarm-Second -c metricNamespace=CloudTrailLogMetrics-Second --profile 'sec team'",
    );
  });

  it.each([
    ['is missing', fact('missing' as const), /once: bootstrap/],
    ['is too old', fact(5), /version 5 is older than the 6/],
    ['cannot be seen', notKnown('AWS does not allow it (AccessDenied)', 'ssm:GetParameter'), /unless .*AccessDenied/],
  ] as const)('comes after bootstrap where that %s', (_name, bootstrap, title) => {
    const { advice } = judged({ bootstrap });
    expect(advice.map(({ command }) => command)).toEqual([
      'AWS_REGION=eu-west-1 npx cdk bootstrap -c logGroupName=my-trail',
      'AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail',
    ]);
    expect(advice[0]?.title).toMatch(title);
  });

  it('comes alone where CDK is bootstrapped', () => {
    expect(judged({ bootstrap: fact(6) }).advice).toHaveLength(1);
  });

  it('of a guard that stands keeps its settings, but for what is typed now', () => {
    const outputs = {
      Version: '0.1.0',
      Settings: JSON.stringify({
        createTrail: 'true',
        emails: 'a@example.com',
        windowMinutes: '30',
        ownerTag: 'sha256:0123456789abcdef',
      }),
    };
    const stack = fact(standingStack({ outputs }));
    const kept = judged({ stack });
    expect(lastCommand(kept)).toBe(
      'AWS_REGION=eu-west-1 npx cdk deploy -c createTrail=true -c emails=a@example.com -c windowMinutes=30',
    );
    expect(kept.advice.at(-1)?.title).toContain('add ownerTag');
    expect(lastCommand(judged({ stack }, { logGroupName: 'my-trail', emails: ['b@example.com'] }))).toBe(
      'AWS_REGION=eu-west-1 npx cdk deploy -c emails=b@example.com -c windowMinutes=30 -c logGroupName=my-trail',
    );
    const silent = judged({ stack: fact(standingStack({ outputs: { Version: '0.1.0', Settings: '{' } })) });
    expect(silent.advice).toEqual([{ title: expect.stringContaining('with the settings of the first time') }]);
  });

  it('of a guard that stands judges the log group that it reads, not a better one', () => {
    const arn = 'arn:aws:logs:eu-west-1:111122223333:log-group:better';
    const changes = {
      trails: fact([aTrail({ selectors: WRITE_ONLY }), aTrail({ name: 'better', logGroupArn: arn })]),
      logGroups: [aGroup(), aGroup({ name: 'better', logGroup: fact(aLogGroup({ name: 'better', arn })) })],
    };
    expect(judged(changes).chosen?.logGroup?.name).toBe('better');
    const standing = judged({ ...changes, stack: fact(standingStack()) });
    expect([standing.outcome, standing.chosen]).toEqual(['not-ready', undefined]);
    expect(standing.sources[0]).toMatchObject({ state: 'blind', logGroup: { name: 'my-trail' } });
  });

  it('names the cost of a trail of its own', () => {
    const found = judged({ trails: fact([]), logGroups: [] });
    expect(found.outcome).toBe('not-ready');
    expect(found.advice).toEqual([
      {
        title: expect.stringMatching(/\$2 per 100,000.*\$0\.50\/GB/),
        command: 'AWS_REGION=eu-west-1 npx cdk deploy -c createTrail=true',
      },
    ]);
  });
});

describe('what cannot be read', () => {
  const denied = (right: string) => notKnown('AWS does not allow it (AccessDenied)', right);

  it('is incomplete without the trails: nothing is offered', () => {
    const found = judged({ trails: denied('cloudtrail:DescribeTrails'), logGroups: [] });
    expect([found.outcome, found.sources, found.advice]).toEqual(['incomplete', [], []]);
    expect(found.remarks[0]?.verdict).toMatchObject({ state: 'unknown', right: 'cloudtrail:DescribeTrails' });
  });

  it.each([
    ['status', { status: denied('cloudtrail:GetTrailStatus') }],
    ['selectors', { selectors: denied('cloudtrail:GetEventSelectors') }],
  ] as const)('is incomplete without the %s of the one trail, which may do all the same', (_name, changes) => {
    const found = judged(withTrail(changes));
    expect([found.outcome, found.chosen?.state]).toEqual(['incomplete', 'unknown']);
    expect(found.advice.at(-1)).toMatchObject({
      title: expect.stringContaining('if you know'),
      command: expect.anything(),
    });
  });

  it('is incomplete without the log group', () => {
    const found = judged({ logGroups: [aGroup({ logGroup: denied('logs:DescribeLogGroups') })] });
    expect([found.outcome, found.chosen?.state]).toEqual(['incomplete', 'unknown']);
  });

  it.each([
    ['alarms', 'cloudwatch:DescribeAlarms'],
    ['stack', 'cloudformation:DescribeStacks'],
    ['accountFilterPolicies', 'logs:DescribeAccountPolicies'],
  ] as const)('is a remark where it is only %s', (part, right) => {
    const found = judged({ [part]: denied(right) });
    expect(found.outcome).toBe('ready');
    expect(found.remarks.map(({ verdict }) => verdict)).toMatchObject([{ state: 'unknown', right }]);
  });
});

it('never throws, and never offers a command of two lines, whatever names AWS gives', () => {
  fc.assert(
    fc.property(hostileText(), hostileText(), fc.boolean(), (name, other, here) => {
      const logGroupArn = here ? `arn:aws:logs:eu-west-1:111122223333:log-group:${name}:*` : name;
      const found = judged(
        {
          trails: fact([aTrail({ name: other, arn: other, logGroupArn, bucket: name, keyId: other })]),
          logGroups: [
            aGroup({
              name,
              logGroup: fact(aLogGroup({ name, arn: `arn:aws:logs:eu-west-1:111122223333:log-group:${name}` })),
              subscriptionFilters: fact([{ name: other, pattern: name, destinationArn: name, ...UNCHANGED }]),
            }),
          ],
          alarms: fact([anAlarm({ name: other })]),
          accountFilterPolicies: fact([name, other]),
        },
        { emails: [other], profile: name },
      );
      const commands = [
        ...found.advice,
        ...found.remarks.flatMap(({ verdict }) => ('fixes' in verdict ? verdict.fixes : [])),
      ];
      for (const { command = '' } of commands) expect(command).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});

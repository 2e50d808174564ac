import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { GUARD_METRICS } from '../../shared/contract/metrics.ts';
import { templateOf, VARIANTS } from './guard-app.ts';
import type { GuardTemplate } from './guard-template.ts';

// List prices a month, us-east-1 (AWS price pages). A type that is not here makes the test fail, so that nobody forgets its cost.
const AT_REST: Readonly<Record<string, number>> = {
  'AWS::CloudWatch::Alarm': 0.1,
  // Past the first three of an account.
  'AWS::CloudWatch::Dashboard': 3,
  // EventBridge asks for events that people put on a bus, not for what a schedule starts, nor for those of AWS's services.
  'AWS::Events::Rule': 0,
  // Billed by use alone; what a sweep and a self-check use is added below.
  'AWS::DynamoDB::Table': 0,
  'AWS::SNS::Topic': 0,
  'AWS::SNS::TopicPolicy': 0,
  'AWS::SNS::Subscription': 0,
  'AWS::Logs::MetricFilter': 0,
  'AWS::Logs::LogGroup': 0,
  'AWS::Logs::SubscriptionFilter': 0,
  'AWS::SQS::Queue': 0,
  'AWS::SQS::QueuePolicy': 0,
  'AWS::IAM::Role': 0,
  'AWS::IAM::Policy': 0,
  'AWS::Lambda::Function': 0,
  'AWS::Lambda::EventInvokeConfig': 0,
  'AWS::Lambda::Permission': 0,
  // Five requests at a time, each of 20 s, day and night: 648,000 in 30 days. With a maximum concurrency Lambda does not go down to
  // two. Source: Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings".
  'AWS::Lambda::EventSourceMapping': (650_000 * 0.4) / 1e6,
  // No additional charge, says the page of Amazon Q Developer in chat applications.
  'AWS::Chatbot::SlackChannelConfiguration': 0,
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 0,
};

/** Figures that a stack without a way to a chat never writes. */
const OF_CHAT = [
  GUARD_METRICS.slackSent,
  GUARD_METRICS.slackLate,
  GUARD_METRICS.slackRefused,
  GUARD_METRICS.chatNotSent,
];

/** Figures that a stack without automatic cancel never writes. */
const OF_REMEDIATION = [
  GUARD_METRICS.rescueSkipped,
  GUARD_METRICS.rescueWaiting,
  GUARD_METRICS.wouldCancel,
  GUARD_METRICS.rescueDecided,
  GUARD_METRICS.deletionsCancelled,
  GUARD_METRICS.keysEnabled,
  GUARD_METRICS.rescueWritesFailed,
];

const CUSTOM_METRIC = 0.3;
/** A sweep with nothing due: a request, 0.2 s, 1 kB of log, a scan of a table of less than 4 kB. */
const sweep = (gigabytes: number) => 0.2 / 1e6 + 0.2 * gigabytes * 0.0000133334 + 0.5 / 1e6 + 0.125 / 1e6;

/** A self-check with nothing to tell: 10 s, 8 metrics of GetMetricData, 5 KMS requests; the rest is below a thousandth of a cent. */
const check = (gigabytes: number) => 10 * gigabytes * 0.0000133334 + 8 * 0.00001 + 5 * 0.000003;

const doc = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const plain = VARIANTS['an existing log group'];
const template = templateOf(plain);

/** Runs in 30 days that a schedule starts, of the rules of one construct. */
function runsOf(of: GuardTemplate, construct: string): number {
  const schedules = of.ofType('AWS::Events::Rule').filter(({ id }) => id.startsWith(construct));
  const each = schedules.map(({ Properties }) => {
    const [, many = Number.POSITIVE_INFINITY, unit] =
      /^rate\((\d+) (minute|hour)s\)$/.exec(Properties.ScheduleExpression) ?? [];
    return (30 * 24 * (unit === 'minute' ? 60 : 1)) / Number(many);
  });
  return each.reduce((sum, runs) => sum + runs, 0);
}

/** What a stack costs a month while nothing is refused. Only what shows that it runs has data then, by the hour with data. */
function atRest(of: GuardTemplate): number {
  const resources = of.resources.reduce((sum, { Type }) => sum + (AT_REST[Type] ?? Number.NaN), 0);
  const gigabytes = (construct: string) => of.in(construct, 'AWS::Lambda::Function').Properties.MemorySize / 1024;
  const sweeps = runsOf(of, 'Sweep');
  const heartbeat = Math.min(1, sweeps / 720) * CUSTOM_METRIC;
  const checks = runsOf(of, 'CheckBlindSpots');
  const checking = checks === 0 ? 0 : checks * check(gigabytes('CheckBlindSpots')) + (checks / 720) * CUSTOM_METRIC;
  return resources + heartbeat + sweeps * sweep(gigabytes('DetectKeyUse')) + checking;
}

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

/** What a line of arithmetic comes to: factors between x, each of which may be a fraction; units are passed over. */
const worth = (arithmetic: string): number =>
  arithmetic
    .replaceAll(/[^0-9.x/]/g, '')
    .split('x')
    .reduce((result, factor) => {
      const [dividend, divisor = '1'] = factor.split('/');
      return (result * Number(dividend)) / Number(divisor);
    }, 1);

describe('the cost table in docs/deploy.md', () => {
  it('knows what each resource of each template costs at rest', () => {
    const types = Object.values(VARIANTS).flatMap((context) => templateOf(context).resources.map(({ Type }) => Type));
    // A trail's costs stand in words beside the setting, as they follow the account's events.
    const unknown = types.filter((type) => AT_REST[type] === undefined && !/CloudTrail|S3/.test(type));
    expect(unknown).toEqual([]);
  });

  it('is what the resources of the template cost at rest, with a dashboard and without', () => {
    expect(doc).toContain(`| **total** | | | **$${atRest(template).toFixed(2)}** |`);
    const withDashboard = templateOf({ ...plain, dashboard: 'true' });
    expect(doc).toContain(`With \`dashboard=true\` the total is **$${atRest(withDashboard).toFixed(2)}**`);
    expect(doc).toContain(`| CloudWatch alarms | ${template.ofType('AWS::CloudWatch::Alarm').length} | $0.10 |`);
    const sweeps = runsOf(template, 'Sweep').toLocaleString('en-US');
    expect(doc.match(/\| sweeps.*? \| ([0-9,]+) \|/g)).toHaveLength(4);
    expect(doc.match(new RegExp(`\\| sweeps.*? \\| ${sweeps} \\|`, 'g'))).toHaveLength(4);
    expect(runsOf(template, 'CheckBlindSpots')).toBe(120);
    expect(doc.match(/\| self-checks.*? \| ([0-9,]+) \|/g)).toHaveLength(3);
    expect(doc.match(/\| self-checks.*? \| 120 \|/g)).toHaveLength(3);
  });

  it('says what the two settings that watch add and save', () => {
    const without = templateOf({ ...plain, selfCheck: 'off' });
    expect(doc).toContain(`\`selfCheck=off\` saves ${dollars(atRest(template) - atRest(without))};`);
    const deadMan = templateOf({ ...plain, deadManAlarm: 'true' });
    expect(doc).toMatch(/`deadManAlarm`, on by itself with `createTrail`, adds \$0\.10\./);
    expect(dollars(atRest(deadMan) - atRest(template))).toBe('$0.10');
  });

  it('says what Slack adds, line by line, and that its queue is polled, and that Amazon Q Developer adds an alarm', () => {
    const slack = templateOf({ ...plain, slackWebhookParameter: 'webhook' });
    const added = atRest(slack) - atRest(template);
    expect(doc).toContain(`| **added by Slack** | | | **${dollars(added)}** |`);
    const [, table = ''] = /\*\*Slack\*\*[^|]*\n\n.*\n.*\n((?:\|.*\n)*?)\| \*\*added/.exec(doc) ?? [];
    const sums = table
      .trim()
      .split('\n')
      .map((line) => {
        const [, what = '', many = '', each = '', sum = ''] = line.split('|').map((cell) => cell.trim());
        const value = worth(`${many} x ${each}`);
        expect([line, dollars(value)]).toEqual([line, sum]);
        return { what, many, value };
      });
    expect(sums.reduce((total, { value }) => total + value, 0)).toBeCloseTo(added, 6);
    const alarms = (of: GuardTemplate) => of.ofType('AWS::CloudWatch::Alarm').length;
    expect(sums.map(({ many }) => many)).toEqual([`${alarms(slack) - alarms(template)}`, '650,000', '3']);
    const amazonQ = templateOf({ ...plain, slackWorkspaceId: 'T0123ABCDEF', slackChannelId: 'C0123ABCDEF' });
    expect(alarms(amazonQ) - alarms(template)).toBe(1);
    expect(doc).toContain(`Amazon Q Developer adds ${dollars(atRest(amazonQ) - atRest(template))} at rest: one alarm.`);
    const [, queue = '', lambda = ''] =
      /come to less than a cent: (1,000 x .*?) for the queue and (200 x .*?) for/.exec(doc) ?? [];
    expect(worth(queue) + worth(lambda)).toBeCloseTo(0.006, 3);
  });

  it('says that automatic cancel adds nothing at rest, how many custom metrics, and what a decision costs', () => {
    for (const remediation of ['dry-run', 'cancel', 'cancel-and-enable'])
      expect(atRest(templateOf({ ...plain, remediation }))).toBeCloseTo(atRest(template), 6);
    const [, metrics, perMetric] = /adds ([0-9]+) custom metrics, (\$[0-9.]+) a month each/.exec(doc) ?? [];
    expect([metrics, perMetric]).toEqual([`${OF_REMEDIATION.length}`, dollars(CUSTOM_METRIC)]);
    const [, arithmetic = '', sum] = /a thousand decisions: ([^|\n]*?) = (\$[0-9.]+)/.exec(doc) ?? [];
    expect(dollars(worth(arithmetic))).toBe(sum);
  });

  it('stands in the README too', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    expect(readme.match(/about (\$[0-9.]+) a month/)?.[1]).toBe(dollars(atRest(template)));
  });

  it('adds up at rest, line by line and as a whole', () => {
    const [, table = ''] = /\| what \| how many \| each \| sum \|\n.*\n((?:.*\n)*?)\| \*\*total/.exec(doc) ?? [];
    const lines = table.trim().split('\n');
    const sums = lines.map((line) => {
      const [, , many = '', each = '', sum = ''] = line.split('|').map((cell) => cell.trim());
      const value = worth(`${many === '' ? '1' : many} x ${each}`);
      expect([line, `$${value.toFixed(2)}`]).toEqual([line, sum]);
      return value;
    });
    expect(sums.reduce((total, value) => total + value, 0)).toBeCloseTo(atRest(template), 6);
  });

  it('counts the custom metrics, which report nothing while nothing is refused', () => {
    const filters = template.ofType('AWS::Logs::MetricFilter');
    const silent = filters.length + Object.keys(GUARD_METRICS).length - OF_CHAT.length - OF_REMEDIATION.length - 2;
    expect(doc).toContain(`none while nothing is refused | ${silent} |`);
    expect(doc).toContain(`all with data all month | ${silent} x $0.30 |`);
    for (const { Properties } of filters)
      expect(Properties.MetricTransformations[0]).not.toHaveProperty('DefaultValue');
  });

  it('adds up where it says how', () => {
    const inTable = /\| ((?:1,000,000|2,000,000|4,000,000|0\.5 GB|14) x .*) \| \$([0-9.]+) \|/g;
    const inText = /((?:8,640|120) x [^|\n]*?) = \$([0-9.]+) a month/g;
    const figures = [...doc.matchAll(inTable), ...doc.matchAll(inText)];
    expect(figures).toHaveLength(9);
    for (const [, arithmetic = '', sum] of figures)
      expect([arithmetic, worth(arithmetic)]).toEqual([arithmetic, expect.closeTo(Number(sum), 2)]);
  });
});

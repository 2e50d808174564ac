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
  // EventBridge asks for events that are put on a bus, not for what a schedule starts.
  'AWS::Events::Rule': 0,
  // Billed by use alone; what a sweep uses is added below.
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
};

const CUSTOM_METRIC = 0.3;
/** A sweep with nothing due: a request, 0.2 s, 1 kB of log, a scan of a table of less than 4 kB. */
const sweep = (gigabytes: number) => 0.2 / 1e6 + 0.2 * gigabytes * 0.0000133334 + 0.5 / 1e6 + 0.125 / 1e6;

const doc = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const template = templateOf(VARIANTS['an existing log group']);

/** Sweeps in 30 days. */
function sweepsOf({ Properties }: { readonly Properties: Readonly<Record<string, string>> }): number {
  const minutes = /^rate\((\d+) minutes\)$/.exec(Properties.ScheduleExpression ?? '')?.[1];
  return (30 * 24 * 60) / Number(minutes);
}

/** What a stack costs a month while nothing is refused. Only the heartbeat has data then: it is read as failing without. */
function atRest(of: GuardTemplate): number {
  const resources = of.resources.reduce((sum, { Type }) => sum + (AT_REST[Type] ?? Number.NaN), 0);
  const heartbeats = of
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ Properties }) => Properties.TreatMissingData === 'breaching');
  const gigabytes = of.only('AWS::Lambda::Function').Properties.MemorySize / 1024;
  const sweeps = of.ofType('AWS::Events::Rule').reduce((sum, rule) => sum + sweepsOf(rule), 0);
  return resources + heartbeats.length * CUSTOM_METRIC + sweeps * sweep(gigabytes);
}

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
    const withDashboard = templateOf({ ...VARIANTS['an existing log group'], dashboard: 'true' });
    expect(doc).toContain(`With \`dashboard=true\` the total is **$${atRest(withDashboard).toFixed(2)}**`);
    expect(doc).toContain(`| CloudWatch alarms | ${template.ofType('AWS::CloudWatch::Alarm').length} | $0.10 |`);
    const sweeps = sweepsOf(template.only('AWS::Events::Rule')).toLocaleString('en-US');
    expect(doc.match(/\| sweeps.*? \| ([0-9,]+) \|/g)).toHaveLength(4);
    expect(doc.match(new RegExp(`\\| sweeps.*? \\| ${sweeps} \\|`, 'g'))).toHaveLength(4);
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
    const silent = filters.length + Object.keys(GUARD_METRICS).length - 1;
    expect(doc).toContain(`none while nothing is refused | ${silent} |`);
    expect(doc).toContain(`all with data all month | ${silent} x $0.30 |`);
    for (const { Properties } of filters)
      expect(Properties.MetricTransformations[0]).not.toHaveProperty('DefaultValue');
  });

  it('adds up where it says how', () => {
    const inTable = /\| ((?:1,000,000|2,000,000|4,000,000|0\.5 GB|14) x .*) \| \$([0-9.]+) \|/g;
    const inText = /((?:8,640) x [^|\n]*?) = \$([0-9.]+) a month/g;
    const figures = [...doc.matchAll(inTable), ...doc.matchAll(inText)];
    expect(figures).toHaveLength(8);
    for (const [, arithmetic = '', sum] of figures)
      expect([arithmetic, worth(arithmetic)]).toEqual([arithmetic, expect.closeTo(Number(sum), 2)]);
  });
});

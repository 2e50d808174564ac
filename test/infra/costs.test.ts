import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { templateOf, VARIANTS } from './guard-app.ts';

// List prices a month, us-east-1 (AWS price pages). A type that is not here makes the test fail, so that nobody forgets its cost.
const AT_REST: Readonly<Record<string, number>> = {
  'AWS::CloudWatch::Alarm': 0.1,
  // Billed by use alone.
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

const doc = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const template = templateOf(VARIANTS['an existing log group']);

describe('the cost table in docs/deploy.md', () => {
  it('is what the resources of the template cost at rest', () => {
    const types = template.resources.map(({ Type }) => Type);
    expect(types.filter((type) => AT_REST[type] === undefined)).toEqual([]);
    const total = types.reduce((sum, type) => sum + (AT_REST[type] ?? 0), 0);
    expect(doc).toContain(`| **total** | | | **$${total.toFixed(2)}** |`);
    expect(doc).toContain(`| CloudWatch alarms | ${template.ofType('AWS::CloudWatch::Alarm').length} | $0.10 |`);
  });

  it('counts the custom metrics, which report nothing while nothing is refused', () => {
    const filters = template.ofType('AWS::Logs::MetricFilter');
    expect(doc).toContain(`none while nothing is refused | ${filters.length} |`);
    for (const { Properties } of filters)
      expect(Properties.MetricTransformations[0]).not.toHaveProperty('DefaultValue');
  });

  it('adds up where it says how', () => {
    const figures = [...doc.matchAll(/\| (1,000,000 x .*|4,000,000 x .*|0\.5 GB x .*|2 x \$0\.30) \| \$([0-9.]+) \|/g)];
    expect(figures).toHaveLength(5);
    for (const [, arithmetic, sum] of figures) {
      const product = (arithmetic ?? '').replaceAll(/[^0-9.x/]/g, '');
      const value = product.split('x').reduce((result, factor) => {
        const [dividend, divisor = '1'] = factor.split('/');
        return (result * Number(dividend)) / Number(divisor);
      }, 1);
      expect([arithmetic, value]).toEqual([arithmetic, expect.closeTo(Number(sum), 2)]);
    }
  });
});

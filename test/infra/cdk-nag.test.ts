import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ACKNOWLEDGEMENTS, type Acknowledgement, acknowledge, idIn } from '../../infra/acknowledgements.ts';
import { guardApp, VARIANTS } from './guard-app.ts';

/** Findings of cdk-nag in all variants, each as `rule at path`, with the stack that it is in. */
function findings(acknowledged: readonly Acknowledgement[]) {
  const found = Object.values(VARIANTS).map((context) => {
    const { app, stack } = guardApp(context);
    acknowledge(stack, acknowledged);
    return { stack, violations: new AwsSolutionsChecks(app).validateScope(app).violations };
  });
  return found.flatMap(({ stack, violations }) =>
    violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ stack, text: `${ruleName} at ${constructPath}` })),
    ),
  );
}

describe('cdk-nag', () => {
  const unacknowledged = findings([]);
  const isOf = ({ stack, text }: (typeof unacknowledged)[number], { id, path }: Acknowledgement) =>
    text.startsWith(`${idIn(stack, id)} at KmsDeletionGuard/${path}/`);

  it('finds nothing that is not acknowledged', () =>
    expect(findings(ACKNOWLEDGEMENTS).map(({ text }) => text)).toEqual([]));

  it.each(ACKNOWLEDGEMENTS.map((one) => [`${one.id} at ${one.path}`, one] as const))(
    'finds %s without its acknowledgement',
    (_name, one) => expect(unacknowledged.filter((finding) => isOf(finding, one))).not.toEqual([]),
  );

  it('finds each for one acknowledgement alone', () => {
    for (const finding of unacknowledged)
      expect([finding.text, ACKNOWLEDGEMENTS.filter((one) => isOf(finding, one)).length]).toEqual([finding.text, 1]);
  });

  it('is told why in words', () => {
    for (const { reason } of ACKNOWLEDGEMENTS) expect(reason.split(' ').length).toBeGreaterThan(8);
  });

  it('fails the synthesis when an acknowledgement is taken away', () => {
    const synthesize = (acknowledged: readonly Acknowledgement[]) => {
      const { app, stack } = guardApp(VARIANTS['an existing log group']);
      acknowledge(stack, acknowledged);
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      return () => app.synth();
    };
    expect(synthesize(ACKNOWLEDGEMENTS)).not.toThrow();
    expect(synthesize(ACKNOWLEDGEMENTS.slice(1))).toThrow(/AwsSolutions-SQS3/);
  });
});

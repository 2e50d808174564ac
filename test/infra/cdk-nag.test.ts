import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ACKNOWLEDGEMENTS, type Acknowledgement, acknowledge } from '../../infra/acknowledgements.ts';
import { guardApp, VARIANTS } from './guard-app.ts';

/** Findings of cdk-nag in all variants, each as `rule at path`. */
function findings(acknowledged: readonly Acknowledgement[]): readonly string[] {
  const found = Object.values(VARIANTS).flatMap((context) => {
    const { app, stack } = guardApp(context);
    acknowledge(stack, acknowledged);
    return new AwsSolutionsChecks(app).validateScope(app).violations;
  });
  return found.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
}

describe('cdk-nag', () => {
  it('finds nothing that is not acknowledged', () => expect(findings(ACKNOWLEDGEMENTS)).toEqual([]));

  it.each(ACKNOWLEDGEMENTS.map((one) => [`${one.id} at ${one.path}`, one] as const))(
    'finds %s without its acknowledgement, and nothing else',
    (_name, one) => {
      const found = findings(ACKNOWLEDGEMENTS.filter((other) => other !== one));
      expect(found.length).toBeGreaterThan(0);
      for (const finding of found) expect(finding).toContain(`${one.id} at KmsDeletionGuard/${one.path}/`);
    },
  );

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

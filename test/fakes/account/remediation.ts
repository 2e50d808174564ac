import type { Fact } from '../../../shared/blind-spots/fact.ts';
import type { Facts, ParameterText, SimulatedCall } from '../../../shared/blind-spots/facts.ts';
import { MODE_PARAMETER, NEVER_PARAMETER } from '../../../shared/contract/remediation.ts';
import { type Answer, awsError, json, snsError } from '../aws.ts';
import { type Answering, element, ifKnown, ifThere, type Manner, pageOf, query, seconds, tag } from './answers.ts';

/** Parameter Store on what automatic cancel goes by, and IAM's simulation of the role on the keys that wait. */
export function answerRemediation(aws: Answering, { remediation }: Facts, manner: Manner): void {
  const notFound = awsError(400, 'ParameterNotFound');
  const parameters: Readonly<Record<string, Fact<ParameterText | 'missing'>>> =
    remediation === undefined
      ? {}
      : { [MODE_PARAMETER]: remediation.killSwitch, [NEVER_PARAMETER]: remediation.neverList };
  aws.answer('GetParameter', ({ parameters: { Name: name } }) => {
    const its = parameters[String(name)];
    return its === undefined ? notFound : ifThere(its, (text) => described(String(name), text), notFound);
  });
  const pending = remediation?.pending?.keys ?? [];
  aws.answer('SimulatePrincipalPolicy', ({ parameters: { 'ResourceArns.member.1': arn, Marker: marker } }) => {
    const simulated = pending.find((key) => key.arn === arn)?.simulated;
    if (simulated === undefined) return query('SimulatePrincipalPolicy', element('EvaluationResults'));
    return ifKnown(simulated, (calls) => evaluated(calls, String(arn), marker, manner), snsError(403, 'AccessDenied'));
  });
}

const described = (Name: string, { type, value, changedAt }: ParameterText): Answer =>
  json({
    Parameter: {
      Name,
      Type: type,
      Value: type === 'SecureString' ? 'AQICAHsecret' : value,
      LastModifiedDate: seconds(changedAt),
    },
  });

function evaluated(calls: readonly SimulatedCall[], arn: string, marker: unknown, manner: Manner): Answer {
  const { items, next } = pageOf(calls, marker, manner);
  return query(
    'SimulatePrincipalPolicy',
    element('EvaluationResults', ...items.map((call) => evaluation(call, arn))),
    tag('IsTruncated', String(next !== undefined)),
    tag('Marker', next),
  );
}

const evaluation = (call: SimulatedCall, arn: string): string =>
  element(
    'member',
    tag('EvalActionName', call.action),
    tag('EvalResourceName', arn),
    tag('EvalDecision', call.decision),
    element('MissingContextValues', ...call.missingContext.map((name) => tag('member', name))),
    detail('PermissionsBoundaryDecisionDetail', 'AllowedByPermissionsBoundary', call.allowedByBoundary),
    detail('OrganizationsDecisionDetail', 'AllowedByOrganizations', call.allowedByOrganization),
  );

const detail = (name: string, field: string, value: boolean | undefined): string =>
  value === undefined ? '' : element(name, tag(field, String(value)));

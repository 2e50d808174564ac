import { fact } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { awsError, json } from '../aws.ts';
import { type Answering, ifKnown, ifThere } from './answers.ts';

/** Lambda on what invokes notify-slack, and Parameter Store on the parameter of the webhook. */
export function answerSlack(aws: Answering, { slack, stack }: Facts): void {
  const resources = stack.resources.known ? stack.resources.value : [];
  const mappingId = resources.find(({ type }) => type === 'AWS::Lambda::EventSourceMapping')?.physicalId;
  const notFound = awsError(404, 'ResourceNotFoundException');
  aws.answer('GetEventSourceMapping', ({ parameters: { UUID: id } }) =>
    id !== mappingId || slack === undefined
      ? notFound
      : ifThere(
          slack.mapping,
          (its) =>
            json({
              UUID: its.id,
              State: its.state,
              StateTransitionReason: its.stateReason,
              FunctionArn: its.functionArn,
              FunctionResponseTypes: its.takesMessagesBack ? ['ReportBatchItemFailures'] : [],
              ...(its.hasFilters && { FilterCriteria: { Filters: [{ Pattern: '{"body":{"severity":["low"]}}' }] } }),
            }),
          notFound,
        ),
  );
  aws.answer('DescribeParameters', ({ parameters: { NextToken: token, ParameterFilters: filters } }) =>
    ifKnown(slack?.webhook ?? fact('missing' as const), (its) => {
      // Parameter Store may stop at a limit of its own before it has found anything.
      if (token === undefined) return json({ Parameters: [], NextToken: '1' });
      if (its === 'missing' || !namesAre(filters, slack?.parameter)) return json({ Parameters: [] });
      return json({ Parameters: [{ Name: slack?.parameter, Type: its.type, KeyId: its.keyId }] });
    }),
  );
}

const namesAre = (filters: unknown, name: string | undefined): boolean =>
  JSON.stringify(filters) === JSON.stringify([{ Key: 'Name', Option: 'Equals', Values: [name] }]);

import { awsError, type FakeAws, json } from './aws.ts';

/** A parameter of the stand-in. */
export interface FakeParameter {
  readonly Name: string;
  readonly Value: string;
  readonly Type: string;
  /** Seconds since 1970. */
  readonly LastModifiedDate: number;
}

/** Answers for Parameter Store in a stand-in AWS, ten parameters a page. */
export function answerParameters(aws: Pick<FakeAws, 'answer'>, now: Date): Map<string, FakeParameter> {
  const stored = new Map<string, FakeParameter>();
  aws.answer('PutParameter', ({ parameters }) => {
    const { Name, Value, Type, Overwrite } = parameters as unknown as FakeParameter & { Overwrite: boolean };
    if (stored.has(Name) && !Overwrite) return awsError(400, 'ParameterAlreadyExists');
    stored.set(Name, { Name, Value, Type, LastModifiedDate: now.getTime() / 1000 });
    return json({ Version: 1 });
  });
  aws.answer('DeleteParameter', ({ parameters: { Name } }) =>
    stored.delete(String(Name)) ? json({}) : awsError(400, 'ParameterNotFound'),
  );
  aws.answer('GetParametersByPath', ({ parameters: { Path, NextToken = '0' } }) => {
    const from = Number(NextToken);
    const found = [...stored.values()].filter(({ Name }) => Name.slice(0, Name.lastIndexOf('/')) === Path);
    return json({
      Parameters: found.slice(from, from + 10),
      ...(found.length > from + 10 ? { NextToken: String(from + 10) } : {}),
    });
  });
  return stored;
}

import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OUTPUTS, STACK_NAME } from '../../shared/contract/names.ts';

/** Not deployed: the emulator's CloudFormation knows nothing of Amazon Q Developer (emulator-gaps/cloudformation.e2e.ts). */
const { chatTopicArn: _, ...DEPLOYED } = OUTPUTS;

/** What scripts/e2e.mjs deployed, read from the outputs of the stack as people would read them. */
export type Deployment = Readonly<Record<keyof typeof DEPLOYED, string>>;

/** Region of the deployment. */
export const HOME_REGION = process.env.AWS_REGION ?? '';

export async function deployment(): Promise<Deployment> {
  if (process.env.AWS_ENDPOINT_URL === undefined)
    throw new Error('AWS_ENDPOINT_URL: got nothing, wanted the URL of an emulator; run npm run test:e2e');
  const { Stacks: [stack] = [] } = await new CloudFormationClient().send(
    new DescribeStacksCommand({ StackName: STACK_NAME }),
  );
  const outputOf = (name: string) => {
    const output = stack?.Outputs?.find(({ OutputKey: key }) => key === name);
    if (output?.OutputValue === undefined) throw new Error(`stack ${STACK_NAME}: found no output ${name}`);
    return output.OutputValue;
  };
  return Object.fromEntries(Object.entries(DEPLOYED).map(([part, name]) => [part, outputOf(name)])) as Deployment;
}

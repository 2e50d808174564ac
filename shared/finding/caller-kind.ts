import type { RecordParts, UserIdentity } from '../cloudtrail/record.ts';
import { lastPartOf, permissionSetOf } from './principal.ts';

/**
 * What the caller is, as far as the record tells:
 * - `workload`: a role, taken for software unless Identity Center says that a person stands behind it;
 * - `person`: an IAM user, root, an Identity Center or directory user;
 * - `service`: an AWS service on its own account of things;
 * - `inventory`: software that reads every resource (AWS Config, a scanner listing Lambda functions). It needs no data, but it
 *   shows that what it read depends on the key;
 * - `unknown`: the record does not tell. Treated like a workload.
 */
export type CallerKind = 'workload' | 'person' | 'service' | 'inventory' | 'unknown';

/** Judges what kind of caller a record has. */
export function callerKind(record: RecordParts): CallerKind {
  const identity = record.userIdentity;
  switch (identity.type) {
    case 'Root':
    case 'IAMUser':
    case 'IdentityCenterUser':
    case 'Directory':
    case 'SAMLUser':
      return 'person';
    case 'AssumedRole':
    case 'Role':
      return kindOfRole(record);
    case 'AWSService':
      return isConfig(identity) ? 'inventory' : 'service';
    case 'AWSAccount':
    case 'FederatedUser':
    case 'WebIdentityUser':
      return 'unknown';
    default:
      return identity.invokedBy === undefined ? 'unknown' : 'service';
  }
}

function kindOfRole(record: RecordParts): CallerKind {
  const identity = record.userIdentity;
  const issuer = identity.sessionContext.sessionIssuer;
  if (permissionSetOf(issuer.userName ?? roleInArn(identity.arn)) !== undefined) return 'person';
  if (isConfig(identity) || listsLambdaFunctions(record)) return 'inventory';
  // Source: EBS in "How AWS services use AWS KMS": Amazon EC2's own role is called aws:ec2-infrastructure.
  if (issuer.userName?.startsWith('aws:')) return 'service';
  // Source: IAM User Guide, "Create a service-linked role": their path is /aws-service-role/.
  if (issuer.arn?.includes(':role/aws-service-role/')) return 'service';
  return 'workload';
}

const roleInArn = (arn: string | undefined) => /:assumed-role\/(.+)\/[^/]*$/s.exec(arn ?? '')?.[1];

/** AWS Config decrypts the environment of every Lambda function that it records. */
export const isConfig = (identity: UserIdentity) =>
  identity.invokedBy === 'config.amazonaws.com' ||
  identity.sessionContext.sessionIssuer.userName === 'AWSServiceRoleForConfig';

/**
 * Whoever lists or reads Lambda functions makes Lambda decrypt their environment in the reader's name. A function that decrypts
 * its own environment runs in its own role, with the function's name as the session name.
 */
function listsLambdaFunctions(record: RecordParts): boolean {
  const { userIdentity: identity, requestParameters } = record;
  if (identity.invokedBy !== 'lambda.amazonaws.com') return false;
  const functionArn = requestParameters.encryptionContext.find(([name]) => name === 'aws:lambda:FunctionArn')?.[1];
  if (functionArn === undefined || identity.inScopeOf.issuerType === 'AWS::Lambda::Function') return false;
  // The name of the function, also where the ARN goes on with a version or an alias.
  const functionName = /:function:([^:]+)/.exec(functionArn)?.[1] ?? lastPartOf(functionArn);
  return functionName !== lastPartOf(identity.arn);
}

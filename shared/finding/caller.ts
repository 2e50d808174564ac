import type { RecordParts, UserIdentity } from '../cloudtrail/record.ts';
import { type CallerKind, callerKind } from './caller-kind.ts';
import { foldGeneratedSuffix } from './generated-suffix.ts';
import { lastPartOf, permissionSetOf } from './principal.ts';

/** The principal of a record, as people are shown it. */
export interface Caller {
  /** userIdentity.type as CloudTrail spells it; `Unknown` when the record has none. */
  readonly type: string;
  readonly kind: CallerKind;
  /** One short name for people: "role billing-batch", "user Alice", "alice@example.com". Never empty. */
  readonly name: string;
  /** What makes two callers the same: a role counts as the role, not the session, without generated suffixes. */
  readonly facet: string;
  readonly arn: string | undefined;
  readonly accountId: string | undefined;
  readonly session: string | undefined;
  readonly invokedBy: string | undefined;
  readonly sourceIp: string | undefined;
  readonly userAgent: string | undefined;
  /** First and last four characters: enough to find the key in IAM, not enough to quote it. */
  readonly accessKeyId: string | undefined;
  /** How the call was made, in words: "EC2 instance i-0abc", "through dynamodb.amazonaws.com". */
  readonly via: string | undefined;
}

interface Naming {
  readonly name: string;
  readonly facet: string;
  readonly session?: string | undefined;
  readonly via?: string | undefined;
}

/** Names the caller of a record, for every userIdentity type. Source: CloudTrail User Guide, "CloudTrail userIdentity element". */
export function callerOf(record: RecordParts): Caller {
  const identity = record.userIdentity;
  const { name, facet, session, via } = naming(identity);
  return {
    type: identity.type ?? 'Unknown',
    kind: callerKind(record),
    name,
    facet,
    arn: identity.arn,
    accountId: identity.accountId,
    session,
    invokedBy: identity.invokedBy,
    sourceIp: record.sourceIPAddress,
    userAgent: record.userAgent,
    accessKeyId: masked(identity.accessKeyId),
    via: via ?? viaOf(identity, session),
  };
}

function naming(identity: UserIdentity): Naming {
  const { type, userName, accountId, arn, principalId, invokedBy } = identity;
  const inAccount = accountId === undefined ? '' : ` of account ${accountId}`;
  switch (type) {
    case 'Root':
      return userName === undefined ? same(`root${inAccount}`) : same(`root${inAccount} (${userName})`);
    case 'IAMUser':
      return named('user', userName ?? lastPartOf(arn), identity);
    case 'AssumedRole':
    case 'Role':
      return namingOfRole(identity);
    case 'FederatedUser':
      return named('federated user', lastPartOf(arn) ?? lastPartOf(principalId), identity, issuerOf(identity));
    case 'Directory':
      return named('directory user', userName, identity);
    case 'AWSAccount': {
      const session = afterColon(principalId);
      // The unique id of the role or user is all that the owner's copy of a record has of it.
      const id = principalId?.split(':')[0];
      const facet = `account ${accountId ?? 'unknown'} ${id ?? ''}`;
      return {
        name: `a principal${inAccount || ' of another account'}${id ? ` (${id})` : ''}`,
        facet,
        session,
        via: 'its role is not in this record',
      };
    }
    case 'AWSService':
      return invokedBy === undefined ? unnamed(identity) : same(`service ${invokedBy}`);
    case 'IdentityCenterUser':
      return named('Identity Center user', identity.onBehalfOf.userId, identity);
    case 'SAMLUser':
      return named('SAML user', userName, identity, identity.identityProvider);
    case 'WebIdentityUser':
      return named('web identity', userName, identity, identity.identityProvider);
    default:
      return invokedBy === undefined ? unnamed(identity) : same(`service ${invokedBy}`);
  }
}

function namingOfRole(identity: UserIdentity): Naming {
  const { arn } = identity;
  const issuer = identity.sessionContext.sessionIssuer;
  const parts = /^arn:[^:]*:sts::[^:]*:assumed-role\/(.+)\/([^/]*)$/s.exec(arn ?? '');
  const role =
    issuer.userName ?? parts?.[1] ?? lastPartOf(issuer.arn) ?? (identity.type === 'Role' ? lastPartOf(arn) : undefined);
  const session = parts?.[2] || afterColon(identity.principalId);
  if (role === undefined) return unnamed(identity);
  const permissionSet = permissionSetOf(role);
  if (permissionSet !== undefined && session !== undefined) {
    return { name: session, facet: `${session} ${permissionSet}`, session, via: `SSO permission set ${permissionSet}` };
  }
  return { name: `role ${role}`, facet: `role ${identity.accountId ?? ''} ${foldGeneratedSuffix(role)}`, session };
}

function named(what: string, name: string | undefined, identity: UserIdentity, via?: string): Naming {
  if (name === undefined) return unnamed(identity);
  return {
    name: `${what} ${name}`,
    facet: `${what} ${identity.accountId ?? ''} ${name}`,
    ...(via === undefined ? {} : { via }),
  };
}

/** Says that the caller cannot be named, with what there is: never blank. */
function unnamed(identity: UserIdentity): Naming {
  const hint = identity.arn ?? identity.principalId ?? (identity.accountId && `account ${identity.accountId}`);
  if (hint === undefined) return same('a caller that the record does not name');
  return same(`a caller known only as ${hint}`);
}

const same = (name: string): Naming => ({ name, facet: name });
const issuerOf = (identity: UserIdentity) => {
  const issuer = identity.sessionContext.sessionIssuer.userName;
  return issuer === undefined ? undefined : `with credentials of user ${issuer}`;
};

function viaOf(identity: UserIdentity, session: string | undefined): string | undefined {
  const { issuerType, credentialsIssuedTo } = identity.inScopeOf;
  const resource = lastPartOf(credentialsIssuedTo);
  if (issuerType !== undefined || resource !== undefined) return issuedTo(issuerType, resource);
  if (identity.type !== 'AWSService' && identity.invokedBy !== undefined) return through(identity.invokedBy);
  if (identity.sessionContext.sourceIdentity !== undefined)
    return `source identity ${identity.sessionContext.sourceIdentity}`;
  return session === undefined ? undefined : `session ${session}`;
}

/** Source: CloudTrail User Guide, userIdentity, inScopeOf: issuerType such as AWS::Lambda::Function, and the resource's ARN. */
function issuedTo(issuerType: string | undefined, resource: string | undefined): string {
  const what = issuerType === undefined ? 'credentials issued to' : (ISSUERS.get(issuerType) ?? issuerType);
  return resource === undefined ? what : `${what} ${resource}`;
}

const ISSUERS: ReadonlyMap<string, string> = new Map([
  ['AWS::EC2::Instance', 'EC2 instance'],
  ['AWS::Lambda::Function', 'Lambda function'],
  ['AWS::ECS::Task', 'ECS task'],
]);

/** Several services, Amazon S3 among them, show themselves as "AWS Internal" only. */
const through = (invokedBy: string) =>
  invokedBy === 'AWS Internal' || invokedBy === 'internal.amazonaws.com'
    ? 'through an unnamed AWS service'
    : `through ${invokedBy}`;

const afterColon = (text: string | undefined) => {
  const tail = text?.slice(text.indexOf(':') + 1);
  return text?.includes(':') && tail ? tail : undefined;
};

function masked(accessKeyId: string | undefined): string | undefined {
  if (accessKeyId === undefined) return undefined;
  return accessKeyId.length < 12 ? '****' : `${accessKeyId.slice(0, 4)}****${accessKeyId.slice(-4)}`;
}

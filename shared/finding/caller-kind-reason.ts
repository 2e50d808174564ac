import type { RecordParts } from '../cloudtrail/record.ts';
import { type CallerKind, isConfig } from './caller-kind.ts';

/** How the kind of a caller was known: which part of the record told it, in words for people. */
export function callerKindReason({ userIdentity: identity }: RecordParts, kind: CallerKind): string {
  const type = identity.type === undefined ? 'there is no userIdentity.type' : `userIdentity.type is ${identity.type}`;
  const isRole = identity.type === 'AssumedRole' || identity.type === 'Role';
  switch (kind) {
    case 'person':
      return isRole ? 'the role belongs to a permission set of IAM Identity Center' : type;
    case 'inventory':
      return isConfig(identity)
        ? 'AWS Config reads every resource'
        : 'somebody lists or reads a Lambda function, and Lambda decrypts its environment in their name';
    case 'service':
      return isRole
        ? serviceRoleReason(identity.sessionContext.sessionIssuer.userName)
        : `${type}, and invokedBy names it`;
    case 'workload':
      return `${type}, and nothing says that a person or a service stands behind the role`;
    case 'unknown':
      return `${type}, which does not tell; treated like a workload`;
  }
}

const serviceRoleReason = (role: string | undefined): string =>
  role?.startsWith('aws:') ? 'the name of the role begins with aws:' : 'the role is a service-linked one';

import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import type { Fix } from '../check.ts';
import { quote } from '../command.ts';
import { byAws, deployAgain } from '../fixes.ts';
import type { Refused } from './judge-key.ts';
import type { Refuser } from './may-call.ts';

/** What mends a key that the guard could not save, each once. A pending key takes another policy. */
export function fixesOfKey(
  arn: string,
  calls: readonly string[],
  refusals: readonly Refused[],
  roleArn: string,
): readonly Fix[] {
  const by = [...new Set(refusals.map((refusal) => refusal.by))];
  return by.map((refuser) => fixFor(refuser, { arn, calls, roleArn }));
}

interface About {
  readonly arn: string;
  readonly calls: readonly string[];
  readonly roleArn: string;
}

function fixFor(by: Refuser, about: About): Fix {
  switch (by) {
    case 'key-policy':
      return letIn(about);
    case 'key-policy-deny':
      return look('take the Deny that meets the role of detect-key-use out of its key policy', about);
    case 'iam':
      return deployAgain(
        'deploy again, which gives the role of detect-key-use its rights back; a Deny that somebody attached to it is to be taken away by hand',
      );
    case 'boundary':
      return { title: `let the permissions boundary of the role allow ${about.calls.join(' and ')}` };
    case 'organization':
      return { title: `let the service control policies of the organization allow ${about.calls.join(' and ')}` };
  }
}

/** As IAM has them; anything else is not put where people copy from. */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

/**
 * The statement that is missing, in a command that prints the policy with it and changes nothing: PutKeyPolicy takes the whole policy, and
 * a person should have read it. Source: KMS API Reference, PutKeyPolicy.
 */
function letIn(about: About): Fix {
  const title =
    'let the role of detect-key-use in: this prints the key policy with the statement that it lacks; read it, and give it back by put-key-policy';
  const { command } = look(title, about);
  const statement = ROLE_ARN.test(about.roleArn) ? quote(`.Statement += [${statementFor(about)}]`) : undefined;
  return command === undefined || statement === undefined
    ? { title }
    : { title, command: `${command} | jq ${statement}` };
}

const statementFor = ({ calls, roleArn }: About): string =>
  JSON.stringify({
    Sid: 'LetKmsDeletionGuardSaveIt',
    Effect: 'Allow',
    Principal: { AWS: roleArn },
    Action: calls,
    Resource: '*',
  });

function look(title: string, { arn }: About): Fix {
  const key = parseStrictKeyArn(arn);
  return key === undefined
    ? { title }
    : byAws(title, 'kms', 'get-key-policy', key.region, {
        '--key-id': key.arn,
        '--query': 'Policy',
        '--output': 'text',
      });
}

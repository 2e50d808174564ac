import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts, KeyToSave, ParameterText } from '../../shared/blind-spots/facts.ts';
import {
  aKeyToSave,
  aParameter,
  aSimulatedCall,
  DEFAULT_KEY_POLICY,
  NAMES,
  withRemediation,
} from '../builders/account.ts';
import type { Sabotage } from './sabotage.ts';

/** The key that waits, with something else about it. */
const withKeyToSave = (facts: Facts, changes: Partial<KeyToSave>): Facts => {
  const all = withRemediation(facts);
  return all.remediation === undefined
    ? all
    : { ...all, remediation: { ...all.remediation, pending: { keys: [aKeyToSave(changes)], notSeen: [] } } };
};

const withParameter = (facts: Facts, name: 'killSwitch' | 'neverList', text: ParameterText): Facts => {
  const all = withRemediation(facts);
  return all.remediation === undefined ? all : { ...all, remediation: { ...all.remediation, [name]: fact(text) } };
};

const policy = (...statements: readonly object[]) =>
  fact(JSON.stringify({ Version: '2012-10-17', Statement: statements }));

const [ofAccount] = JSON.parse(DEFAULT_KEY_POLICY).Statement;

/** Automatic cancel, of an account that has it. */
export const REMEDIATION_SABOTAGES: readonly Sabotage[] = [
  {
    name: 'the key policy names its administrators alone',
    found: 'remediation',
    break: (facts) =>
      withKeyToSave(facts, {
        policy: policy({ ...ofAccount, Principal: { AWS: `arn:aws:iam::${NAMES.accountId}:role/key-admin` } }),
      }),
  },
  {
    name: 'the key policy denies the cancel to all but one role',
    found: 'remediation',
    break: (facts) =>
      withKeyToSave(facts, {
        policy: policy(ofAccount, {
          Effect: 'Deny',
          Principal: '*',
          Action: 'kms:CancelKeyDeletion',
          Resource: '*',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${NAMES.accountId}:role/key-admin` } },
        }),
      }),
  },
  {
    name: 'the rights of the role are taken away',
    found: 'remediation',
    break: (facts) => withKeyToSave(facts, { simulated: fact(both({ decision: 'implicitDeny' })) }),
  },
  {
    name: 'the role gets a boundary without KMS',
    found: 'remediation',
    break: (facts) =>
      withKeyToSave(facts, { simulated: fact(both({ decision: 'implicitDeny', allowedByBoundary: false })) }),
  },
  {
    name: 'the organization forbids the cancel',
    found: 'remediation',
    break: (facts) =>
      withKeyToSave(facts, { simulated: fact(both({ decision: 'explicitDeny', allowedByOrganization: false })) }),
  },
  {
    name: 'the kill switch holds a word that is no mode',
    found: 'remediation',
    break: (facts) => withParameter(facts, 'killSwitch', aParameter('Off!')),
  },
  {
    name: 'the kill switch is encrypted',
    found: 'remediation',
    break: (facts) => withParameter(facts, 'killSwitch', aParameter('off', 'SecureString')),
  },
  {
    name: 'the list of what is left alone holds a name',
    found: 'remediation',
    break: (facts) => withParameter(facts, 'neverList', aParameter('111122223333,ledger')),
  },
  {
    name: 'the kill switch was forgotten',
    found: 'remediation',
    as: 'warn',
    break: (facts) => withParameter(facts, 'killSwitch', aParameter('off')),
  },
];

function both(changes: Parameters<typeof aSimulatedCall>[0]) {
  return ['kms:CancelKeyDeletion', 'kms:EnableKey'].map((action) => aSimulatedCall({ ...changes, action }));
}

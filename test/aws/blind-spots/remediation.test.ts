import { describe, expect, it } from '@jest/globals';
import { readFacts } from '../../../shared/aws/blind-spots/read-facts.ts';
import { guardClients } from '../../../shared/aws/guard-clients.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import type { RemediationMode } from '../../../shared/contract/remediation.ts';
import {
  aKeyToSave,
  aParameter,
  aSimulatedCall,
  healthyAccount,
  NAMES,
  withRemediation,
} from '../../builders/account.ts';
import { answerAccount, onHost } from '../../fakes/account-over-http.ts';
import { type Answer, awsError, snsError, useFakeAws } from '../../fakes/aws.ts';
import { once } from './once.ts';

const aws = useFakeAws();
const clients = once(() => guardClients({ region: undefined, profile: undefined }));

const ELSEWHERE = 'arn:aws:kms:ap-south-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
const CALLS = ['kms:CancelKeyDeletion', 'kms:EnableKey'];

/** Keys in two Regions, with all that IAM may say, in the order of their ends. */
const rich = (): Facts => {
  const all = withRemediation(healthyAccount());
  const simulated = fact([
    aSimulatedCall({
      decision: 'explicitDeny',
      allowedByOrganization: false,
      missingContext: ['aws:SourceVpc', 'a:B'],
    }),
    aSimulatedCall({ action: 'kms:EnableKey', decision: 'implicitDeny', allowedByBoundary: true }),
  ]);
  const tags = fact({ 'kms-deletion-guard:remediation': 'cancel', team: 'a & b' });
  const last = { arn: ELSEWHERE, deletionDate: undefined, tags, simulated };
  return {
    ...all,
    remediation: {
      killSwitch: fact(aParameter('dry-run')),
      neverList: fact(aParameter('secret', 'SecureString')),
      pending: { keys: [aKeyToSave(), aKeyToSave(last)], notSeen: [] },
    },
  };
};

const stand = (facts: Facts, pageSize = 1000): Facts => {
  const there = onHost(facts);
  answerAccount(aws, there, { pageSize });
  return there;
};

const read = async (facts: Facts) =>
  (
    await readFacts(clients(), {
      stack: facts.stack.name,
      profile: undefined,
      packageVersion: facts.packageVersion,
      now: facts.now,
      budget: AbortSignal.timeout(8000),
    })
  ).remediation;

const asked = (operation: string) => aws.requests.filter((request) => request.operation === operation);

describe('what automatic cancel goes by', () => {
  it.each([1, 1000])('is read as it is, %s to a page', async (pageSize) => {
    const facts = stand(rich(), pageSize);
    expect(await read(facts)).toEqual(facts.remediation);
  });

  it('is not asked for where it is off', async () => {
    expect(await read(stand(healthyAccount()))).toBeUndefined();
    expect([...asked('GetParameter'), ...asked('SimulatePrincipalPolicy'), ...asked('ListKeys')]).toEqual([]);
  });

  it('is its parameters alone in a dry run', async () => {
    const facts = stand(withRemediation(healthyAccount(), 'dry-run'));
    expect(await read(facts)).toEqual(facts.remediation);
    expect([...asked('SimulatePrincipalPolicy'), ...asked('ListKeys'), ...asked('ListRegions')]).toEqual([]);
  });

  it('never holds what is encrypted, and never asks for it in plain text', async () => {
    expect(JSON.stringify(await read(stand(rich())))).not.toContain('AQICAHsecret');
    expect(asked('GetParameter').map(({ parameters }) => parameters.WithDecryption)).toEqual([false, false]);
  });
});

describe('the simulation', () => {
  it.each<[RemediationMode, readonly string[]]>([
    ['cancel', CALLS.slice(0, 1)],
    ['cancel-and-enable', CALLS],
  ])(
    'in mode %s is of the calls of that mode, by the role of the function, on each key with its tags',
    async (mode, calls) => {
      await read(stand({ ...withRemediation(healthyAccount(), mode), remediation: rich().remediation }));
      const sent = asked('SimulatePrincipalPolicy').map(({ parameters }) => parameters);
      expect(sent.map((parameters) => parameters['ResourceArns.member.1'])).toEqual([aKeyToSave().arn, ELSEWHERE]);
      for (const parameters of sent) {
        expect(parameters.PolicySourceArn).toBe(NAMES.detectKeyUseRoleArn);
        expect(valuesOf(parameters, /^ActionNames\.member\.\d+$/)).toEqual(calls);
      }
      const [, last = {}] = sent;
      const names = valuesOf(last, /ContextKeyName$/);
      const values = valuesOf(last, /ContextKeyValues/);
      expect(Object.fromEntries(names.map((name, at) => [name, values[at]]))).toEqual({
        'aws:ResourceTag/kms-deletion-guard:remediation': 'cancel',
        'aws:ResourceTag/team': 'a & b',
        'aws:PrincipalArn': NAMES.detectKeyUseRoleArn,
        'aws:RequestedRegion': 'ap-south-1',
      });
    },
  );

  it('is not tried for a function that is gone', async () => {
    const found = await read(stand({ ...rich(), detectKeyUse: fact('missing') }));
    expect(found?.pending?.keys.map(({ simulated }) => simulated.known)).toEqual([false, false]);
    expect(asked('SimulatePrincipalPolicy')).toEqual([]);
  });
});

const valuesOf = (parameters: Readonly<Record<string, unknown>>, name: RegExp): readonly unknown[] =>
  Object.entries(parameters).flatMap(([key, value]) => (name.test(key) ? [value] : []));

const REFUSED = awsError(400, 'AccessDeniedException');

describe('a right that is missing', () => {
  it.each<[string, Answer, string]>([
    ['kms:GetKeyPolicy', REFUSED, 'policy'],
    ['iam:SimulatePrincipalPolicy', snsError(403, 'AccessDenied'), 'simulated'],
  ])('%s costs that part of each key, and says so', async (right, answer, part) => {
    const facts = stand(rich());
    aws.answer(right.split(':')[1] ?? '', answer);
    const found = await read(facts);
    const unread = { known: false, reason: expect.stringContaining('AWS does not allow it'), right };
    const keys = facts.remediation?.pending?.keys.map((key) => ({ ...key, [part]: unread }));
    expect(found).toEqual({ ...facts.remediation, pending: { keys, notSeen: [] } });
  });

  it('kms:ListResourceTags costs the simulation as well, which would be of another key', async () => {
    const facts = stand(rich());
    aws.answer('ListResourceTags', REFUSED);
    const unread = notKnown('AWS does not allow it (AccessDeniedException)', 'kms:ListResourceTags');
    for (const key of (await read(facts))?.pending?.keys ?? [])
      expect([key.tags, key.simulated]).toEqual([unread, unread]);
    expect(asked('SimulatePrincipalPolicy')).toEqual([]);
  });

  it('ssm:GetParameter costs both parameters', async () => {
    const facts = stand(rich());
    aws.answer('GetParameter', REFUSED);
    const unread = notKnown('AWS does not allow it (AccessDeniedException)', 'ssm:GetParameter');
    expect(await read(facts)).toEqual({ ...facts.remediation, killSwitch: unread, neverList: unread });
  });

  it('kms:ListKeys costs the keys, and says in which Regions', async () => {
    const facts = stand(rich());
    aws.answer('ListKeys', REFUSED);
    const pending = (await read(facts))?.pending;
    expect(pending?.keys).toEqual([]);
    expect(pending?.notSeen.map(({ what, right }) => [what, right])).toEqual([
      ['Region ap-south-1', 'kms:ListKeys'],
      ['Region eu-west-1', 'kms:ListKeys'],
    ]);
  });
});

import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { withMapping, withSlackParts } from '../blind-spots/breaking.ts';
import { WRITE_ONLY } from '../blind-spots/preflight/before.ts';
import {
  aKeyToSave,
  aParameter,
  aSimulatedCall,
  aSubscription,
  aTrail,
  healthyAccount,
  PENDING_KEY_ARN,
  valueIn,
  withRemediation,
} from '../builders/account.ts';

const denied = (right: string) => notKnown('AWS does not allow it (AccessDenied)', right);

/** A trail that was made cheaper, mail that nobody confirmed, a version that fell behind. */
export const faulty = (): Facts => {
  const alertTopic = valueIn(healthyAccount().alertTopic);
  return healthyAccount({
    packageVersion: '0.2.0',
    trails: fact([aTrail({ selectors: WRITE_ONLY })]),
    alertTopic: fact({ ...alertTopic, subscriptions: fact([aSubscription({ state: 'pending' })]) }),
    failureQueue: fact({ messages: 3, keyId: undefined }),
  });
};

/** A way to Slack that was switched off, whose webhook is gone, with a message that Slack refused. */
export const slackOff = (): Facts =>
  withMapping(
    withSlackParts(healthyAccount(), () => ({
      webhook: fact('missing'),
      failureQueue: fact({ messages: 1, keyId: undefined }),
    })),
    { state: 'Disabled' },
  );

/** Automatic cancel that would be refused on two keys, each for a reason of its own, while its kill switch is forgotten. */
export const refusedRescue = (): Facts => {
  const { remediation, ...rest } = withRemediation(healthyAccount());
  const keys = [
    aKeyToSave({ policy: fact('{"Version":"2012-10-17","Statement":[]}') }),
    aKeyToSave({
      arn: PENDING_KEY_ARN.replace('9abc0123', '1def4567'),
      simulated: fact([aSimulatedCall({ decision: 'explicitDeny' }), aSimulatedCall({ action: 'kms:EnableKey' })]),
    }),
  ];
  return {
    ...rest,
    remediation: remediation && {
      ...remediation,
      killSwitch: fact(aParameter('cancel')),
      pending: { keys, notSeen: [] },
    },
  };
};

/** What nobody may read, or that did not answer. */
export const unread = (): Facts =>
  healthyAccount({
    figures: denied('cloudwatch:GetMetricData'),
    delivery: denied('cloudwatch:GetMetricData'),
    silences: denied('ssm:GetParametersByPath'),
    patternTests: denied('logs:TestMetricFilter'),
    failureQueue: notKnown('no answer in time'),
  });

const HOSTILE = '\u001b[31mevil\u202e\nFAIL     <b>http://evil.example.com/x</b> $(rm -rf /) @here';

/** Names that want to act, wherever somebody can choose one. */
export const hostile = (): Facts => {
  const { trails, ...healthy } = healthyAccount();
  const backstopTopic = valueIn(healthy.backstopTopic);
  const detectKeyUse = valueIn(healthy.detectKeyUse);
  return healthyAccount({
    trails: trails.known
      ? fact(trails.value.map((trail) => ({ ...trail, name: HOSTILE, arn: HOSTILE, selectors: WRITE_ONLY })))
      : trails,
    backstopTopic: fact({
      ...backstopTopic,
      subscriptions: fact([aSubscription({ endpoint: HOSTILE, state: 'pending' })]),
    }),
    detectKeyUse: fact({ ...detectKeyUse, state: 'Failed', stateReason: HOSTILE, runtime: HOSTILE }),
    failureQueue: notKnown(HOSTILE, HOSTILE),
    accountFilterPolicies: fact([HOSTILE]),
    silences: fact({ silences: [], malformed: [{ name: HOSTILE, fault: HOSTILE }] }),
  });
};

import { kmsCommand } from '../../alert/kms-command.ts';
import { count } from '../../alert/time.ts';
import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import { isPendingState } from '../../kms/key-state.ts';
import type { Check, Fix, Verdict } from '../check.ts';
import type { Fact } from '../fact.ts';
import type { DependencyKey, Facts } from '../facts.ts';
import { type Fault, grave, verdictOn } from '../findings.ts';
import { isUsable, keyFact } from '../key-facts.ts';
import { type KeyUse, keysUsedBy } from '../own-keys.ts';
import { feedingTrailsOf } from '../trail/feeding.ts';
import { moment, see, unread } from '../verdicts.ts';

/** Source: KMS Developer Guide, "Key states of AWS KMS keys". */
export const ownKeys: Check = {
  id: 'own-keys',
  title: 'The keys that the guard depends on can be used',
  meaning: 'What lies under the key stops working, and detection with it.',
  concerns: 'seeing',
  changedBy: ['ScheduleKeyDeletion', 'DisableKey', 'DeleteImportedKeyMaterial', 'DisconnectCustomKeyStore'],
  // The key may be that of the alert topic.
  alertsMayNotArrive: true,
  judge,
};

function judge(facts: Facts): Verdict {
  const uses = keysUsedBy(facts).map((use) => ({ use, key: keyFact(facts, use.keyId) }));
  const faults = uses.flatMap(({ use, key }) => (key.known ? (faultOf(use, key.value) ?? []) : []));
  if (faults.length > 0) return verdictOn(faults, '');
  const unclear = uses.find(({ key }) => !key.known);
  if (unclear !== undefined && !unclear.key.known) return unread(unclear.key, `the key of ${unclear.use.of}`);
  const [unlooked] = notLookedAt(facts);
  if (unlooked !== undefined) return unread(unlooked.fact, `the key of ${unlooked.of}`);
  const without = noTrail(facts);
  if (without !== undefined) return without;
  return verdictOn(
    [],
    uses.length === 0 ? 'nothing lies under a key of KMS' : `${count(uses.length, 'key')} can be used`,
  );
}

function faultOf({ keyId, of }: KeyUse, key: DependencyKey | 'missing'): Fault | undefined {
  if (key === 'missing') return grave(`${keyId}, the key of ${of}, is gone`, RE_ENCRYPT);
  if (isUsable(key.state)) return undefined;
  const when =
    isPendingState(key.state) && key.deletionDate !== undefined ? `, and goes at ${moment(key.deletionDate)}` : '';
  return grave(`${key.arn}, the key of ${of}, is in state ${key.state}${when}`, ...fixesFor(key));
}

const RE_ENCRYPT: Fix = { title: 'encrypt what lies under it with another key, or with none' };

function fixesFor({ arn, state }: DependencyKey): readonly Fix[] {
  const key = parseStrictKeyArn(arn);
  if (key === undefined) return [{ title: `look at the key in the KMS console, and bring it out of state ${state}` }];
  const enable = { title: 'enable it', command: kmsCommand('enable-key', key) };
  if (isPendingState(state))
    return [
      { title: 'stop its deletion (it becomes Disabled)', command: kmsCommand('cancel-key-deletion', key) },
      enable,
    ];
  if (state === 'Disabled') return [enable];
  return [{ title: `see why it is in state ${state}`, command: kmsCommand('describe-key', key) }];
}

/** What could not be read, so that a key under it would not be known either. */
function notLookedAt(facts: Facts) {
  const read: readonly (readonly [of: string, fact: Fact<unknown> | undefined])[] = [
    ['the trail', facts.trails],
    ['the log group', facts.logGroup],
    ['the alert topic', facts.alertTopic],
    ['the backstop topic', facts.backstopTopic],
    ['the incident table', facts.table],
    ['the failure queue', facts.failureQueue],
    ['the environment of detect-key-use', facts.detectKeyUse],
    ['the environment of check-blind-spots', facts.checkBlindSpots],
    ['the Slack queue', facts.slack?.queue],
    ['the failure queue of Slack', facts.slack?.failureQueue],
    ['the environment of notify-slack', facts.slack?.function],
    ["Slack's webhook parameter", facts.slack?.webhook],
    ...feedingTrailsOf(facts).map(({ bucket }) => [`bucket ${bucket}`, bucketFact(facts, bucket)] as const),
  ];
  return read.flatMap(([of, fact]) => (fact === undefined || fact.known ? [] : [{ of, fact }]));
}

/** Which trail's keys matter is not known then. */
const noTrail = (facts: Facts): Verdict | undefined =>
  feedingTrailsOf(facts).length === 0 ? see('no trail delivers to the log group', 'trail-delivers') : undefined;

const bucketFact = ({ bucketKeys }: Facts, bucket: string | undefined): Fact<unknown> | undefined =>
  bucket !== undefined && Object.hasOwn(bucketKeys, bucket) ? bucketKeys[bucket] : undefined;

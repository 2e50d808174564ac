import type { IncidentItem } from '../incident/item.ts';
import type { Intent, ReadBack, Rescue, RescueOutcome, Write } from '../incident/rescue.ts';
import { isPendingState } from '../kms/key-state.ts';
import { modeFor, ownerAllows } from '../remediation/rules.ts';
import { afterWrite } from '../remediation/steps.ts';
import { type Answer, cancelledBy, isRestored, mayEnable, outcomeOfCancel } from '../remediation/write.ts';
import { factsOf } from './rescue-facts.ts';
import type { Work } from './rescue-work.ts';
import { saveRescue } from './save-rescue.ts';

/** Cancels the deletion, for which the intent stands in the store; enables the key where that is meant; reads it back each time. */
export async function cancel(work: Work, intent: Intent): Promise<IncidentItem> {
  const { key, remediation, ports } = work;
  const answer = await remediation.cancel(key, intent.id);
  const at = ports.now().getTime();
  const readBack = await readBackOf(work, 'CancelKeyDeletion', intent, answer);
  const read = outcomeOfCancel(answer, readBack, intent.period);
  // A moment after it KMS may still show as pending what it has cancelled: the next sweep knows better.
  const outcome = answer.kind === 'no-answer' && read === 'refused' ? 'unclear' : read;
  const write: Write = {
    id: intent.id,
    at,
    requestId: answer.kind === 'no-answer' ? undefined : answer.requestId,
    before: intent.before,
    enable: intent.enable
      ? { outcome: 'not-tried', reason: whyNotEnabled(outcome, readBack, intent.period) }
      : undefined,
    readBack,
  };
  if (!mayEnable(intent, outcome, readBack)) return finish(work, intent, { outcome, write }, answer);
  return enableNow(work, { ...intent, at, cancelledAt: at }, write, answer);
}

/**
 * Enables the key at once. That it is cancelled is written down before: else whoever comes after a crash would read Enabled, and could not
 * tell the guard from a person who cancelled and enabled. As {@link beingEnabled} it is not enabled again after that crash.
 */
async function enableNow(work: Work, intent: Intent, write: Write, answer: Answer): Promise<IncidentItem> {
  const notTried = (reason: string) => ({
    outcome: 'cancelled' as const,
    write: { ...write, enable: { outcome: 'not-tried' as const, reason } },
  });
  const cancelled = cancelledBy('cancelled', answer, intent);
  const written = await saveRescue(work.item, { ...work.rescue, intent: beingEnabled(intent), cancelled }, work.ports);
  if (written.kind !== 'saved')
    return finish(work, intent, notTried('the guard could not write down that it is about to'), answer);
  const mine = { ...work, item: written.item, rescue: written.item.rescue ?? work.rescue };
  return work.ports.now().getTime() < work.until
    ? finish(mine, intent, await enable(mine, intent, write), answer)
    : finish(mine, intent, notTried(NO_TIME), answer);
}

/**
 * What stands in the store while EnableKey is on its way. Who finds it there does not know whether the key was enabled: read as Disabled,
 * it may be a person who disabled it since.
 */
const beingEnabled = (intent: Intent): Intent => ({ ...intent, enable: false });

const NO_TIME = 'no time was left in this invocation';
const IN_DOUBT = 'it is not known whether an earlier try enabled it, so that it is not tried again';

/** What is left of an intent that nobody finished: the key is read, and told as it is. */
export async function finishIntent(work: Work, intent: Intent): Promise<IncidentItem> {
  // Whoever takes it over first has it: the others find another intent than they have read.
  const retaken = { ...intent, at: work.ports.now().getTime() };
  const kept = intent.cancelledAt === undefined ? retaken : beingEnabled(retaken);
  const taken = await saveRescue(work.item, { ...work.rescue, intent: kept }, work.ports);
  if (taken.kind !== 'saved') return taken.kind === 'failed' ? work.item : { ...work.item, rescue: taken.rescue };
  const mine = { ...work, item: taken.item, rescue: taken.item.rescue ?? work.rescue };
  return intent.cancelledAt === undefined
    ? findOut(mine, retaken, intent.at)
    : enableLater(mine, retaken, intent.cancelledAt);
}

/** Nobody heard what KMS answered. Then it is never enabled: it may have been a person who cancelled, and left it Disabled. */
async function findOut(work: Work, intent: Intent, triedAt: number): Promise<IncidentItem> {
  const answer: Answer = { kind: 'no-answer', reason: 'the answer was lost' };
  const readBack = await work.remediation.readState(work.key);
  const outcome = outcomeOfCancel(answer, readBack, intent.period);
  const reason = "KMS's answer to the cancel was lost";
  const write: Write = {
    ...{ id: intent.id, at: triedAt, requestId: undefined, before: intent.before },
    enable: intent.enable ? { outcome: 'not-tried', reason } : undefined,
    readBack,
  };
  return finish(work, { ...intent, at: triedAt }, { outcome, write }, answer);
}

/** The deletion is cancelled and the key was not enabled yet, as KMS refused it or did not answer. */
async function enableLater(work: Work, intent: Intent, cancelledAt: number): Promise<IncidentItem> {
  const { lead } = work.item;
  const asked = lead === undefined ? undefined : await factsOf(work, lead);
  const readBack = await work.remediation.readState(work.key);
  const before: Write = {
    ...{ id: intent.id, at: cancelledAt, requestId: work.rescue.last?.write?.requestId, before: intent.before },
    enable: {
      outcome: 'not-tried',
      reason: intent.enable ? whyNotEnabled('cancelled', readBack, intent.period) : IN_DOUBT,
    },
    readBack,
  };
  // All that somebody may have decided since, tags too, which a Disabled key takes.
  const allowed = asked !== undefined && modeFor(asked.facts) === 'cancel-and-enable' && ownerAllows(asked.facts);
  const forbidden: Write = {
    ...before,
    enable: {
      outcome: 'not-tried',
      reason: 'setting, kill switch, list, tag or a silence no longer allow it, or could not be read',
    },
  };
  const answer: Answer = { kind: 'done', requestId: before.requestId };
  if (!allowed) return finish(work, { ...intent, enable: false }, { outcome: 'cancelled', write: forbidden }, answer);
  const isLate = work.ports.now().getTime() >= work.until;
  const late: Write = { ...before, enable: { outcome: 'not-tried', reason: NO_TIME } };
  if (isLate || !mayEnable(intent, 'cancelled', readBack))
    return finish(work, intent, { outcome: 'cancelled', write: isLate ? late : before }, answer);
  return finish(work, intent, await enable(work, intent, before), answer);
}

/** KMS is eventually consistent: right after a cancel it may still call the key pending deletion. Milliseconds between tries. */
const ENABLE_PAUSES = [500, 1000, 2000];

async function enable(work: Work, intent: Intent, write: Write): Promise<{ outcome: RescueOutcome; write: Write }> {
  const { key, remediation, ports } = work;
  let answer = await remediation.enable(key, intent.id);
  for (const pause of ENABLE_PAUSES) {
    if (answer.kind !== 'refused' || !answer.again || ports.now().getTime() + pause >= work.until) break;
    await ports.wait(pause);
    answer = await remediation.enable(key, intent.id);
  }
  const readBack = await readBackOf(work, 'EnableKey', intent, answer);
  const isRead = readBack.kind === 'read' && readBack.state === 'Enabled';
  const done = answer.kind === 'done' || isRead;
  const reason = answer.kind === 'done' ? '' : answer.reason;
  const next: Write = { ...write, enable: { outcome: done ? 'enabled' : 'refused', reason }, readBack };
  return { outcome: isRestored(next) ? 'restored' : 'cancelled', write: next };
}

function whyNotEnabled(outcome: RescueOutcome, readBack: ReadBack, period: number | undefined): string {
  if (outcome !== 'cancelled') return 'it is not known that the guard cancelled its deletion';
  if (readBack.kind === 'unread') return `the key could not be read after the cancel (${readBack.reason})`;
  if (isPendingState(readBack.state) && readBack.deletionDate !== period) return 'its deletion was scheduled again';
  return isPendingState(readBack.state)
    ? 'KMS still shows the key as pending deletion'
    : `the key was read as ${readBack.state}, not Disabled`;
}

async function readBackOf(
  { key, remediation }: Work,
  action: 'CancelKeyDeletion' | 'EnableKey',
  { id }: Intent,
  answer: Answer,
): Promise<ReadBack> {
  const readBack = await remediation.readState(key);
  remediation.noted({ kind: 'write', keyArn: key.arn, action, id, answer, readBack });
  return readBack;
}

async function finish(
  work: Work,
  intent: Intent,
  { outcome, write }: { readonly outcome: RescueOutcome; readonly write: Write },
  answer: Answer,
): Promise<IncidentItem> {
  const cancelled = cancelledBy(outcome, answer, { ...intent, at: write.at });
  const reason = answer.kind === 'done' || outcome === 'answer-lost' ? intent.reason : answerInWords(answer);
  const after: Rescue = afterWrite(
    work.rescue,
    intent,
    { outcome, write, reason, cancelled },
    work.ports.now().getTime(),
  );
  // While it is still to be found out, the intent remembers it; a cancel that turns out not to have been made forbids no other one.
  const isOpen = outcome === 'unclear' && after.intent !== undefined;
  const next: Rescue = isOpen ? { ...after, cancelled: work.rescue.cancelled } : after;
  if (next.last !== undefined) work.remediation.noted({ kind: 'decision', keyArn: work.key.arn, step: next.last });
  const saved = await saveRescue(work.item, next, work.ports);
  // Told all the same; the intent still stands, so that the next sweep finds out what the key is.
  return saved.kind === 'saved' ? saved.item : { ...work.item, rescue: next };
}

const answerInWords = (answer: Answer): string => (answer.kind === 'done' ? '' : answer.reason);

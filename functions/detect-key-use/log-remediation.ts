import type { RescueStep } from '../../shared/incident/rescue.ts';
import type { Figures, Log } from '../../shared/log.ts';
import type { RemediationNote } from '../../shared/pipeline/remediation-ports.ts';

/** One line and one figure for each decision and each write: the guard's own audit, beside CloudTrail's. */
export function logRemediation(note: RemediationNote, log: Log): void {
  switch (note.kind) {
    case 'decision':
      logDecision(note, log);
      return;
    case 'write':
      logWrite(note, log);
      return;
  }
}

const FAULTS: readonly RescueStep['outcome'][] = ['refused', 'unclear', 'answer-lost'];

function logDecision({ keyArn, step }: Extract<RemediationNote, { kind: 'decision' }>, log: Log): void {
  const { mode, decision, cause, reason, outcome, write } = step;
  const level = FAULTS.includes(outcome) ? 'error' : 'info';
  const fields = { level, keyArn, mode, decision, cause, reason, outcome, rescue: write?.id };
  log('remediation decision', fields, figureOf(step));
}

function logWrite(note: Extract<RemediationNote, { kind: 'write' }>, log: Log): void {
  const { keyArn, action, id, answer, readBack } = note;
  const state = readBack.kind === 'read' ? readBack.state : `not read: ${readBack.reason}`;
  const fields = { keyArn, action, rescue: id, answer: answer.kind, readBack: state };
  switch (answer.kind) {
    case 'done':
      log(
        'remediation write',
        { level: 'info', ...fields, requestId: answer.requestId },
        action === 'CancelKeyDeletion' ? { deletionsCancelled: 1 } : { keysEnabled: 1 },
      );
      return;
    case 'refused':
    case 'no-answer': {
      const requestId = answer.kind === 'refused' ? answer.requestId : undefined;
      const why = { level: 'error', ...fields, requestId, reason: answer.reason };
      log('remediation write', why, { rescueWritesFailed: 1 });
      return;
    }
  }
}

function figureOf({ decision, outcome }: RescueStep): Figures {
  if (outcome === 'would-cancel') return { wouldCancel: 1 };
  switch (decision) {
    case 'skip':
      return { rescueSkipped: 1 };
    case 'wait':
      return { rescueWaiting: 1 };
    case 'cancel':
    case 'cancel-and-enable':
      return { rescueDecided: 1 };
  }
}

import type { LogFields } from '../../shared/log.ts';
import type { Told } from '../../shared/pipeline/tell.ts';

/** The messages of an invocation as fields of its log line. */
export const messagesIn = ({ sent, sentBefore, waiting, failed, unsettled }: Told) =>
  ({
    sent,
    sentBefore,
    waiting,
    messagesFailed: failed.length,
    unsettled,
    failures: failed.map(({ alertId, reason }) => `${alertId}: ${reason}`),
  }) satisfies LogFields;

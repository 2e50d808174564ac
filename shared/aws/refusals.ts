import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Fact, fact, notKnown } from '../blind-spots/fact.ts';
import { WIDE_PATTERN } from '../contract/filter-patterns.ts';
import { askUnless } from './blind-spots/ask.ts';

/** Where and when to look for refusals. */
export interface LogSearch {
  readonly logGroupName: string;
  /** By the time of delivery, which is never before the call. */
  readonly since: Date;
  readonly until: Date;
  readonly budget: AbortSignal;
}

/** One line of a log group, and its identity. */
export interface LogLine {
  readonly text: string;
  readonly lineId: string | undefined;
}

/** How far a search came. */
export interface Searched {
  /** Why it ended before all was looked at, in words; undefined: all was. */
  readonly endedBy: string | undefined;
}

const NO_GROUP = /^ResourceNotFoundException$/;
const TOO_LONG = 'searching the log group takes longer than is waited for';

/**
 * Hands over the lines of a log group that the wide pattern lets through, page by page; a page may be empty while there are more. Not
 * known: nothing could be looked at. A search that breaks off later, or that the budget ends, keeps what it has handed over.
 * Source: CloudWatch Logs API Reference, FilterLogEvents.
 */
export async function searchRefusals(
  logs: CloudWatchLogsClient,
  search: LogSearch,
  take: (lines: readonly LogLine[]) => void,
): Promise<Fact<Searched>> {
  const { budget } = search;
  let next: string | undefined;
  for (let pages = 0; ; pages += 1) {
    const answer = await askUnless(NO_GROUP, undefined, 'logs:FilterLogEvents', budget, () =>
      logs.send(pageOf(search, next), { abortSignal: budget }),
    );
    if (budget.aborted) return fact({ endedBy: TOO_LONG });
    if (!answer.known) return pages === 0 ? answer : fact({ endedBy: answer.reason });
    const page = answer.value;
    if (page === undefined) return notKnown(`there is no log group ${search.logGroupName}`);
    take((page.events ?? []).map(({ message: text = '', eventId: lineId }) => ({ text, lineId })));
    // A token that comes again leads nowhere.
    if (page.nextToken === undefined || page.nextToken === next) return fact({ endedBy: undefined });
    next = page.nextToken;
  }
}

const pageOf = ({ logGroupName, since, until }: LogSearch, nextToken: string | undefined) =>
  new FilterLogEventsCommand({
    logGroupName,
    filterPattern: WIDE_PATTERN,
    startTime: since.getTime(),
    endTime: until.getTime(),
    ...(nextToken === undefined ? {} : { nextToken }),
  });

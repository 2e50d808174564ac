import type { Fix } from '../check.ts';

/** What is said of a filter policy that is not judged; what it may drop follows. Source: SNS Developer Guide, "Subscription filter policy scope". */
export const ON_BODY = 'has a filter policy on the message body, which is not judged here: it may drop the messages of';

/** The same of one with conditions that are not known here. */
export const NOT_KNOWN = 'has a filter policy with conditions that are not judged here: it may drop the messages of';

const URL = 'https://docs.aws.amazon.com/sns/latest/dg/message-filtering-policy-remove.html';

export const REMOVE_POLICY: Fix = {
  title: 'take its filter policy away, or subscribe another address without one',
  url: URL,
};

/** For a policy that may let all through. */
export const lookAtPolicy = (what: string): Fix => ({
  title: `see whether its filter policy lets ${what} through, or take it away`,
  url: URL,
});

import { forChatCode } from '../inert-chat.ts';
import type { Medium } from '../medium.ts';
import { minuteSeenFrom } from '../time.ts';

/** Chat by Amazon Q Developer: every word that is not our own in a code span. */
export const CHAT: Medium = {
  text: forChatCode,
  data: (type, id) => forChatCode(`${type} ${id}`, 104),
  time: minuteSeenFrom,
};

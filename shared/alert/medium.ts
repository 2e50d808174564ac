import { forEmail } from './inert.ts';
import { timeSeenFrom } from './time.ts';

/** How a medium shows what is not our own words. E-mail and chat say the same things and differ in this. */
export interface Medium {
  /** Text out of records and AWS's answers, made inert. */
  readonly text: (text: string, most?: number) => string;
  /** Data by its type and its name: "S3 object ledger-archive/q3.csv". */
  readonly data: (type: string, id: string) => string;
  /** A time of the past, seen from now. */
  readonly time: (time: Date, now: Date) => string;
}

export const EMAIL: Medium = {
  text: forEmail,
  data: (type, id) => `${forEmail(type, 40)} ${forEmail(id, 60)}`,
  time: timeSeenFrom,
};

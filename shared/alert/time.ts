const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** "Sat 28 Nov 2026 14:02 UTC". */
export const dayAndTime = (time: Date): string => `${day(time)} ${time.getUTCFullYear()} ${clock(time)} UTC`;

/** "today 03:11:40 UTC" on the same UTC day, else "Fri 20 Nov 14:02 UTC", with the year when it is another. */
export function timeSeenFrom(time: Date, now: Date, ofToday: (time: Date) => string = clockWithSeconds): string {
  if (time.toISOString().slice(0, 10) === now.toISOString().slice(0, 10)) return `today ${ofToday(time)} UTC`;
  const year = time.getUTCFullYear() === now.getUTCFullYear() ? '' : ` ${time.getUTCFullYear()}`;
  return `${day(time)}${year} ${clock(time)} UTC`;
}

/** The same to the minute: "today 03:11 UTC". Between two colons Slack would see the name of an emoji. */
export const minuteSeenFrom = (time: Date, now: Date): string => timeSeenFrom(time, now, clock);

/** "03:11:40". */
export const clockWithSeconds = (time: Date): string => time.toISOString().slice(11, 19);

/** What is left, rounded down so that nobody counts on more: "6 days", from 72 hours on "53 h". */
export function span(ms: number): string {
  if (ms > 3 * DAY) return count(Math.floor(ms / DAY), 'day');
  return ms >= HOUR ? `${Math.floor(ms / HOUR)} h` : 'less than 1 h';
}

/** What has passed, rounded to the unit that people would say: "4 min", "3 h", "12 days". */
export function elapsed(ms: number): string {
  if (ms < 60_000) return 'less than 1 min';
  if (ms < 2 * HOUR) return `${Math.floor(ms / 60_000)} min`;
  return ms < 3 * DAY ? `${Math.floor(ms / HOUR)} h` : count(Math.floor(ms / DAY), 'day');
}

/** Whole days, rounded down; negative when the time has passed. */
export const wholeDays = (ms: number): number => Math.floor(ms / DAY);

/** "1 day", "1,204 times". */
export const count = (number: number, unit: string, units = `${unit}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? unit : units}`;

const clock = (time: Date) => time.toISOString().slice(11, 16);
const day = (time: Date) => `${WEEKDAYS[time.getUTCDay()]} ${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]}`;

import type { Alert, AlertOfKey } from './alert.ts';

/** Whether an alert tells of an incident in numbers, not of one record. */
export const isCount = ({ kind }: Alert): boolean => kind === 'digest' || kind === 'reminder' || kind === 'remediation';

/** Whether it names everybody who was ever refused, not only those whom it counts. */
export const namesEverybody = ({ kind }: Alert): boolean => kind === 'reminder' || kind === 'remediation';

/** Whether an alert is about one key, and so has the fields that all of these share. */
export function isAboutKey(alert: Alert): alert is AlertOfKey {
  switch (alert.kind) {
    case 'key-use':
    case 'management-call':
    case 'digest':
    case 'reminder':
    case 'remediation':
    case 'test':
      return true;
    case 'summary':
    case 'blind-spot':
      return false;
  }
}

import type { Alert, AlertOfKey } from './alert.ts';

/** Whether an alert is about one key, and so has the fields that all of these share. */
export function isAboutKey(alert: Alert): alert is AlertOfKey {
  switch (alert.kind) {
    case 'key-use':
    case 'management-call':
    case 'digest':
    case 'reminder':
    case 'test':
      return true;
    case 'summary':
    case 'blind-spot':
      return false;
  }
}

import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GuardSettings } from './settings.ts';

/** Warns when nobody would be told, and when all depends on one way: a chat service, which may be down when a key is lost. */
export function warnOfNobody(scope: Construct, { emails, slack, amazonQ }: GuardSettings): void {
  if (emails.length > 0) return;
  if (slack === undefined && amazonQ === undefined) {
    Annotations.of(scope).addWarningV2(
      'KmsDeletionGuard:nobodySubscribed',
      'emails: got none, so that nobody is subscribed to the backstop topic; give -c emails=ops@example.com, or subscribe to it after the deployment',
    );
    return;
  }
  Annotations.of(scope).addWarningV2(
    'KmsDeletionGuard:chatOnly',
    'emails: got none, so that chat is the only way to people, and nobody hears of it when that way fails; give -c emails=ops@example.com as a second, independent one, or subscribe to both topics after the deployment',
  );
}

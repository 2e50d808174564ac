import type { SlackSettings } from '../../shared/alert/slack/render-slack.ts';
import type { Notification } from '../../shared/notification/notification.ts';
import type { Tools } from './tools.ts';

/**
 * The settings for what came: without the mention for an alert that says it is of another guard. Such a one may come by a topic that several
 * guards share, or from whoever may publish to it.
 */
export const mentionsFor = (
  notification: Notification,
  { settings, guard }: Pick<Tools, 'settings' | 'guard'>,
): SlackSettings =>
  notification.kind === 'alert' && isOf(guard, notification.alert.guard) ? settings : { ...settings, mention: 'none' };

/** Alerts name no Region where the guard does not know it. */
const isOf = (own: Tools['guard'], { stack, region }: { readonly stack: string; readonly region?: string }): boolean =>
  stack === own.stack && (region === undefined || region === own.region);

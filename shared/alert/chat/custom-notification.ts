/**
 * What Amazon Q Developer shows in a chat channel; a message of any other shape it drops without a word. Source: Amazon Q Developer in
 * chat applications Administrator Guide, "Custom notifications using Amazon Q Developer in chat applications", event schema.
 */
export interface CustomNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  /** That of the alert, so that a duplicate can be told; whether Amazon Q Developer looks at it is not documented. */
  readonly id: string;
  readonly content: {
    /** The only one there is: the markup of Slack or of Microsoft Teams, whichever shows it. */
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    /** Shown as a list. */
    readonly nextSteps: readonly string[];
    /** Shown as tags. */
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Notifications with the same one form a thread, where the channel's preferences allow that. */
    readonly threadId: string;
    readonly summary: string;
    /** Of the characters that a custom action's NotificationType may have: letters, digits, hyphens. */
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    /** Strict values only: a custom action could take them for variables of a command. */
    readonly additionalContext: Readonly<Record<string, string>>;
    /** Keeps buttons of custom actions off this notification. Said outright, as its default is not relied on. Decision 0021. */
    readonly enableCustomActions: false;
  };
}

/**
 * Bounds of our own, in characters: AWS documents none. A text of Slack's holds 3,000, a header 150, and what Amazon Q Developer adds
 * around them is not known.
 */
export const CHAT_LIMITS = {
  title: 150,
  description: 2500,
  /** All of them together. */
  nextSteps: 2500,
  command: 700,
  summary: 250,
  keyword: 60,
  relatedResources: 20,
} as const;

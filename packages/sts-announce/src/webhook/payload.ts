export const webhookKinds = ['slack', 'teams'] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** A message for a team: a title, and a line for each workload. All is text: none of it may become a link or a mention. */
export interface TeamMessage {
  title: string;
  lines: readonly string[];
}

/** The body that a webhook takes. */
export const payload = (kind: WebhookKind, message: TeamMessage): object =>
  kind === 'slack' ? slackPayload(message) : teamsPayload(message);

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** https://docs.slack.dev/messaging/formatting-message-text/#escaping */
const slackText = (text: string): string =>
  text.replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? '');

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
const slackPayload = ({ title, lines }: TeamMessage) => ({
  text: [title, ...lines.map((line) => `• ${line}`)].map(slackText).join('\n'),
});

/**
 * What the workflow "Post to a channel when a webhook request is received" takes. A RichTextBlock shows its text as it is,
 * where a TextBlock reads Markdown.
 * https://learn.microsoft.com/adaptive-cards/schema-explorer/rich-text-block
 */
const teamsPayload = ({ title, lines }: TeamMessage) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [richText(title, true), ...lines.map((line) => richText(line, false))],
      },
    },
  ],
});

const richText = (text: string, isTitle: boolean) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...(isTitle ? { weight: 'Bolder' } : {}) }],
});

import { ACCOUNT, aRefusal, eventId, type Json } from '../builders/record.ts';

/** What would act in a page, in Slack's markup or on its layout, if anything let it. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>pwned=1</script>',
  '<img src=x onerror=pwned=1>',
  '"><svg onload=pwned=1>',
  "' onmouseover='pwned=1' style='position:fixed;inset:0",
  '</span></code></pre></div></article></section></main><h1>Ours</h1>',
  '</style><style>*{display:none}</style>',
  '</title></head><body onload=pwned=1>',
  '<iframe src="https://evil.example/"></iframe>',
  '<form action="https://evil.example/"><input autofocus onfocus=pwned=1>',
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<a href="javascript:pwned=1">Open the key</a>',
  '<javascript:pwned=1|Open the key>',
  '<https://evil.example/|Open the key>',
  'https://evil.example/x',
  '<!--',
  ']]><!DOCTYPE html>',
  '&lt;script&gt;pwned=1&lt;/script&gt;&#60;b&#62;',
  '*bold* _italic_ ~struck~ `code` ```block```',
  '<!channel> <@U0123456> <#C0123456> <!subteam^S0123456>',
  '\u202e\u2066gnp.exe\u0000\u001b[31m\ue000',
  'שלום עולם مرحبا بالعالم',
  'W'.repeat(2000),
  '🔥'.repeat(400),
  'Z\u0351\u0352\u0353\u0354\u0355\u0356algo'.repeat(40),
  '\n\nWHAT TO DO\nhttps://evil.example/y\naws kms schedule-key-deletion --key-id x',
];

const keyId = (at: number) => `0000abcd-12ab-34cd-56ef-${String(at).padStart(12, '0')}`;
const arnOf = (at: number) => `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${keyId(at)}`;

/** A refusal with this text wherever CloudTrail has text that a caller chose, or that nobody has checked. */
const hostileRecord = (text: string, at: number): Json =>
  aRefusal({
    eventID: eventId(at),
    eventName: at % 3 === 0 ? text : 'Decrypt',
    eventSource: at % 5 === 0 ? text : 'kms.amazonaws.com',
    awsRegion: text,
    sourceIPAddress: text,
    userAgent: text,
    requestID: text,
    sharedEventID: text,
    errorCode: text,
    errorMessage: `${arnOf(at)} is pending deletion.${at % 4 === 0 ? ` ${text}` : ''}`,
    requestParameters: { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${text}`, [text]: text } },
    userIdentity: {
      type: at % 2 === 0 ? 'AssumedRole' : 'IAMUser',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${text}/${text}`,
      accountId: ACCOUNT,
      principalId: text,
      accessKeyId: text,
      userName: text,
      invokedBy: text,
      sessionContext: { sessionIssuer: { type: 'Role', userName: text, accountId: ACCOUNT, arn: text } },
    },
  });

/** A CloudTrail file and a keys file that are hostile in every text; one key for each text. */
export const hostileInput = (texts: readonly string[] = HOSTILE_TEXTS): { records: string; keys: string } => ({
  records: JSON.stringify({ Records: texts.map(hostileRecord) }),
  keys: JSON.stringify({
    accounts: { [ACCOUNT]: texts[0] ?? '' },
    keys: texts.map((text, at) => ({
      KeyMetadata: {
        Arn: arnOf(at),
        KeyState: 'PendingDeletion',
        DeletionDate: '2026-11-28T14:02:00Z',
        Description: text,
        KeyManager: 'CUSTOMER',
      },
      Aliases: [{ AliasName: text }, { AliasName: `alias/${text}` }],
      Tags: [{ TagKey: text, TagValue: text }],
      KeyLastUsage: { Operation: text, Timestamp: '2026-11-20T13:58:00Z', CloudTrailEventId: text },
      ScheduledBy: { Principal: text, Time: '2026-11-20T14:02:00Z' },
    })),
  }),
});

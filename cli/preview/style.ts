/** The style sheet of the page, for light and dark, and from a phone's width to a desk's. Colours are solid, so that contrast can be computed. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --line: #d8dce2; --text: #1b2027; --quiet: #555e6b; --link: #0b57b8;
  --bar: #eef0f3; --code: #f3f3f5; --code-text: #b3113b; --mention: #fdeecb; --mention-text: #7a4a00; --app: #e4e6ea;
  --low: #e2e6eb; --low-text: #3a4350; --medium: #d7e7fb; --medium-text: #0a4183; --high: #ffe3bf; --high-text: #7a3600;
  --critical: #b3122e; --critical-text: #ffffff; --avatar: #1f3a5f; --avatar-text: #ffffff;
  --sans: -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, system-ui, sans-serif;
  --slack: Lato, "Helvetica Neue", Helvetica, "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121417; --card: #1a1d21; --line: #363b43; --text: #e2e5ea; --quiet: #a3abb7; --link: #6db3ff;
    --bar: #22262c; --code: #262a30; --code-text: #ef97a8; --mention: #4a3a12; --mention-text: #f6d583; --app: #343942;
    --low: #343b45; --low-text: #d5dae2; --medium: #123a66; --medium-text: #cfe5ff; --high: #5a3200; --high-text: #ffd9a6;
    --critical: #a90f2a; --critical-text: #ffffff; --avatar: #2c5284; --avatar-text: #ffffff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 32px 32px 64px; max-width: 1440px; background: var(--page); color: var(--text);
  font: 16px/1.5 var(--sans); overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
}
h1, h2, h3, h4, p, dl, dd, ol, pre { margin: 0; padding: 0; }
a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.product { color: var(--quiet); font-size: 14px; font-weight: 600; }
h1 { font-size: 26px; line-height: 1.25; letter-spacing: -0.01em; margin: 2px 0 6px; }
.lead { color: var(--quiet); font-size: 15px; }
nav { margin-top: 20px; padding: 6px 18px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
nav ol { list-style: none; }
nav li { display: flex; gap: 12px; align-items: baseline; padding: 7px 0; font-size: 15px; }
nav li + li { border-top: 1px solid var(--line); }
nav .badge { width: 88px; text-align: center; }
nav a { min-width: 0; }
.badge {
  display: inline-block; flex: none; padding: 2px 8px; white-space: nowrap; border-radius: 6px; font: 700 12px/1.5 var(--sans);
  letter-spacing: 0.04em; vertical-align: 0.18em;
}
nav .badge { vertical-align: baseline; }
.badge.low { background: var(--low); color: var(--low-text); }
.badge.medium { background: var(--medium); color: var(--medium-text); }
.badge.high { background: var(--high); color: var(--high-text); }
.badge.critical { background: var(--critical); color: var(--critical-text); }
.nothing { margin-top: 28px; padding: 20px 24px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.alert { padding-top: 36px; }
h2 { font-size: 19px; line-height: 1.35; margin-bottom: 14px; }
h2 .badge { margin-right: 4px; }
.panes { display: grid; grid-template-columns: minmax(0, 1.12fr) minmax(0, 1fr); gap: 24px; align-items: start; }
h3 { font-size: 13px; line-height: 1.5; color: var(--quiet); font-weight: 600; margin-bottom: 6px; }
.window { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.mail dl { background: var(--bar); border-bottom: 1px solid var(--line); padding: 12px 18px; font-size: 14px; }
.mail dl div { display: flex; gap: 10px; }
.mail dt { flex: none; width: 58px; color: var(--quiet); }
.mail dd { min-width: 0; }
.subject { font-weight: 600; }
.body { padding: 16px 18px; font: 12.5px/1.55 var(--mono); white-space: pre-wrap; }
.footer { padding: 10px 18px 12px; border-top: 1px dashed var(--line); color: var(--quiet); font-size: 13px; }
.slack { font: 15px/1.47 var(--slack); }
.toast { padding: 12px 18px; background: var(--bar); border-bottom: 1px solid var(--line); font-size: 14px; }
.toast .label { color: var(--quiet); margin-right: 6px; }
.message { display: flex; gap: 10px; padding: 16px 18px 18px; }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; background: var(--avatar); }
.avatar::before { content: "KG"; display: block; text-align: center; font: 700 14px/36px var(--sans); color: var(--avatar-text); }
.said { flex: 1; min-width: 0; }
.author { line-height: 1.3; }
.author time { color: var(--quiet); font-size: 12px; }
.app { padding: 1px 4px; border-radius: 3px; background: var(--app); color: var(--text); font-size: 12px; font-weight: 600; line-height: 1.25; }
h4 { font-size: 18px; line-height: 1.33; margin: 6px 0 8px; }
.section { margin: 8px 0; }
.fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px 20px; margin: 10px 0; }
.context { margin: 8px 0 0; color: var(--quiet); font-size: 13px; line-height: 1.45; }
.context span + span { margin-left: 8px; }
.slack code { padding: 1px 4px; border: 1px solid var(--line); border-radius: 3px; background: var(--code); color: var(--code-text); font: 12.5px/1.45 var(--mono); unicode-bidi: isolate; }
.slack pre { margin: 6px 0; padding: 9px 10px; border: 1px solid var(--line); border-radius: 5px; background: var(--code); font: 12.5px/1.5 var(--mono); white-space: pre-wrap; }
.slack pre code { padding: 0; font: inherit; border: 0; background: none; color: var(--text); }
.slack a { text-decoration: none; }
.slack a:hover { text-decoration: underline; }
.slack hr { border: 0; border-top: 1px solid var(--line); margin: 12px 0; }
.mention { padding: 0 3px; border-radius: 3px; background: var(--mention); color: var(--mention-text); }
@media (max-width: 900px) {
  body { padding: 20px 14px 48px; }
  h1 { font-size: 22px; }
  nav { padding: 4px 14px; }
  .panes { grid-template-columns: minmax(0, 1fr); gap: 20px; }
  .body { padding: 14px; font-size: 12px; }
  .mail dl, .toast, .footer { padding-left: 14px; padding-right: 14px; }
  .message { padding: 14px; }
}
@media (max-width: 480px) {
  nav li { display: block; }
  nav .badge { display: block; width: fit-content; margin-bottom: 3px; }
  .fields { grid-template-columns: minmax(0, 1fr); }
}
@media print {
  .panes { grid-template-columns: minmax(0, 1fr); }
  .alert { break-inside: avoid; }
}
`;

/** What a terminal would act on, and nothing that we print ourselves. */
export const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Lines that are longer than 80 columns without being a command, a link, or one word that must stay whole. */
export const tooWide = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.length > 80)
    .filter((line) => !/^(aws |npx |AWS_REGION=|kms-deletion-guard |https:)/.test(line) && /\S\s+\S/.test(line));

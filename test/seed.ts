// On CI the same commit gives the same answer, whoever runs it and when. Everywhere else each run looks somewhere new.
if (process.env.CI === 'true') {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ seed: 20_261_122 });
}

export {};

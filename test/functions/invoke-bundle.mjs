// Plays the Lambda runtime for one invocation: loads the deployed bundle, hands the event from standard input to its handler, and
// prints what came of it as one line of JSON. Its environment is that of the deployed function.
import { readFileSync } from 'node:fs';

const [, , bundle] = process.argv;
try {
  const { handler } = await import(bundle);
  console.log(JSON.stringify({ answered: await handler(JSON.parse(readFileSync(0, 'utf8'))) }));
} catch (error) {
  console.log(JSON.stringify({ threw: error.message }));
}

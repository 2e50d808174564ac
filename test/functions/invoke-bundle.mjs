// Plays the Lambda runtime for one invocation: loads the deployed bundle, hands the event from standard input to its handler, and
// prints what came of it as one line of JSON. Its environment is that of the deployed function.
import { text } from 'node:stream/consumers';

const [, , bundle] = process.argv;
const event = JSON.parse(await text(process.stdin));
try {
  const { handler } = await import(bundle);
  console.log(JSON.stringify({ answered: await handler(event) }));
} catch (error) {
  console.log(JSON.stringify({ threw: error.message }));
}

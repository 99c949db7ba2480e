import { parseArgs } from 'node:util';
import { startReceiver } from './receiver.ts';

const USAGE = `node dev/receiver/main.ts [--port N] [--directory DIR] [--bytes-per-second N] [--latency-ms N]

Starts the local receiver and prints its address, the address that mints upload URLs, and one upload URL.
Without --directory the uploads are removed at the end.`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    directory: { type: 'string' },
    'bytes-per-second': { type: 'string' },
    'latency-ms': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const bytesPerSecond = values['bytes-per-second'];
  const receiver = await startReceiver({
    port: toNumber(values.port),
    ...(values.directory === undefined ? {} : { directory: values.directory }),
    bytesPerSecond: bytesPerSecond === undefined ? null : toNumber(bytesPerSecond),
    latencyMs: toNumber(values['latency-ms'] ?? '0'),
  });
  console.log(`Receiver    ${receiver.origin}/`);
  console.log(`Minting     ${receiver.mintUrl}`);
  console.log(`Upload URL  ${(await receiver.mint()).url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void receiver.stop());
}

function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`Not a number: ${text}`);
  return number;
}

/*
 * Runs in a page of the bench: asks for orders and uploads accordingly. No debugger may be attached to the page: its
 * network inspection copies every request's body, which made a loop of XHRs twenty times slower.
 */
import type { PeerOrder } from './peer-orders.ts';

/** The parts of the uploaders' APIs we use. */
interface Peers {
  readonly UpChunk: {
    createUpload(options: { endpoint: string; file: File; chunkSize: number }): {
      on(event: 'success' | 'error', listener: (event: { detail?: { message?: string } }) => void): void;
    };
  };
  readonly tus: {
    readonly Upload: new (
      file: File,
      options: {
        endpoint: string;
        chunkSize: number;
        storeFingerprintForResuming: boolean;
        onSuccess(): void;
        onError(error: Error): void;
      },
    ) => { start(): void };
  };
}

const { UpChunk, tus } = globalThis as unknown as Peers;

/** A bare loop of requests in a worker: nothing that sends one after the other from the same source can be faster. */
const BARE_LOOP = `onmessage = async ({ data: { url, chunkBytes, totalBytes, from } }) => {
  const bytes = new Uint8Array(chunkBytes);
  for (let at = 0; at < chunkBytes; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  const root = await navigator.storage.getDirectory();
  const file = from === 'file' ? await (await root.getFileHandle('content')).getFile() : null;
  for (let start = 0; start < totalBytes; start += chunkBytes) {
    const end = Math.min(start + chunkBytes, totalBytes);
    const xhr = new XMLHttpRequest();
    xhr.open('PUT', url);
    xhr.setRequestHeader('Content-Range', 'bytes ' + start + '-' + (end - 1) + '/' + (end === totalBytes ? end : '*'));
    await new Promise((resolve, reject) => {
      xhr.onload = resolve;
      xhr.onerror = () => reject(new Error('No answer.'));
      xhr.send(file === null ? bytes.subarray(0, end - start) : file.slice(start, end));
    });
  }
  postMessage('done');
};`;

async function contentFile(): Promise<FileSystemFileHandle> {
  return (await navigator.storage.getDirectory()).getFileHandle('content', { create: true });
}

async function store(contentUrl: string): Promise<void> {
  const { body } = await fetch(contentUrl);
  await body?.pipeTo(await (await contentFile()).createWritable());
}

async function sendBare(order: Extract<PeerOrder, { kind: 'bare XHR' }>): Promise<void> {
  const worker = new Worker(URL.createObjectURL(new Blob([BARE_LOOP], { type: 'text/javascript' })));
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(order);
  });
  worker.terminate();
}

async function sendByUpChunk(endpoint: string, chunkBytes: number): Promise<void> {
  const file = await (await contentFile()).getFile();
  await new Promise<void>((resolve, reject) => {
    const upload = UpChunk.createUpload({ endpoint, file, chunkSize: chunkBytes / 1024 });
    upload.on('success', () => resolve());
    upload.on('error', ({ detail }) => reject(new Error(detail?.message)));
  });
}

async function sendByTusJs(endpoint: string, chunkBytes: number | null): Promise<void> {
  const file = await (await contentFile()).getFile();
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(file, {
      endpoint,
      chunkSize: chunkBytes ?? Number.POSITIVE_INFINITY,
      storeFingerprintForResuming: false,
      onSuccess: resolve,
      onError: reject,
    }).start();
  });
}

/** Sends a growing recording kept as one Blob: each slice makes a new Blob, and each chunk is cut from it. */
async function sendGrowingBlob(url: string, chunkBytes: number, totalBytes: number, sliceBytes: number): Promise<void> {
  const slice = new Uint8Array(sliceBytes);
  let recorded = new Blob([]);
  for (let start = 0; start < totalBytes; start += chunkBytes) {
    const end = Math.min(start + chunkBytes, totalBytes);
    while (recorded.size < end) {
      crypto.getRandomValues(slice.subarray(0, 65_536));
      recorded = new Blob([recorded, slice.subarray(0, totalBytes - recorded.size)]);
    }
    const response = await fetch(url, {
      method: 'PUT',
      headers: { 'Content-Range': `bytes ${start}-${end - 1}/${end === totalBytes ? end : '*'}` },
      body: recorded.slice(start, end),
    });
    await response.text();
  }
}

async function obey(order: PeerOrder): Promise<void> {
  switch (order.kind) {
    case 'store':
      return store(order.contentUrl);
    case 'bare XHR':
      return sendBare(order);
    case '@mux/upchunk':
      return sendByUpChunk(order.url, order.chunkBytes);
    case 'tus-js-client':
      return sendByTusJs(order.url, order.chunkBytes);
    case 'growing Blob':
      return sendGrowingBlob(order.url, order.chunkBytes, order.totalBytes, order.sliceBytes);
    default:
      throw new Error(`There is no order ${JSON.stringify(order satisfies never)}.`);
  }
}

for (;;) {
  const order: PeerOrder = await (await fetch('/peers/order')).json();
  const problem = await obey(order).then(
    () => '',
    (error: unknown) => String(error),
  );
  await fetch('/peers/done', { method: 'POST', body: problem });
}

/** How much of an answer's body is read, in bytes; the rest is never waited for. */
export const MAX_ANSWER_BYTES = 64 * 1024;

/** The beginning of a body. `truncated`: it was longer, broke off, or took too long. */
export interface CutBody {
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * Reads an answer's body as text, up to {@link MAX_ANSWER_BYTES}, for at most `timeoutMs`. Never rejects: by now the status
 * line has arrived, and it counts.
 */
export async function readCut(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  timeoutMs: number,
): Promise<CutBody> {
  if (body === null) return { text: '', truncated: false };
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let leftBytes = MAX_ANSWER_BYTES;
  let isLate = false;
  // Ends the current read as if the body had ended.
  const stop = () => {
    reader.cancel().catch((error: unknown) => console.debug('The rest of an answer was not called off.', error));
  };
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, timeoutMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { text: text + decoder.decode(), truncated: isLate };
      text += decoder.decode(value.subarray(0, leftBytes), { stream: true });
      leftBytes -= value.length;
      if (leftBytes < 0) {
        stop();
        return { text, truncated: true };
      }
    }
  } catch (error) {
    console.debug('An answer broke off after its status line.', error);
    return { text, truncated: true };
  } finally {
    clearTimeout(timer);
  }
}

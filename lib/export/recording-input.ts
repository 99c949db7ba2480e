import { CustomSource, EncodedPacketSink, Input, type InputTrack, MATROSKA, MP4, WEBM } from 'mediabunny';
import { readInWindows } from '../spool/read-at.ts';
import { type WholePart, wholePart } from '../spool/whole-part.ts';
import { FileReadError, openChangingFile } from './changing-file.ts';

/** A recording opened for reading its packets. */
export interface RecordingInput extends Disposable {
  readonly input: Input;
  /** Those that have packets; none when the file ends before its first whole packet. */
  readonly tracks: readonly InputTrack[];
  /** The part of the file they come from. */
  readonly part: WholePart;
}

/**
 * Opens a recording's file, even one that is still growing or was cut anywhere.
 * @param open takes the file as it is now; called again whenever the file has changed.
 * @throws FileReadError when the file is missing or can't be read.
 */
export async function openRecordingInput(open: () => Promise<Blob>): Promise<RecordingInput> {
  const file = await openChangingFile(open);
  const read = readInWindows(file.read, file.size);
  const part = await wholePart(read, file.size);
  const source = new CustomSource({ getSize: () => part.endBytes, read, prefetchProfile: 'fileSystem' });
  const input = new Input({ source, formats: [WEBM, MATROSKA, MP4] });
  return { input, tracks: await tracksWithPackets(input), part, [Symbol.dispose]: () => input.dispose() };
}

async function tracksWithPackets(input: Input): Promise<InputTrack[]> {
  try {
    if (!(await input.canRead())) return [];
    const tracks: InputTrack[] = [];
    for (const track of await input.getTracks()) {
      if ((await new EncodedPacketSink(track).getFirstPacket()) !== null) tracks.push(track);
    }
    return tracks;
  } catch (error) {
    if (error instanceof FileReadError) throw error;
    // The library reports a file that ends within its head only by a failed assertion.
    return [];
  }
}

import { BlobSource, EncodedPacketSink, Input, MATROSKA, MP4, WEBM } from 'mediabunny';

/** The contents of one track. */
export interface PacketList {
  /** The codec's name without its profile. */
  readonly codec: string | undefined;
  /** Kind, size and a hash of the bytes of every packet. */
  readonly packets: readonly string[];
  /** When each is presented, in milliseconds since the file's first packet. */
  readonly timesMs: readonly number[];
}

/** The contents of a file, as the library reads them from the whole file at once. */
export async function packetsOf(file: Blob): Promise<Record<string, PacketList>> {
  using input = new Input({ source: new BlobSource(file), formats: [WEBM, MATROSKA, MP4] });
  const tracks = await input.getTracks();
  const first = Math.min(...(await Promise.all(tracks.map((track) => track.getFirstTimestamp()))));
  const lists: Record<string, PacketList> = {};
  for (const track of tracks) {
    const packets: string[] = [];
    const timesMs: number[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) {
      packets.push([packet.type, packet.byteLength, hex(await sha256(packet.data))].join(' '));
      timesMs.push((packet.timestamp - first) * 1_000);
    }
    const name = await track.getCodecParameterString();
    lists[track.type] = { codec: name?.split('.', 1)[0], packets, timesMs };
  }
  return lists;
}

/** Where in the file each packet ends, found by looking for its bytes. */
export async function packetEnds(file: Blob): Promise<Record<string, number[]>> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  using input = new Input({ source: new BlobSource(file), formats: [WEBM, MATROSKA, MP4] });
  const ends: Record<string, number[]> = {};
  for (const track of await input.getTracks()) {
    const trackEnds: number[] = [];
    let at = 0;
    for await (const { data } of new EncodedPacketSink(track).packets()) {
      while (!data.every((byte, index) => bytes[at + index] === byte)) {
        at += 1;
        if (at > bytes.length) throw new Error('A packet is not in the file.');
      }
      at += data.length;
      trackEnds.push(at);
    }
    ends[track.type] = trackEnds;
  }
  return ends;
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

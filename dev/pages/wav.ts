import { writeFile } from 'node:fs/promises';

const SAMPLE_RATE = 48_000;
const HEAD_BYTES = 44;
const SAMPLE_BYTES = 2;
const FULL_SCALE = 32_767;
const DEFAULT_SHARE = 0.5;
const SECONDS = 3;
/** A microphone's filter treats a steady tone as noise and removes it. */
const BURST_SECONDS = 0.1;

/**
 * Writes a sound of tone bursts (mono, 16 bits) at `share` of full scale, for Chromium's
 * `--use-file-for-fake-audio-capture`.
 */
export async function writeBursts(path: string, toneHz: number, share = DEFAULT_SHARE): Promise<void> {
  const samples = SECONDS * SAMPLE_RATE;
  const file = Buffer.alloc(HEAD_BYTES + samples * SAMPLE_BYTES);
  // http://soundfile.sapp.org/doc/WaveFormat/
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES, 28);
  file.writeUInt16LE(SAMPLE_BYTES, 32);
  file.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * SAMPLE_BYTES, 40);
  for (let sample = 0; sample < samples; sample += 1) {
    const seconds = sample / SAMPLE_RATE;
    const isOn = Math.floor(seconds / BURST_SECONDS) % 2 === 0;
    const value = isOn ? share * FULL_SCALE * Math.sin(2 * Math.PI * toneHz * seconds) : 0;
    file.writeInt16LE(Math.round(value), HEAD_BYTES + sample * SAMPLE_BYTES);
  }
  await writeFile(path, file);
}

import * as Comlink from 'comlink';
import { passErrorsOn } from '../base/thrown-messages.ts';
import { mediaFile } from '../spool/recording-files.ts';
import { drawPoster } from './draw-poster.ts';
import type { ExportWorkerApi } from './export-client.ts';
import { progressSteps } from './progress-steps.ts';
import { openRecordingInput } from './recording-input.ts';
import { remux } from './remux.ts';

// One job per worker.
const cancelled = new AbortController();

const api: ExportWorkerApi = {
  saveCopy: async ({ recordingId, format, target }, onProgress) => {
    using recording = await openRecordingInput(() => mediaFile(recordingId));
    const writable = await target.createWritable();
    const result = await remux(recording, format, writable, progressSteps(onProgress), cancelled.signal);
    return { ...result, warning: recording.part.cut ? { id: 'export.cut' } : null };
  },
  makePoster: async (recordingId) => {
    using recording = await openRecordingInput(() => mediaFile(recordingId));
    return recording.tracks.length === 0 ? null : await drawPoster(recording.input);
  },
  cancel: () => cancelled.abort(),
};

passErrorsOn();
Comlink.expose(api);

/** A video track ended by the test. */
export class ScriptedTrack extends EventTarget {
  readyState: MediaStreamTrackState = 'live';

  getSettings(): MediaTrackSettings {
    return { width: 1_280, height: 720, frameRate: 30 };
  }

  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

/** A `MediaRecorder` whose events are fired by the test, in the browser's order. */
export class ScriptedRecorder extends EventTarget {
  state: RecordingState = 'inactive';
  readonly options: MediaRecorderOptions;
  readonly mimeType: string;
  readonly calls: string[] = [];
  /** What `start()` does instead of starting. */
  startFault: 'throws' | 'reports' | null = null;
  /** It reports its start, and delivers its first bytes, only once this resolves. */
  opening: Promise<void> = Promise.resolve();

  constructor(options: MediaRecorderOptions) {
    super();
    this.options = options;
    this.mimeType = options.mimeType ?? '';
  }

  start(sliceMs: number): void {
    this.calls.push(`start ${sliceMs}`);
    if (this.startFault === 'throws') throw new DOMException('No encoder.', 'NotSupportedError');
    if (this.startFault === 'reports') {
      queueMicrotask(() => this.fail('No encoder.'));
      return;
    }
    this.state = 'recording';
    void this.opening.then(() => this.dispatchEvent(new Event('start')));
  }

  pause(): void {
    this.calls.push('pause');
    this.state = 'paused';
  }

  resume(): void {
    this.calls.push('resume');
    this.state = 'recording';
  }

  requestData(): void {
    this.calls.push('requestData');
  }

  /** The last slice and the `stop` event are left to the test. */
  stop(): void {
    this.calls.push('stop');
    this.state = 'inactive';
  }

  give(text: string): void {
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob([text]) }));
  }

  stopped(): void {
    this.state = 'inactive';
    this.dispatchEvent(new Event('stop'));
  }

  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error: new Error(message) }));
  }
}

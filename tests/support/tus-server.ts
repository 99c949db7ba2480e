import type { ServerAnswer } from './model-server.ts';

/** How a tus server behaves. Some real server does each of these. */
export interface TusPlan {
  /** Whether the given address is already an upload, not an endpoint for creating uploads. */
  readonly isUpload: boolean;
  /** Whether it only creates uploads of a known length. */
  readonly wantsLength: boolean;
  /** Whether we can see which extensions it supports. */
  readonly showsExtensions: boolean;
  readonly location: 'absolute' | 'relative';
  /** What happens to a request's bytes when its connection breaks. */
  readonly cut: 'kept' | 'dropped';
  /** What happens to a length that the server already has. */
  readonly lengthTwice: 'refused' | 'taken';
  /** The largest body that a proxy in front of it lets through; null: no limit. */
  readonly limitBytes: number | null;
  /** How long an upload lives; null: longer than any schedule. */
  readonly expiresAfterMs: number | null;
  readonly expiredStatus: 404 | 410;
}

/** Does everything right. */
export const GOOD_TUS: TusPlan = {
  isUpload: false,
  wantsLength: false,
  showsExtensions: true,
  location: 'absolute',
  cut: 'kept',
  lengthTwice: 'refused',
  limitBytes: null,
  expiresAfterMs: null,
  expiredStatus: 410,
};

/** The part of a request that arrived. Header names are spelled as the program writes them. */
export interface TusRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How much of the body arrived, whether that's all of it, and how much of it is kept. */
  readonly arrivedBytes: number;
  readonly isWhole: boolean;
  readonly keptShare: number;
  /** Whether the body matches the recording at that place. */
  readonly isGenuine: boolean;
  /** Whether a hook refuses to finish the upload, just once. */
  readonly hookStatus: number | null;
}

/** One upload at a tus server: the truth about it. */
export interface TusUpload {
  readonly createdAtMs: number;
  storedBytes: number;
  lengthBytes: number | null;
  isFinished: boolean;
  isWrong: boolean;
  deadStatus: number | null;
}

const NAMED = { 'tus-resumable': '1.0.0' };

/** A tus server: the endpoint that creates uploads, and the uploads. It keeps what a client can't know. */
export class TusServer {
  readonly url: string;
  readonly plan: TusPlan;
  readonly uploads = new Map<string, TusUpload>();

  constructor(url: string, plan: TusPlan, nowMs: number) {
    this.url = url;
    this.plan = plan;
    if (plan.isUpload) this.uploads.set(url, newUpload(nowMs, null));
  }

  /** Whether an upload is finished and holds these bytes, all of them and in the right place. */
  holds(totalBytes: number): boolean {
    return [...this.uploads.values()].some(
      (upload) => upload.isFinished && !upload.isWrong && upload.storedBytes === totalBytes,
    );
  }

  /** Whether there is an upload at this address. */
  isAlive(url: string, nowMs: number): boolean {
    const upload = this.uploads.get(url);
    if (upload === undefined || upload.deadStatus !== null) return false;
    const { expiresAfterMs } = this.plan;
    return expiresAfterMs === null || nowMs < upload.createdAtMs + expiresAfterMs;
  }

  get finished(): number {
    return [...this.uploads.values()].filter(({ isFinished }) => isFinished).length;
  }

  /** Every unfinished upload is gone. */
  forgetUploads(status: number): void {
    for (const upload of this.uploads.values()) if (!upload.isFinished) upload.deadStatus ??= status;
  }

  take(request: TusRequest, nowMs: number): ServerAnswer {
    const { method, url, headers } = request;
    if (method === 'OPTIONS') {
      const extensions = `creation,termination${this.plan.wantsLength ? '' : ',creation-defer-length'}`;
      return answer(204, this.plan.showsExtensions ? { 'tus-extension': extensions } : {});
    }
    if (headers['Tus-Resumable'] === undefined) return answer(412);
    const upload = this.uploads.get(url);
    if (upload === undefined) {
      if (url !== this.url) return answer(404);
      return method === 'POST' ? this.#create(headers, nowMs) : answer(method === 'HEAD' ? 404 : 405);
    }
    if (!this.isAlive(url, nowMs)) return answer(upload.deadStatus ?? this.plan.expiredStatus);
    switch (method) {
      case 'HEAD':
        return answer(200, {
          'upload-offset': String(upload.storedBytes),
          ...(upload.lengthBytes === null
            ? { 'upload-defer-length': '1' }
            : { 'upload-length': String(upload.lengthBytes) }),
        });
      case 'PATCH':
        return this.#patch(upload, request);
      case 'DELETE':
        upload.deadStatus = 410;
        return answer(204);
      default:
        return answer(405);
    }
  }

  #create(headers: TusRequest['headers'], nowMs: number): ServerAnswer {
    const length = headers['Upload-Length'];
    if (length === undefined && this.plan.wantsLength) return answer(400);
    const { origin, pathname, search } = new URL(this.url);
    const path = `${pathname}/${this.uploads.size + 1}${search}`;
    this.uploads.set(origin + path, newUpload(nowMs, length === undefined ? null : Number(length)));
    return answer(201, { location: this.plan.location === 'absolute' ? origin + path : path });
  }

  #patch(upload: TusUpload, request: TusRequest): ServerAnswer {
    const { headers, arrivedBytes, isWhole, keptShare, isGenuine, hookStatus } = request;
    if (Number(headers['Upload-Offset']) !== upload.storedBytes) return answer(409);
    const length = headers['Upload-Length'];
    if (length !== undefined) {
      const isTwice = upload.lengthBytes !== null;
      if (isTwice && (this.plan.lengthTwice === 'refused' || upload.lengthBytes !== Number(length))) return answer(400);
      upload.lengthBytes = Number(length);
    }
    const isKept = isWhole || this.plan.cut === 'kept';
    if (!isGenuine) upload.isWrong = true;
    upload.storedBytes += isKept ? Math.floor(arrivedBytes * keptShare) : 0;
    if (upload.storedBytes === upload.lengthBytes) {
      if (hookStatus !== null) return answer(hookStatus);
      upload.isFinished = true;
    }
    return answer(204, { 'upload-offset': String(upload.storedBytes) });
  }
}

function newUpload(createdAtMs: number, lengthBytes: number | null): TusUpload {
  return { createdAtMs, storedBytes: 0, lengthBytes, isFinished: false, isWrong: false, deadStatus: null };
}

function answer(status: number, headers: Readonly<Record<string, string>> = {}): ServerAnswer {
  return { status, headers: { ...NAMED, ...headers }, text: '' };
}

import { NotLiveError } from '../../engine/engine-api.ts';
import { SliceReadError } from '../../engine/spooling/read-slice.ts';
import { UploadUrlInUseError } from '../../engine/uploading/url-lock.ts';
import { EngineClosedError, EngineDiedError } from './guarded-engine.ts';

/** Whether the engine is gone. */
export function isGone(error: unknown): boolean {
  return error instanceof EngineDiedError || error instanceof EngineClosedError;
}

/** Whether an engine refused because the recording is sealed. */
export function isNotLive(error: unknown): boolean {
  return isNamed(error, NotLiveError.NAME);
}

/** Whether a slice couldn't be read. */
export function isUnreadable(error: unknown): boolean {
  return isNamed(error, SliceReadError.NAME);
}

/** Whether an engine refused because another recording is being sent to this URL. */
export function isUrlInUse(error: unknown): boolean {
  return isNamed(error, UploadUrlInUseError.NAME);
}

/** An error's class doesn't survive the way out of its worker. */
function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

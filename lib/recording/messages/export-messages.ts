import type { MessageTable } from './fields.ts';

/** Why a copy couldn't be saved, or what is missing from it. */
export const EXPORT_MESSAGES = {
  'export.fileGone': [],
  'export.fileShrank': [],
  'export.fileUnreadable': [],
  'export.nothingYet': [],
  'export.cannotHoldWebm': ['name'],
  'export.cannotHoldMp4': ['name'],
  'export.codecUnknown': [],
  'export.workerStopped': [],
  'export.diskFull': [],
  'export.targetForbidden': [],
  'export.targetInUse': [],
  'export.targetGone': [],
  'export.failed': ['reason'],
  'export.cut': [],
} as const satisfies MessageTable;

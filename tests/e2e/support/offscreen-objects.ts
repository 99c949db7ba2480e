import type { Reelay } from '../../../dev/browser/reelay.ts';

/**
 * Calls a function, given as text, on all live objects of a class in the offscreen document: `this` is an array of
 * them.
 * @throws Error when there is no such document.
 */
export async function onOffscreenObjects(reelay: Reelay, className: string, functionText: string): Promise<unknown> {
  const session = await reelay.offscreenDocument()?.createCDPSession();
  if (session === undefined) throw new Error('There is no offscreen document.');
  try {
    const { result } = await session.send('Runtime.evaluate', { expression: `${className}.prototype` });
    const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
    const answer = await session.send('Runtime.callFunctionOn', {
      objectId: objects.objectId ?? '',
      functionDeclaration: functionText,
      returnByValue: true,
    });
    if (answer.exceptionDetails !== undefined) throw new Error(answer.exceptionDetails.exception?.description);
    return answer.result.value;
  } finally {
    await session.detach();
  }
}

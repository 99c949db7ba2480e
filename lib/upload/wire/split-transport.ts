import type { Transport } from './transport.ts';

/**
 * One transport in front of two: `bodies` for requests with a part of a recording, which need progress; `questions` for
 * all others, whose headers may have secrets.
 */
export function splitTransport(bodies: Transport, questions: Transport): Transport {
  return {
    send: (request, options) => {
      const carriesRecording = request.body !== null && (request.method === 'PUT' || request.method === 'PATCH');
      return (carriesRecording ? bodies : questions).send(request, options);
    },
  };
}

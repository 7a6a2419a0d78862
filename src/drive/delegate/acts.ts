/** The ways to send something to a delegate, whatever drives its session. */
export { answer } from '../acts/answer.ts';
export { decline } from '../acts/decline.ts';
export { inject } from '../acts/inject.ts';
export { interrupt } from '../acts/interrupt.ts';
export { reply } from '../acts/reply.ts';

import { setFlagsFromString } from 'node:v8';

/**
 * V8 replaces the entry of a JavaScript function that WebAssembly calls after so many calls, and in
 * Node 24 the freeing of the old one can end the whole process ("Check failed: jit_page.has_value()",
 * nodejs/node#64500). Node strips the types of our files with WebAssembly, so no process of ours is
 * safe. With a budget that is never spent the entry stays, a little slower and never freed.
 */
export const steadyWasm = '--wasm-wrapper-tiering-budget=1000000000';

/** For a process that was started without the flag, before it runs any WebAssembly. */
export const steadyThisProcess = () => setFlagsFromString(steadyWasm);

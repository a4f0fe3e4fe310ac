import { z } from 'zod';

/** Sizes in pixels, the hairline beside each not counted, and which panels show. */
export const layoutSchema = z.object({
  explorer: z.number().min(200).max(420),
  inspector: z.number().min(280).max(520),
  bottom: z.number().min(120).max(2000),
  explorerOpen: z.boolean(),
  inspectorOpen: z.boolean(),
  bottomOpen: z.boolean(),
});
export type WorkbenchLayout = z.infer<typeof layoutSchema>;

export const FIRST_LAYOUT: WorkbenchLayout = {
  explorer: 275,
  inspector: 335,
  bottom: 295,
  explorerOpen: true,
  inspectorOpen: true,
  bottomOpen: true,
};

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(Math.round(value), low), high);

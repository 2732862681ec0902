import { z } from 'zod';

/** The environment variables of one room: their schemas, and the options that they become. `app/config` reads them all at once. */
export interface RoomSettings<Shape extends z.ZodRawShape, Options> {
  /** By the variable's name. */
  readonly shape: Shape;
  readonly toOptions: (values: z.output<z.ZodObject<Shape>>) => Options;
}

/** Ties a room's variables to what they become, so that their types follow from the schemas. */
export function roomSettings<const Shape extends z.ZodRawShape, Options>(
  shape: Shape,
  toOptions: (values: z.output<z.ZodObject<Shape>>) => Options,
): RoomSettings<Shape, Options> {
  return { shape, toOptions };
}

/** A whole number that is written as text. */
export function count(least: number, most: number) {
  return z.coerce.number().int().min(least).max(most);
}

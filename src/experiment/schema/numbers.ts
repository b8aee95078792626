import * as z from "../../shared/zod";

/* Kinds of numbers that several parts of the schema use. */

export const positiveInt = z.int().min(1);
export const fraction = z.number().min(0).max(1);

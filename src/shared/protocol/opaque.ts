import * as z from "../zod";

/** An object whose parts are not looked at: it comes from a program of the same version. */
export const opaque = <T>() => z.custom<T>((value) => typeof value === "object" && value !== null);

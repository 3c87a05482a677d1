import { cnnAllRows } from "./cnnAllRows";
import { cnnCheckpoint } from "./cnnCheckpoint";
import { cnnEarlyStopping } from "./cnnEarlyStopping";
import type { PublishedSystem } from "./published";
import { resnetDropout } from "./resnetDropout";
import { resnetFlips } from "./resnetFlips";

/** The five published systems, in the order of the table. */
export const PUBLISHED: readonly PublishedSystem[] = [
	resnetDropout,
	resnetFlips,
	cnnCheckpoint,
	cnnAllRows,
	cnnEarlyStopping,
];

import { cnnAllRows } from "./cnnAllRows";
import { cnnBatchNorm } from "./cnnBatchNorm";
import { cnnCheckpoint } from "./cnnCheckpoint";
import type { PublishedSystem } from "./published";
import { resnetDropout } from "./resnetDropout";
import { resnetFlips } from "./resnetFlips";

/** The five published systems, in the order of the table. */
export const PUBLISHED: readonly PublishedSystem[] = [
	resnetDropout,
	resnetFlips,
	cnnCheckpoint,
	cnnAllRows,
	cnnBatchNorm,
];

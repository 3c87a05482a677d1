import { EYE_X } from "./features";
import type { Head, Place } from "./head";
import type { Shot } from "./shot";

/** From places on the head to what the camera sees. */
export interface Camera {
	/** Turned with the head: x right, y down, z towards the camera. */
	turn(place: Place): Place;
	/** A turned place in pixels of the picture: 0 is the middle of the first. */
	toPixels(turned: Place): [x: number, y: number];
	/** A place on the head in pixels of the picture. */
	project(place: Place): [x: number, y: number];
}

/**
 * A camera with perspective, so placed that the middle between the eyes is
 * where the shot wants it.
 */
export function createCamera(shot: Shot, head: Head): Camera {
	const [sinYaw, cosYaw] = [Math.sin(shot.yaw), Math.cos(shot.yaw)];
	const [sinPitch, cosPitch] = [Math.sin(shot.pitch), Math.cos(shot.pitch)];
	const [sinRoll, cosRoll] = [Math.sin(shot.roll), Math.cos(shot.roll)];
	const turn = ([x, y, z]: Place): Place => {
		const turnedX = x * cosYaw + z * sinYaw;
		const turnedZ = z * cosYaw - x * sinYaw;
		const noddedY = y * cosPitch + turnedZ * sinPitch;
		return [
			turnedX * cosRoll - noddedY * sinRoll,
			turnedX * sinRoll + noddedY * cosRoll,
			turnedZ * cosPitch - y * sinPitch,
		];
	};
	const flatten = ([x, y, z]: Place): [number, number] => {
		const factor = (shot.scale * shot.distance) / (shot.distance - z);
		return [x * factor, y * factor];
	};
	const left = flatten(turn(head.place(EYE_X, 0)));
	const right = flatten(turn(head.place(-EYE_X, 0)));
	const shiftX = shot.x - (left[0] + right[0]) / 2;
	const shiftY = shot.y - (left[1] + right[1]) / 2;
	const toPixels = (turned: Place): [number, number] => {
		const [x, y] = flatten(turned);
		return [x + shiftX, y + shiftY];
	};
	return { turn, toPixels, project: (place) => toPixels(turn(place)) };
}

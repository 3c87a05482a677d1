import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { compile, randomUniform, type TensorStep } from "../../src/backend";
import { SeededDropout } from "../../src/model";
import { describeOn, onEveryBackend } from "../support/backends";
import { expectClose, expectNoLeak, randomTensor } from "../support/tensors";

onEveryBackend(() => {
	describe("a compiled step", () => {
		it("computes what the step computes, at every call and for every shape", () =>
			expectNoLeak(() => {
				const step = compile((a, b) => [a.add(b), a.mul(b).sum()]);
				for (const [seed, size] of [
					[1, 3],
					[2, 3],
					[3, 5],
				])
					tf.tidy(() => {
						const a = randomTensor([size], seed);
						const b = randomTensor([size], seed + 10);
						const [sum, dot] = step(a, b) as tf.Tensor[];
						expectClose(sum.dataSync(), a.add(b).dataSync(), 1e-6);
						expectClose(dot.dataSync(), a.mul(b).sum().dataSync(), 1e-6);
					});
				step.dispose();
			}));

		it("returns a single tensor where the step does", () =>
			expectNoLeak(() => {
				const double = compile((x) => x.mul(2));
				tf.tidy(() => expectClose(double(tf.scalar(4)).dataSync(), [8]));
				double.dispose();
			}));

		it("reads a variable as it is at each call, and assigns it", () =>
			expectNoLeak(() => {
				const count = tf.tidy(() => tf.variable(tf.scalar(0)));
				const step = compile((by) => {
					count.assign(count.add(by) as tf.Scalar);
					return count.mul(10);
				});
				const call = (by: number) =>
					tf.tidy(() => step(tf.scalar(by)).dataSync()[0]);
				expect([call(1), call(2)]).to.deep.equal([10, 30]);
				tf.tidy(() => count.assign(tf.scalar(100)));
				expect(call(1)).to.equal(1010);
				expect(count.dataSync()[0]).to.equal(101);
				step.dispose();
				count.dispose();
			}));

		it("takes large tensors from outside along", () =>
			expectNoLeak(() => {
				const large = randomTensor([60, 60], 1);
				const step = compile((x) => large.matMul(x));
				tf.tidy(() => {
					const x = randomTensor([60, 1], 2);
					expectClose(step(x).dataSync(), large.matMul(x).dataSync());
				});
				step.dispose();
				large.dispose();
			}));

		it("draws other random numbers for another step that it is given", () =>
			expectNoLeak(() => {
				const step = compile((n) => randomUniform([4], [7, n]));
				const draw = (n: number) =>
					tf.tidy(() => Array.from(step(tf.scalar(n, "int32")).dataSync()));
				expect(draw(1)).to.not.deep.equal(draw(2));
				expect(draw(1)).to.deep.equal(draw(1));
				const plain = tf.tidy(() => randomUniform([4], [7, 1]).dataSync());
				expect(draw(1)).to.deep.equal(Array.from(plain));
				step.dispose();
			}));

		it("takes gradients inside", () =>
			expectNoLeak(() => {
				const step = compile((x) => tf.grad((y: tf.Tensor) => y.square())(x));
				tf.tidy(() =>
					expectClose(step(tf.tensor1d([1, -3])).dataSync(), [2, -6]),
				);
				step.dispose();
			}));
	});
});

describeOn("tensorflow", "a step that cannot be compiled", () => {
	const drop = new SeededDropout({ rate: 0.5, seed: 1 });
	for (const [name, step, message] of [
		["reads values", (x) => x.mul(x.dataSync()[0]), /has no value/],
		[
			"draws random numbers in JavaScript",
			(x) => x.add(tf.randomNormal([2])),
			/random number in JavaScript.*expected randomUniform/,
		],
		[
			"drops out by a step that is a number",
			(x) => drop.apply(x, { training: true }) as tf.Tensor,
			/the same in every call; expected setDropoutStep with a tensor/,
		],
		[
			"makes a variable",
			(x) => tf.variable(x).mul(2),
			/makes the variable .* expected it to be made outside/,
		],
		[
			"is async",
			(async (x: tf.Tensor) => x.mul(2)) as unknown as TensorStep,
			/it is async/,
		],
		[
			"returns a number",
			(() => 7) as unknown as TensorStep,
			/invalid result: 7; expected a tensor/,
		],
		["fails by itself", (x) => x.matMul(tf.ones([3, 3])), /./],
	] as [string, TensorStep, RegExp][])
		it(`says why, where it ${name}, and leaves nothing behind`, () =>
			expectNoLeak(() => {
				const compiled = compile(step);
				tf.tidy(() => {
					expect(() => compiled(tf.tensor1d([1, 2]))).to.throw(message);
					expectClose(tf.add(1, 2).dataSync(), [3]);
				});
				expect(Math.random()).to.be.below(1);
				compiled.dispose();
			}));

	it("is called as it is where that was asked for, and said once", () =>
		expectNoLeak(() => {
			const said: string[] = [];
			const { warn } = console;
			console.warn = (text: string) => said.push(text);
			const step = compile((x) => x.mul(x.dataSync()[0]), { orPlain: true });
			const call = (x: number) =>
				tf.tidy(() => step(tf.scalar(x)).dataSync()[0]);
			expect([call(2), call(3)]).to.deep.equal([4, 9]);
			console.warn = warn;
			expect(said).to.have.length(1);
			expect(said[0]).to.match(/without being compiled, slower: .*no value/);
			step.dispose();
		}));

	it("has results that only it knows of refused outside", () =>
		tf.tidy(() => {
			let leaked: tf.Tensor | undefined;
			const step = compile((x) => {
				leaked = tf.keep(x.mul(2));
				return x.add(1);
			});
			step(tf.scalar(1));
			expect(() => leaked?.dataSync()).to.throw(/only what it returns/);
			leaked?.dispose();
			step.dispose();
		}));
});

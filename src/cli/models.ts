import { Command } from "commander";
import { example } from "./options";

/** `keypoints models`: the models with what they cost. */
export function modelsCommand(): Command {
	return new Command("models")
		.description("List the models with their parameters and multiply-adds.")
		.addHelpText("after", example("models"))
		.action(async () => {
			const { giveTurn } = await import("../base");
			const { startBackend } = await import("../backend");
			const { buildModel, MODELS, modelCost } = await import("../model");
			await startBackend();
			console.log("model         parameters  multiply-adds  what it is");
			for (const [name, { summary }] of Object.entries(MODELS)) {
				// Ctrl-C is heard between two of them.
				await giveTurn();
				const network = buildModel(name);
				const { parameters, multiplyAdds } = modelCost(network);
				network.dispose();
				const columns = [
					name.padEnd(10),
					parameters.toLocaleString("en").padStart(13),
					multiplyAdds.toLocaleString("en").padStart(14),
				];
				console.log(`${columns.join(" ")}  ${summary}`);
			}
		});
}

// What the library imports as `@tensorflow/tfjs`, without the backends: the page
// loads the one that it uses.
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";

export * from "@tensorflow/tfjs-core";
export * from "@tensorflow/tfjs-layers";

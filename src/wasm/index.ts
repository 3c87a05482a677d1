export { registerWasm } from "./register";

export { API_LIMITS, type ApiLimits } from "./api";
export { type BuiltApp, buildApp } from "./buildApp";
export { isLoopback } from "./hosts";
export { type App, type AppOptions, startApp } from "./server";
